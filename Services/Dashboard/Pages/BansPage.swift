package import TinyHTTP
package import Wire

/// Bans and mutes, those in force and those that are over, each with a page of its own; and the form for
/// another.
package struct BansPage {
  /// Of those in force on one page; of those that are over, as many are asked for.
  package static let rowsShown = 50

  package enum Tab: String, CaseIterable {
    case bans = "/bans"
    case mutes = "/mutes"
    case endedBans = "/bans/ended"
    case endedMutes = "/mutes/ended"

    package var isEnded: Bool { self == .endedBans || self == .endedMutes }
    fileprivate var isOfBans: Bool { self == .bans || self == .endedBans }
  }

  /// What the page was asked for.
  package struct Query: Equatable {
    package var tab: Tab
    package var search = ""
    /// From 0, of those in force.
    package var page = 0
    /// Of those that are over, only those that ended before the one at this place.
    package var before: Int?

    package init(_ tab: Tab) { self.tab = tab }

    /// What makes no sense is ignored: somebody may have typed it into the address.
    package init(_ tab: Tab, _ form: Form) {
      self.tab = tab
      search = form.text("q", charactersMax: Limits.searchCharactersMax)
      page = form["page"].flatMap { Int($0) } ?? 0
      before = form["before"].flatMap { Int($0) }.map { max(1, $0) }
    }

    /// The address of that page of it; the search goes along to other tabs.
    func target(_ tab: Tab? = nil, page: Int = 0, before: Int? = nil) -> String {
      let pairs =
        (search.isEmpty ? [] : [("q", search)]) + (page > 0 ? [("page", String(page))] : [])
        + (before.map { [("before", String($0))] } ?? [])
      let path = (tab ?? self.tab).rawValue
      return pairs.isEmpty ? path : "\(path)?\(Form.encode(pairs))"
    }

    /// Whether one of the texts has the words, or the address is in the range.
    fileprivate func finds(_ texts: [String?], in range: String?) -> Bool {
      if search.isEmpty { return true }
      let words = search.lowercased()
      if texts.contains(where: { $0?.lowercased().contains(words) == true }) { return true }
      guard let range, let range = try? AddressRange(range),
        let wanted = try? AddressRange(search)
      else { return false }
      return range.overlaps(wanted)
    }
  }

  /// What the API says of it.
  package enum Content {
    case bans([Ban])
    /// With who is muted now; nil when there is nobody to look for.
    case mutes([Mute], here: Result<PeopleHere, APIFailure>?)
    case ended(EndedList)
  }

  private let query: Query
  private let content: Result<Content, APIFailure>
  private let rows: DecisionRows
  private let mayModerate: Bool

  /// `timeOfDay` is RFC 3339, UTC.
  package init(
    _ query: Query, _ content: Result<Content, APIFailure>, timeOfDay: String,
    mayModerate: Bool = true
  ) {
    self.query = query
    self.content = content
    self.mayModerate = mayModerate
    rows = DecisionRows(today: timeOfDay, mayModerate: mayModerate && !query.tab.isEnded)
  }

  package var html: HTML {
    let hasForm = mayModerate && !query.tab.isEnded
    let columns: HTML? = hasForm ? " class=\"columns aside-last\"" : nil
    let jump: HTML? =
      hasForm ? "<a class=\"more jump\" href=\"#new-title\">\(formTitle)</a>" : nil
    return """
      \(LiveUpdates.connection)
      <div\(columns)>
      <section class="wide" aria-labelledby="bans-title">
      <h2 id="bans-title">Bans and mutes</h2>\(jump)
      \(tabs)
      \(search)
      \(LiveUpdates.part("list", list))
      </section>
      \(hasForm ? form : nil)
      </div>
      """
  }

  private var tabs: HTML {
    let links = Tab.allCases.map { tab -> HTML in
      let words: HTML =
        switch tab {
        case .bans: "Bans"
        case .mutes: "Mutes"
        case .endedBans: "Ended bans"
        case .endedMutes: "Ended mutes"
        }
      let current: HTML? = tab == query.tab ? " aria-current=\"page\"" : nil
      return "<li><a href=\"\(query.target(tab))\"\(current)>\(words)</a></li>"
    }
    return "<nav aria-label=\"Bans and mutes\"><ul class=\"tabs\">\(HTML.join(links))</ul></nav>"
  }

  private var formTitle: HTML { query.tab == .bans ? "Ban somebody" : "Mute somebody" }

  private var form: HTML {
    let (kind, button, endless): (AdminCommand.Kind, HTML, HTML) =
      query.tab == .bans
      ? (.ban, "Ban…", Fields.forEver) : (.mute, "Mute…", Fields.untilLifted)
    return """
      <section class="side" aria-labelledby="new-title">
      <h2 id="new-title">\(formTitle)</h2>
      <form method="get" action="\(kind.path)">
      \(Fields.whom)
      \(Fields.duration(Fields.durationDefault, endless: endless))
      \(Fields.reason(nil))
      <p class="actions"><button>\(button)</button></p>
      <p class="hint">Before anything happens you see whom it hits.</p>
      </form>
      </section>
      """
  }

  private var search: HTML {
    let clear: HTML? =
      query.search.isEmpty
      ? nil : "<a class=\"button quiet\" href=\"\(query.tab.rawValue)\">Show all</a>"
    return """
      <form class="inline" method="get" action="\(query.tab.rawValue)" role="search">
      <label for="q">Name, address, range, reason, or who made it</label>
      <input id="q" name="q" type="search" maxlength="\(Limits.searchCharactersMax)" \
      autocomplete="off" spellcheck="false" value="\(query.search)">
      <button class="quiet">Search</button>\(clear)
      </form>
      """
  }

  // MARK: - What was found

  private var list: HTML {
    switch content {
    case .failure(let failure): failure.notice
    case .success(.bans(let bans)): list(bans)
    case .success(.mutes(let mutes, let here)):
      "\(here.flatMap { rows.notice(of: $0) })\(list(mutes, among: here))"
    case .success(.ended(let list)): ended(list)
    }
  }

  private func list(_ bans: [Ban]) -> HTML {
    let found = bans.filter { query.finds([$0.target, $0.reason, $0.actor], in: $0.range) }
      .sorted { $0.id > $1.id }
    return inForce(found, of: bans.count) { (ban: Ban) -> HTML in rows.row(ban) }
  }

  private func list(_ mutes: [Mute], among here: Result<PeopleHere, APIFailure>?) -> HTML {
    let found = mutes.filter {
      query.finds([$0.name, $0.range, $0.server, $0.reason, $0.actor], in: $0.range)
    }.sorted { $0.id > $1.id }
    return inForce(found, of: mutes.count) { (mute: Mute) -> HTML in
      rows.row(mute, among: here)
    }
  }

  /// `found` has the newest first.
  private func inForce<Entry>(
    _ found: [Entry], of total: Int, row: (Entry) -> HTML
  ) -> HTML {
    guard !found.isEmpty else { return "<p class=\"none\">\(total == 0 ? nobody : notFound)</p>" }
    let last = (found.count - 1) / Self.rowsShown
    let page = min(max(0, query.page), last)
    let shown = found.dropFirst(page * Self.rowsShown).prefix(Self.rowsShown)
    let pager = Pager.html([
      ("Newer", page > 0 ? query.target(page: page - 1) : nil),
      ("Older", page < last ? query.target(page: page + 1) : nil),
    ])
    let count =
      query.tab.isOfBans
      ? Format.count(found.count, "ban", "bans") : Format.count(found.count, "mute", "mutes")
    let which: HTML? = query.search.isEmpty ? nil : " with \(words)"
    return """
      <p class="facts">\(count) in force\(which), the newest first. Times are \(HTML.zone).</p>
      \(rows.table(shown.map(row), isEnded: false))
      \(pager)
      """
  }

  private func ended(_ list: EndedList) -> HTML {
    let pager = Pager.html([
      ("Newest", query.before == nil ? nil : query.target()),
      ("Older", list.more ? list.ended.last.map { query.target(before: $0.place) } : nil),
    ])
    guard !list.ended.isEmpty else { return "<p class=\"none\">\(nothingEnded)</p>\(pager)" }
    let which: HTML? = query.search.isEmpty ? nil : "With \(words), "
    return """
      <p class="facts">\(which)\(query.search.isEmpty ? "The" : "the") last that ended first. \
      They are kept for a year. Times are \(HTML.zone).</p>
      \(rows.table(list.ended.map { rows.row($0) }, isEnded: true))
      \(pager)
      """
  }

  private var words: HTML { "“<bdi>\(TerminalText.visible(query.search))</bdi>”" }

  private var notFound: HTML {
    """
    No \(query.tab.isOfBans ? "ban" : "mute") has \(words) in its name, its range, its reason or who \
    made it.
    """
  }

  private var nobody: HTML {
    let advice: HTML? =
      mayModerate
      ? """
       Whoever is on the <a href="/people">People</a> page can be, and so can a name, an address or a \
      range that you type.
      """ : nil
    return "Nobody is \(query.tab == .bans ? "banned" : "muted").\(advice)"
  }

  private var nothingEnded: HTML {
    if !query.search.isEmpty { return notFound }
    if query.before != nil { return "There is nothing older." }
    return """
      No \(query.tab.isOfBans ? "ban" : "mute") has ended yet. Those that are lifted or run out stand \
      here for a year.
      """
  }
}
