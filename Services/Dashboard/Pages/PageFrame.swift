package import TinyHTTP

/// What surrounds every page: head, and header with the links to other pages and the logout.
package struct PageFrame {
  /// The pages that are linked from every other.
  package enum Place: CaseIterable {
    case overview, room, people, bans, bots, banner, log

    fileprivate var address: String {
      switch self {
      case .overview: "/"
      case .room: RoomAddress.now
      case .people: "/people"
      case .bans: "/bans"
      case .bots: "/bots"
      case .banner: "/banner"
      case .log: "/log"
      }
    }

    fileprivate var words: HTML {
      switch self {
      case .overview: "Overview"
      case .room: "Room"
      case .people: "People"
      case .bans: "Bans"
      case .bots: "Bots"
      case .banner: "Banner"
      case .log: "Log"
      }
    }
  }

  /// Which of these this page belongs to; nil is none.
  private let place: Place?
  /// The visitor has been let in and may go to the other pages.
  private let isInside: Bool
  /// They came in with a password, and can log out.
  private let hasLogout: Bool

  package init(at place: Place? = nil, isInside: Bool = true, hasLogout: Bool) {
    self.place = place
    self.isInside = isInside
    self.hasLogout = hasLogout
  }

  /// For the login page, and for refusals of people whom we do not know.
  package static let outside = PageFrame(isInside: false, hasLogout: false)

  package func page(title: HTML, note: Note? = nil, script: HTML = "", _ content: HTML) -> HTML {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(title) · NetCatChat</title>
    <link rel="icon" href="/favicon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/dashboard.css">
    \(script)
    </head>
    <body>
    <a class="skip" href="#content">To the content</a>
    <header>
    <h1><a href="/"><img src="/favicon.svg" alt="" width="32" height="32"> NetCatChat</a></h1>
    \(isInside ? navigation : "")
    \(hasLogout ? Self.logout : "")
    </header>
    <main id="content">
    \(note?.html)
    \(content)
    </main>
    </body>
    </html>

    """
  }

  private var navigation: HTML {
    let links = Place.allCases.map { place -> HTML in
      let current: HTML = place == self.place ? " aria-current=\"page\"" : ""
      return "<li><a href=\"\(place.address)\"\(current)>\(place.words)</a></li>"
    }
    return "<nav aria-label=\"Pages\"><ul>\(HTML.join(links))</ul></nav>"
  }

  private static let logout: HTML = """
    <form method="post" action="/logout"><button class="quiet">Log out</button></form>
    """

  /// A page that says one thing: an address that is not there, a request that is refused.
  package static func sorry(_ title: HTML, _ explanation: String) -> HTML {
    outside.page(
      title: title,
      """
      <section class="card">
      <h2>\(title)</h2>
      <p>\(TerminalText.visible(Format.sentence(explanation)))</p>
      <p class="actions"><a class="button quiet" href="/">To the dashboard</a></p>
      </section>
      """)
  }
}
