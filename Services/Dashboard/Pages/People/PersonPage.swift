package import TinyHTTP
import Wire

/// Somebody: whether they are there, what can be done, and what is known of them.
package struct PersonPage {
  private let file: PersonFile
  /// RFC 3339, UTC.
  private let timeOfDay: String
  private let visitor: Visitor

  package init(_ file: PersonFile, timeOfDay: String, for visitor: Visitor = .anyone) {
    self.file = file
    self.timeOfDay = timeOfDay
    self.visitor = visitor
  }

  package var html: HTML {
    """
    \(LiveUpdates.connection)
    <div class="columns aside-last">
    <div class="wide">
    <section aria-labelledby="person-title">
    <h2 id="person-title" class="title"><bdi>\(TerminalText.visible(file.name))</bdi></h2>
    \(LiveUpdates.part("person", presence))
    </section>
    <section aria-labelledby="decided-title">
    <h2 id="decided-title">What was decided</h2><a class="more" href="\(log)">In the log</a>
    \(LiveUpdates.part("decided", decided))
    </section>
    <section aria-labelledby="said-title">
    <h2 id="said-title">Last lines</h2><a class="more" href="\(room)">In the room</a>
    \(LiveUpdates.part("said", said))
    </section>
    </div>
    <div class="side">
    \(PersonNotes(file, timeOfDay: timeOfDay, visitor).html)
    <section aria-labelledby="meets-title">
    <h2 id="meets-title">Bans and mutes that meet them</h2>
    \(LiveUpdates.part("meets", meets))
    </section>
    <section aria-labelledby="names-title">
    <h2 id="names-title">Names they had</h2>
    \(LiveUpdates.part("names", names))
    </section>
    </div>
    </div>
    """
  }

  private var log: String {
    var query = LogQuery()
    query.target = file.name
    return query.target()
  }

  private var room: String {
    var query = RoomQuery()
    query.name = file.name
    return query.target()
  }

  private func time(_ time: String) -> HTML { HTML.time(time, today: timeOfDay) }

  // MARK: - Whether they are there

  private var presence: HTML {
    switch file.here {
    case .failure(let failure): failure.notice
    case .success(let person?):
      "\(renamed(person))\(mute(person.user))\(facts(person))\(commands(person))"
    case .success(nil): "\(file.missing.notice(unsaid: "whether they are there"))\(absence)"
    }
  }

  /// What can be done about a name while nobody goes by it.
  private var absence: HTML {
    let words: HTML = "<p class=\"none\">Not here now.</p>"
    guard visitor.mayModerate, file.hasChosenName else { return words }
    let name = Form.encode([("name", file.name), ("minutes", String(Fields.durationDefault))])
    return """
      \(words)
      <div class="commands actions">\(link(.mute, name, "Mute name…"))\(link(.ban, name, "Ban name…"))</div>
      """
  }

  private func link(_ kind: AdminCommand.Kind, _ query: String, _ label: HTML) -> HTML {
    "<a class=\"button quiet small\" href=\"\(kind.path)?\(query)\">\(label)</a>"
  }

  private func renamed(_ person: PersonHere) -> HTML? {
    guard !file.whom.name.isEmpty, person.user.name != file.whom.name else { return nil }
    return """
      <p class="notice">\(HTML.name(file.whom.name)) is \(HTML.name(person.user.name)) now.</p>
      """
  }

  private func mute(_ user: RosterEntry) -> HTML? {
    user.muted ? "<p class=\"notice\">\(FlagWords.mute(user, today: timeOfDay))</p>" : nil
  }

  private func facts(_ person: PersonHere) -> HTML {
    let user = person.user
    let others = "\(PersonAddress.all)?\(Form.encode([("range", user.address)]))"
    let active = PersonWords.active(user, today: timeOfDay) ?? "has not said anything yet"
    let facts: [(HTML, HTML?)] = [
      (
        "Address",
        "<code>\(TerminalText.visible(user.address))</code> <a href=\"\(others)\">Who is there</a>"
      ),
      ("Chat server", HTML.name(person.server)),
      ("Here since", PersonWords.joined(user, today: timeOfDay)),
      ("Last active", active),
      ("Lines", "\(Format.grouped(user.lines))"),
      ("Voice", user.voiced == true ? "has voice" : nil),
      ("Connection", user.gone == true ? "gone, still heard" : nil),
    ]
    let rows = facts.compactMap { name, value in
      value.map { "<div><dt>\(name)</dt><dd>\($0)</dd></div>\n" as HTML }
    }
    return "<dl class=\"known\">\(HTML.join(rows))</dl>"
  }

  // MARK: - What can be done

  private func commands(_ person: PersonHere) -> HTML? {
    guard visitor.mayModerate else { return nil }
    let (user, identity) = (person.user, PersonAddress(person))
    let whom = Form.encode(identity.pairs)
    func button(_ kind: AdminCommand.Kind, _ label: HTML) -> HTML {
      """
      <form method="post" action="\(kind.path)">\(Fields.hidden(identity.pairs))\
      <button class="quiet small">\(label)</button></form>
      """
    }
    return """
      <div class="commands">\(user.muted ? button(.unmute, "Unmute") : link(.mute, whom, "Mute…"))\
      \(link(.kick, whom, "Kick…"))\(link(.ban, whom, "Ban…"))\
      \(user.voiced == true ? link(.unvoice, whom, "Take voice…") : button(.voice, "Voice"))</div>
      """
  }

  // MARK: - What is known

  private var decided: HTML {
    switch file.events {
    case .failure(let failure): failure.notice
    case .success(let list) where list.events.isEmpty:
      "<p class=\"none\">Nothing was decided about that name.</p>"
    case .success(let list): LiveUpdates.events(list.events, today: timeOfDay)
    }
  }

  private var said: HTML {
    switch file.lines {
    case .failure(let failure): return "<p class=\"notice bad\">\(RoomWords.trouble(failure))</p>"
    case .success(let view) where view.lines.isEmpty:
      return "<p class=\"none\">No line said by that name is kept.</p>"
    case .success(let view):
      let lines = RoomLines(today: timeOfDay, mayModerate: false)
      return "<ol class=\"lines\">\(lines.items(view.lines))</ol>"
    }
  }

  private var names: HTML {
    switch file.history {
    case .failure(let failure): return failure.notice
    case .success(nil):
      return "<p class=\"none\">This API is older than the dashboard: it does not know.</p>"
    case .success(let history?) where history.names.isEmpty:
      return "<p class=\"none\">The transcript tells nothing of that name.</p>"
    case .success(let history?):
      let rows = history.names.map { name -> HTML in
        """
        <tr><th scope="row"><a href="\(PersonAddress(name.name).target)"><bdi>\
        \(TerminalText.visible(name.name))</bdi></a></th>\
        <td>\(Format.grouped(name.lines))</td><td>\(time(name.last))</td></tr>

        """
      }
      return """
        <table class="figures"><thead><tr><th scope="col">Name</th><th scope="col">Lines</th>\
        <th scope="col">Last</th></tr></thead>
        <tbody>\(HTML.join(rows))</tbody></table>
        <p class="facts">\(Format.count(history.visits, "visit", "visits")) by that name.</p>
        """
    }
  }

  private var meets: HTML {
    guard let bans = try? file.bans.get(), let mutes = try? file.mutes.get() else {
      return "<p class=\"notice bad\">The API did not say.</p>"
    }
    let rows = file.meeting(bans).map(row) + file.meeting(mutes).map(row)
    return rows.isEmpty
      ? "<p class=\"none\">None.</p>" : "<ul class=\"rows\">\(HTML.join(rows))</ul>"
  }

  private func row(_ ban: Ban) -> HTML {
    row(
      "Ban of \(HTML.name(ban.target))", ban.reason, BanWords.terms(ban, today: timeOfDay),
      decisions.commands(of: ban))
  }

  private func row(_ mute: Mute) -> HTML {
    row(
      "Mute of \(FlagWords.target(mute))", mute.reason, BanWords.terms(mute, today: timeOfDay),
      decisions.commands(of: mute))
  }

  private var decisions: DecisionRows {
    DecisionRows(today: timeOfDay, mayModerate: visitor.mayModerate)
  }

  private func row(_ what: HTML, _ reason: String, _ terms: HTML, _ commands: HTML?) -> HTML {
    """
    <li><div class="who"><p>\(what)</p>\(BanWords.reason(reason))
    <p class="facts">\(terms)</p></div>\(commands)</li>

    """
  }
}
