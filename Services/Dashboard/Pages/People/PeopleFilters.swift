import TinyHTTP
import Wire

/// The form that says which people a page shows: words first, the rest folded away until it is in use.
enum PeopleFilters {
  /// What is asked for most, by one click.
  static func tabs(_ query: PeopleQuery) -> HTML {
    let tabs: [(words: HTML, set: (inout PeopleQuery) -> Void)] = [
      ("Everybody", { _ in }), ("New", { $0.new = newSpans[0] }),
      ("Silent", { $0.idle = idleSpans[0] }), ("Muted", { $0.isMuted = true }),
      ("With voice", { $0.isVoiced = true }),
    ]
    let links = tabs.map { tab -> HTML in
      var wanted = PeopleQuery()
      wanted.order = query.order
      tab.set(&wanted)
      let current: HTML? =
        wanted.filter.elementsEqual(query.filter, by: ==) ? " aria-current=\"true\"" : nil
      return "<li><a href=\"\(wanted.target())\"\(current)>\(tab.words)</a></li>"
    }
    return "<nav aria-label=\"Some of them\"><ul class=\"tabs\">\(HTML.join(links))</ul></nav>"
  }

  static func html(_ query: PeopleQuery, servers: [String]) -> HTML {
    let open: HTML? = query.isNarrowed ? " open" : nil
    let clear: HTML? =
      query.isFiltered ? "<a class=\"button quiet\" href=\"\(query.all)\">Show all</a>" : nil
    let order: HTML? =
      query.order == PeopleQuery.orderDefault ? nil : Fields.hidden("sort", query.order.text)
    return """
      <form class="find" method="get" action="\(PersonAddress.all)" role="search">
      \(order)<div class="inline"><label for="q">Name or address</label>
      <input id="q" name="q" type="search" maxlength="\(Limits.searchCharactersMax)" \
      autocomplete="off" spellcheck="false" autocapitalize="none" value="\(query.search)">
      <button>Search</button>\(clear)</div>
      <details\(open)><summary>Muted, idle, new, from where</summary>
      <div class="filters">\(filters(query, servers))</div>
      <p class="actions"><button class="quiet">Show those</button></p></details>
      </form>
      """
  }

  private static func filters(_ query: PeopleQuery, _ servers: [String]) -> HTML {
    let known = query.server.map { servers.contains($0) ? servers : servers + [$0] } ?? servers
    let server: HTML? =
      known.count > 1 || query.server != nil
      ? choice(
        "server", "Chat server", of: known.map { ($0, "\(TerminalText.visible($0))") }, any: "any",
        chosen: query.server)
      : nil
    return """
      \(span("idle", "Silent for", idleSpans, any: "any time", query.idle))\
      \(span("new", "Came in the last", newSpans, any: "any time", query.new))\
      <div><label for="range">From an address or range</label>
      <input id="range" name="range" maxlength="\(PeopleQuery.rangeCharactersMax)" autocomplete="off" \
      spellcheck="false" placeholder="192.0.2.7 or 192.0.2.0/24" value="\(query.range)"></div>\
      \(server)\
      <fieldset><legend>Only</legend>\
      \(box("muted", "those whom nobody hears", query.isMuted))\
      \(box("voiced", "those with voice", query.isVoiced))</fieldset>
      """
  }

  private static let idleSpans = [600, 3_600, 21_600, 86_400]
  private static let newSpans = [300, 3_600, 86_400]

  private static func span(
    _ name: HTML, _ label: HTML, _ spans: [Int], any: HTML, _ seconds: Int?
  ) -> HTML {
    let known = seconds.map { spans.contains($0) ? spans : spans + [$0] } ?? spans
    return choice(
      name, label, of: known.map { (String($0), "\(Format.span(.seconds($0)))") }, any: any,
      chosen: seconds.map { String($0) })
  }

  private static func choice(
    _ name: HTML, _ label: HTML, of values: [(value: String, words: HTML)], any: HTML,
    chosen: String?
  ) -> HTML {
    let options = values.map { option -> HTML in
      let selected: HTML = option.value == chosen ? " selected" : ""
      return "<option value=\"\(option.value)\"\(selected)>\(option.words)</option>"
    }
    return """
      <div><label for="\(name)">\(label)</label>
      <select id="\(name)" name="\(name)"><option value="">\(any)</option>\(HTML.join(options))</select>\
      </div>
      """
  }

  private static func box(_ name: HTML, _ words: HTML, _ isTicked: Bool) -> HTML {
    let ticked: HTML? = isTicked ? " checked" : nil
    return """
      <label><input type="checkbox" name="\(name)" value="1"\(ticked)> \(words)</label>
      """
  }
}
