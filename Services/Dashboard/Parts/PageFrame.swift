package import TinyHTTP
import Wire

/// What surrounds every page: head, and header with the links to other pages, who one is, and the logout.
package struct PageFrame {
  /// The pages that are linked from every other.
  package enum Place: CaseIterable {
    case overview, room, rules, people, bans, bots, banner, log, admins

    fileprivate var address: String {
      switch self {
      case .overview: "/"
      case .room: RoomAddress.now
      case .rules: "/rules"
      case .people: "/people"
      case .bans: "/bans"
      case .bots: "/bots"
      case .banner: "/banner"
      case .log: "/log"
      case .admins: "/admins"
      }
    }

    fileprivate var words: HTML {
      switch self {
      case .overview: "Overview"
      case .room: "Room"
      case .rules: "Rules"
      case .people: "People"
      case .bans: "Bans"
      case .bots: "Bots"
      case .banner: "Banner"
      case .log: "Log"
      case .admins: "Admins"
      }
    }

    fileprivate func isFor(_ visitor: Visitor) -> Bool {
      self == .admins ? visitor.maySeeAdmins : true
    }
  }

  /// Which of these this page belongs to; nil is none.
  private let place: Place?
  /// Nil has not been let in, and may not go to the other pages.
  private let visitor: Visitor?

  package init(at place: Place? = nil, for visitor: Visitor?) {
    self.place = place
    self.visitor = visitor
  }

  /// For the login page, and for refusals of people whom we do not know.
  package static let outside = PageFrame(for: nil)

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
    \(visitor.map(navigation))
    \(visitor.flatMap(account))
    </header>
    <main id="content">
    \(note?.html)
    \(content)
    </main>
    </body>
    </html>

    """
  }

  private func navigation(of visitor: Visitor) -> HTML {
    let links = Place.allCases.filter { $0.isFor(visitor) }.map { place -> HTML in
      let current: HTML = place == self.place ? " aria-current=\"page\"" : ""
      return "<li><a href=\"\(place.address)\"\(current)>\(place.words)</a></li>"
    }
    return "<nav aria-label=\"Pages\"><ul>\(HTML.join(links))</ul></nav>"
  }

  /// Nothing for whoever comes.
  private func account(of visitor: Visitor) -> HTML? {
    guard let name = visitor.name else { return nil }
    return """
      <div class="account"><p>\(HTML.name(name)) <small>\(visitor.role.rawValue)</small></p>
      <a href="/account">Your account</a>
      <form method="post" action="/logout"><button class="quiet small">Log out</button></form></div>
      """
  }

  /// A page that says one thing: an address that is not there, a request that is refused.
  package static func sorry(_ title: HTML, _ explanation: String) -> HTML {
    outside.page(title: title, apology(title, explanation))
  }

  /// What is in it; `home` is a page of ours.
  package static func apology(
    _ title: HTML, _ explanation: String, home: (address: String, words: HTML)? = nil
  ) -> HTML {
    let home = home ?? ("/", "To the dashboard")
    return """
      <section class="card">
      <h2>\(title)</h2>
      <p>\(TerminalText.visible(Format.sentence(explanation)))</p>
      <p class="actions"><a class="button quiet" href="\(home.address)">\(home.words)</a></p>
      </section>
      """
  }
}
