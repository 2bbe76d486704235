package import TinyHTTP
package import Wire

/// The bans in force, and the form for another.
package struct BansPage {
  /// Bans on one page.
  package static let bansShown = 50

  /// What the page was asked for.
  package struct Query: Equatable {
    package var search: String
    /// From 0.
    package var page: Int

    package init(search: String = "", page: Int = 0) {
      self.search = search
      self.page = page
    }

    package init(_ form: Form) {
      search = form.text("q", charactersMax: Limits.searchCharactersMax)
      page = form["page"].flatMap { Int($0) } ?? 0
    }

    fileprivate func target(page: Int = 0) -> String {
      let pairs =
        (search.isEmpty ? [] : [("q", search)]) + (page > 0 ? [("page", String(page))] : [])
      return pairs.isEmpty ? "/bans" : "/bans?" + Form.encode(pairs)
    }

    /// Whether the range, the reason or who made it has the words, or the address is in the range.
    fileprivate func finds(_ ban: Ban) -> Bool {
      if search.isEmpty { return true }
      let words = search.lowercased()
      if [ban.range, ban.reason, ban.actor].contains(where: { $0.lowercased().contains(words) }) {
        return true
      }
      guard let range = try? AddressRange(ban.range), let wanted = try? AddressRange(search)
      else { return false }
      return range.overlaps(wanted)
    }
  }

  private let query: Query
  private let bans: Result<[Ban], APIFailure>
  /// RFC 3339, UTC.
  private let timeOfDay: String
  private let mayModerate: Bool

  package init(
    _ query: Query, _ bans: Result<[Ban], APIFailure>, timeOfDay: String, mayModerate: Bool = true
  ) {
    self.mayModerate = mayModerate
    self.query = query
    self.bans = bans
    self.timeOfDay = timeOfDay
  }

  private var columns: HTML? { mayModerate ? " class=\"columns\"" : nil }

  package var html: HTML {
    """
    \(LiveUpdates.connection)
    <div\(columns)>
    \(mayModerate ? Self.form : nil)
    <section class="wide" aria-labelledby="bans-title">
    <h2 id="bans-title">Bans in force</h2>
    \(search)
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
    case .success(let bans) where bans.isEmpty:
      let advice: HTML? =
        mayModerate ? " Whoever is on the <a href=\"/people\">People</a> page can be." : nil
      return "<p class=\"none\">Nobody is banned.\(advice)</p>"
    case .success(let bans): return list(bans.filter(query.finds))
    }
  }

  private var search: HTML {
    let clear: HTML? =
      query.search.isEmpty
      ? nil : "<a class=\"button quiet\" href=\"\(Query().target())\">Show all</a>"
    return """
      <form class="inline" method="get" action="/bans" role="search">
      <label for="q">Range, address, reason, or who made it</label>
      <input id="q" name="q" type="search" maxlength="\(Limits.searchCharactersMax)" \
      autocomplete="off" spellcheck="false" value="\(query.search)">
      <button class="quiet">Search</button>\(clear)
      </form>
      """
  }

  /// The newest first.
  private func list(_ bans: [Ban]) -> HTML {
    let words: HTML = "“<bdi>\(TerminalText.visible(query.search))</bdi>”"
    guard !bans.isEmpty else {
      return """
        <p class="none">No ban has \(words) in its range, its reason or who made it.</p>
        """
    }
    let bans = bans.sorted { $0.id > $1.id }
    let last = (bans.count - 1) / Self.bansShown
    let page = min(max(0, query.page), last)
    let shown = bans.dropFirst(page * Self.bansShown).prefix(Self.bansShown)
    let pager = Pager.html([
      ("Newer", page > 0 ? query.target(page: page - 1) : nil),
      ("Older", page < last ? query.target(page: page + 1) : nil),
    ])
    let which: HTML? = query.search.isEmpty ? nil : " with \(words)"
    return """
      <p class="facts">\(Format.count(bans.count, "ban", "bans"))\(which), the newest first.</p>
      <ul class="rows">\(HTML.join(shown.map(row)))</ul>
      \(pager)
      """
  }

  private func row(_ ban: Ban) -> HTML {
    let range = TerminalText.visible(ban.target)
    return """
      <li><div class="who"><p><code class="range">\(range)</code></p>
      \(BanWords.reason(ban))<p class="facts">\(BanWords.terms(ban, today: timeOfDay))</p></div>
      \(mayModerate ? lift(ban) : nil)</li>

      """
  }

  private func lift(_ ban: Ban) -> HTML {
    let query = Form.encode([("id", String(ban.id)), ("range", ban.target)])
    return """
      <div class="commands"><a class="button quiet small" href="\(AdminCommand.Kind.lift.path)?\(query)">\
      Lift…<span class="aside"> the ban of \(TerminalText.visible(ban.target))</span></a></div>
      """
  }
}
