package import TinyHTTP
import Wire

/// What surrounds every page: head, and header with the links to other pages, who one is, and the logout.
package struct PageFrame {
  /// The pages that are linked from every other.
  package enum Place: CaseIterable {
    case overview, room, rules, words, people, bans, bots, banner, log, admins

    fileprivate var address: String {
      switch self {
      case .overview: "/"
      case .room: RoomAddress.now
      case .rules: "/rules"
      case .words: "/words"
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
      case .words: "Words"
      case .people: "People"
      case .bans: "Bans and mutes"
      case .bots: "Bots"
      case .banner: "Banner"
      case .log: "Log"
      case .admins: "Admins"
      }
    }

    /// The letter that leads there, after a `g`.
    fileprivate var key: HTML {
      switch self {
      case .overview: "o"
      case .room: "r"
      case .rules: "u"
      case .words: "w"
      case .people: "p"
      case .bans: "b"
      case .bots: "t"
      case .banner: "n"
      case .log: "l"
      case .admins: "a"
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
    \(visitor == nil ? nil : Self.script)\(script)
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
    \(visitor.map(footer))
    </body>
    </html>

    """
  }

  private static let script: HTML = "<script src=\"/page.js\" defer></script>\n"

  private func places(for visitor: Visitor) -> [Place] {
    Place.allCases.filter { $0.isFor(visitor) }
  }

  private func navigation(of visitor: Visitor) -> HTML {
    let links = places(for: visitor).map { place -> HTML in
      let current: HTML = place == self.place ? " aria-current=\"page\"" : ""
      return """
        <li data-key="\(place.key)"><a href="\(place.address)"\(current)>\(place.words)</a></li>
        """
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

  /// The keys there are, which a script shows.
  private func footer(for visitor: Visitor) -> HTML {
    let places = places(for: visitor).map { place -> HTML in
      Self.key("<kbd>g</kbd> <kbd>\(place.key)</kbd>", place.words)
    }
    return """
      <footer><button id="open-keys" type="button" class="quiet small" hidden>Keys</button></footer>
      <dialog id="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <dl>\(Self.key("<kbd>/</kbd>", "search on this page"))\(HTML.join(places))\
      \(Self.key("<kbd>?</kbd>", "these keys"))</dl>
      <form method="dialog">
      <label><input id="keys-on" type="checkbox"> Keys are on</label>
      <p class="actions"><button>Close</button></p>
      </form>
      </dialog>
      """
  }

  private static func key(_ keys: HTML, _ words: HTML) -> HTML {
    "<div><dt>\(keys)</dt><dd>\(words)</dd></div>"
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
