package import TinyHTTP
package import Wire

/// Who is in the chat, server by server: a search, a page of the roster, and what can be done.
package struct PeoplePage {
  /// People on one page.
  package static let peopleShown = 50

  /// What the page was asked for.
  package struct Query: Equatable {
    /// Nil is the first live server.
    package var server: String?
    package var search: String
    /// The id after which the page begins; nil is the first page.
    package var after: Int?

    package init(server: String? = nil, search: String = "", after: Int? = nil) {
      self.server = server
      self.search = search
      self.after = after
    }

    package init(_ query: Form) {
      server = query["server"].flatMap { ServerID.isValid($0) ? $0 : nil }
      search = String(query["q", default: ""].prefix(Limits.searchCharactersMax))
      after = query["after"].flatMap { Int($0) }.flatMap { $0 < 0 ? nil : $0 }
    }

    fileprivate func target(after: Int? = nil) -> String {
      var pairs: [(String, String)] = []
      if let server { pairs.append(("server", server)) }
      if !search.isEmpty { pairs.append(("q", search)) }
      if let after { pairs.append(("after", String(after))) }
      return pairs.isEmpty ? "/people" : "/people?" + Form.encode(pairs)
    }
  }

  private let query: Query
  private let servers: Result<[ServerEntry], APIFailure>
  /// Nil when there is no server to ask.
  private let roster: Result<Roster, APIFailure>?
  private let mayModerate: Bool

  /// `query.server` is the one that was asked.
  package init(
    _ query: Query, servers: Result<[ServerEntry], APIFailure>, roster: Result<Roster, APIFailure>?,
    mayModerate: Bool = true
  ) {
    self.query = query
    self.servers = servers
    self.roster = roster
    self.mayModerate = mayModerate
  }

  package var html: HTML {
    """
    \(LiveUpdates.connection)
    <section aria-labelledby="people-title">
    <h2 id="people-title">People</h2>
    \(LiveUpdates.part("choice", choice))
    \(servers.isSuccess && roster != nil ? search : "")
    \(LiveUpdates.part("list", content))
    </section>
    """
  }

  /// One link for each chat server, when there is a choice.
  private var choice: HTML? {
    guard case .success(let servers) = servers,
      servers.count > 1 || servers.contains(where: { $0.id != query.server })
    else { return nil }
    let links = servers.map { entry -> HTML in
      let target = Query(server: entry.id, search: query.search).target()
      let current: HTML = entry.id == query.server ? " aria-current=\"true\"" : ""
      let state: HTML =
        entry.live ? "\(Format.count(entry.report.users, "person", "people"))" : "gone"
      return """
        <li><a href="\(target)"\(current)>\(HTML.name(entry.id)) <small>\(state)</small></a></li>
        """
    }
    return "<nav aria-label=\"Chat servers\"><ul class=\"tabs\">\(HTML.join(links))</ul></nav>"
  }

  private var content: HTML {
    switch (servers, roster) {
    case (.failure(let failure), _): failure.notice
    case (.success, nil): "<p class=\"none\">No chat server has reported yet.</p>"
    case (.success, .failure(let failure)?): failure.notice
    case (.success, .success(let roster)?): list(roster)
    }
  }

  private var search: HTML {
    let clear: HTML? =
      query.search.isEmpty
      ? nil
      : "<a class=\"button quiet\" href=\"\(Query(server: query.server).target())\">Show all</a>"
    return """
      <form class="inline" method="get" action="/people" role="search">
      \(query.server.map { Fields.hidden("server", $0) })
      <label for="q">Name or address</label>
      <input id="q" name="q" type="search" maxlength="\(Limits.searchCharactersMax)" \
      autocomplete="off" spellcheck="false" value="\(query.search)">
      <button>Search</button>\(clear)
      </form>
      """
  }

  private func list(_ roster: Roster) -> HTML {
    let pager = Pager.html([
      ("First page", query.after == nil ? nil : query.target()),
      ("Next page", roster.next.map { query.target(after: $0) }),
    ])
    return """
      <p class="facts">\(count(roster))</p>
      <ul class="rows">\(HTML.join(roster.users.map(row)))</ul>
      \(pager)
      """
  }

  private func count(_ roster: Roster) -> HTML {
    let people = Format.count(roster.total, "person", "people")
    if query.search.isEmpty {
      return roster.total == 0 ? "Nobody is here." : "\(people) here, longest first."
    }
    let search: HTML = "“<bdi>\(TerminalText.visible(query.search))</bdi>”"
    return roster.total == 0
      ? "Nobody has \(search) in their name or address."
      : "\(people) with \(search) in their name or address."
  }

  // MARK: - One person

  private func row(_ entry: RosterEntry) -> HTML {
    let voiced: HTML? = entry.voiced == true ? "<span class=\"badge\">voice</span>" : nil
    let muted: HTML? = entry.muted ? "<span class=\"badge\">muted</span>" : nil
    let gone: HTML? = entry.gone == true ? "<span class=\"badge\">gone, still heard</span>" : nil
    return """
      <li><div class="who"><p>\(HTML.name(entry.name)) \(muted) \(gone) \(voiced) \
      <code>\(TerminalText.visible(entry.address))</code></p>
      <p class="facts">\(PersonWords.facts(entry))</p></div>
      \(mayModerate ? commands(entry) : nil)</li>

      """
  }

  private func commands(_ entry: RosterEntry) -> HTML {
    """
    <div class="commands">\(entry.muted ? button(.unmute, "Unmute", entry) : link(.mute, "Mute…", entry))\
    \(link(.kick, "Kick…", entry))\(ban(entry))\(voice(entry))</div>
    """
  }

  private func link(_ kind: AdminCommand.Kind, _ label: HTML, _ entry: RosterEntry) -> HTML {
    let query = Form.encode(identity(entry))
    return commandLink("\(kind.path)?\(query)", label, about: entry.name)
  }

  private func ban(_ entry: RosterEntry) -> HTML {
    let query = Form.encode([
      ("range", entry.address), ("minutes", String(Fields.durationDefault)),
    ])
    return commandLink("\(AdminCommand.Kind.ban.path)?\(query)", "Ban…", about: entry.name)
  }

  /// Several links have the same label; screen readers tell them apart by the name.
  private func commandLink(_ target: String, _ label: HTML, about name: String) -> HTML {
    """
    <a class="button quiet small" href="\(target)">\(label)\
    <span class="aside"> \(TerminalText.visible(name))</span></a>
    """
  }

  private func voice(_ entry: RosterEntry) -> HTML {
    entry.voiced == true
      ? link(.unvoice, "Take voice…", entry) : button(.voice, "Voice", entry)
  }

  /// Takes nothing from anybody, so it is done without a question.
  private func button(_ kind: AdminCommand.Kind, _ label: HTML, _ entry: RosterEntry) -> HTML {
    let inputs = identity(entry).map { name, value -> HTML in
      "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
    }
    return """
      <form method="post" action="\(kind.path)">\(HTML.join(inputs))\
      <button class="quiet small">\(label)<span class="aside"> \
      \(TerminalText.visible(entry.name))</span></button></form>
      """
  }

  private func identity(_ entry: RosterEntry) -> [(String, String)] {
    let process = (try? roster?.get())?.instance.map { [("instance", $0)] } ?? []
    return [("server", query.server ?? "")] + process
      + [("member", String(entry.id)), ("name", entry.name)]
  }
}

extension Result {
  var isSuccess: Bool { if case .success = self { true } else { false } }
}
