package import TinyHTTP
package import Wire

/// The bans in force, and the form for another.
package struct BansPage {
  /// Bans on one page.
  package static let bansShown = 50

  private let bans: Result<[Ban], APIFailure>
  /// From 0.
  private let pageNumber: Int
  /// RFC 3339, UTC.
  private let timeOfDay: String
  private let mayModerate: Bool

  package init(
    _ bans: Result<[Ban], APIFailure>, page: Int, timeOfDay: String, mayModerate: Bool = true
  ) {
    self.mayModerate = mayModerate
    self.bans = bans
    pageNumber = page
    self.timeOfDay = timeOfDay
  }

  package var html: HTML {
    """
    \(LiveUpdates.connection)
    <div\(mayModerate ? " class=\"columns\"" : nil)>
    \(mayModerate ? Self.form : nil)
    <section class="wide" aria-labelledby="bans-title">
    <h2 id="bans-title">Bans in force</h2>
    \(LiveUpdates.part("list", content))
    </section>
    </div>
    """
  }

  private static let form: HTML = """
    <section class="side" aria-labelledby="ban-title">
    <h2 id="ban-title">Ban somebody</h2>
    <form method="get" action="\(AdminCommand.Kind.ban.path)">
    <label for="range">Address or range</label>
    <input id="range" name="range" required maxlength="64" autocomplete="off" spellcheck="false" \
    placeholder="192.0.2.7 or 192.0.2.0/24">
    \(Fields.duration(Fields.durationDefault))
    \(Fields.reason("", label: "Reason, which they will read"))
    <p class="actions"><button>Ban…</button></p>
    </form>
    </section>
    """

  private var content: HTML {
    switch bans {
    case .failure(let failure): return failure.notice
    case .success(let bans) where bans.isEmpty: return "<p class=\"none\">Nobody is banned.</p>"
    case .success(let bans): return list(bans)
    }
  }

  /// The newest first.
  private func list(_ bans: [Ban]) -> HTML {
    let bans = bans.sorted { $0.id > $1.id }
    let last = (bans.count - 1) / Self.bansShown
    let page = min(max(0, pageNumber), last)
    let shown = bans.dropFirst(page * Self.bansShown).prefix(Self.bansShown)
    let pager = Pager.html([
      ("Newer", page > 0 ? "/bans?page=\(page - 1)" : nil),
      ("Older", page < last ? "/bans?page=\(page + 1)" : nil),
    ])
    return """
      <p class="facts">\(Format.count(bans.count, "ban", "bans")), the newest first.</p>
      <ul class="rows">\(HTML.join(shown.map(row)))</ul>
      \(pager)
      """
  }

  private func row(_ ban: Ban) -> HTML {
    let range = TerminalText.visible(ban.range)
    return """
      <li><div class="who"><p><code class="range">\(range)</code></p>
      \(BanWords.reason(ban))<p class="facts">\(BanWords.terms(ban, today: timeOfDay))</p></div>
      \(mayModerate ? lift(ban) : nil)</li>

      """
  }

  private func lift(_ ban: Ban) -> HTML {
    let query = Form.encode([("id", String(ban.id)), ("range", ban.range)])
    return """
      <div class="commands"><a class="button quiet small" href="\(AdminCommand.Kind.lift.path)?\(query)">\
      Lift…<span class="aside"> the ban of \(TerminalText.visible(ban.range))</span></a></div>
      """
  }
}
