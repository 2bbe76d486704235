package import TinyHTTP
package import Wire

/// Bans and mutes as rows of a table: whom and why, since when and by whom, until when, and whom that
/// hits.
package struct DecisionRows {
  /// RFC 3339, UTC.
  private let today: String
  private let mayModerate: Bool

  package init(today: String, mayModerate: Bool) {
    self.today = today
    self.mayModerate = mayModerate
  }

  package func table(_ rows: [HTML], isEnded: Bool) -> HTML {
    let ended: HTML? = isEnded ? "<th scope=\"col\">Ended</th>" : nil
    let deeds: HTML? =
      mayModerate ? "<th scope=\"col\"><span class=\"aside\">What can be done</span></th>" : nil
    return """
      <div class="decisions"><table><thead><tr><th scope="col">Whom and why</th>\
      <th scope="col">Since</th><th scope="col">Until</th>\(ended)\(deeds)</tr></thead>
      <tbody>\(HTML.join(rows))</tbody></table></div>
      """
  }

  /// Whoever a ban means is not there: it puts them out, and nobody is asked who is there in spite of it.
  package func row(_ ban: Ban) -> HTML {
    let target: Target = ban.name.map { .name($0) } ?? .range(ban.range)
    return row(
      whom(target), ban.reason, since: ban.since, by: ban.actor,
      until: ban.until.map(time) ?? "for ever",
      deeds: commands(of: ban).map(cell))
  }

  /// `here` is who is muted now.
  package func row(_ mute: Mute, among here: Result<PeopleHere, APIFailure>?) -> HTML {
    row(
      whom(mute.name, mute.range, mute.server), mute.reason,
      hits: hits(mute, among: try? here?.get()), since: mute.since, by: mute.actor,
      until: mute.until.map(time) ?? "until it is lifted",
      deeds: commands(of: mute).map(cell))
  }

  package func row(_ ended: Ended) -> HTML {
    let isOver = ended.endedBy == Self.clock && ended.until.map { $0 <= ended.ended } == true
    let how: HTML = isOver ? "its time was up" : "by \(HTML.name(ended.endedBy))"
    return row(
      whom(ended.name, ended.range, ended.server), ended.reason, since: ended.since,
      by: ended.actor, until: ended.until.map(time) ?? "no end",
      ended: "<td data-label=\"Ended\">\(time(ended.ended)) <small>\(how)</small></td>")
  }

  /// Who ends what has run out, and acts for whoever has the services' token.
  private static let clock = "api"

  // MARK: - The cells

  private func row(
    _ whom: HTML, _ reason: String, hits: HTML? = nil, since: String, by actor: String, until: HTML,
    ended: HTML? = nil, deeds: HTML? = nil
  ) -> HTML {
    let why: HTML =
      reason.isEmpty
      ? "<p class=\"none\">No reason given.</p>" : "<p>\(TerminalText.visible(reason))</p>"
    return """
      <tr><th scope="row"><p>\(whom)</p>\(why)\(hits)</th>\
      <td data-label="Since">\(time(since)) <small>by \(HTML.name(actor))</small></td>\
      <td data-label="Until">\(until)</td>\(ended)\(deeds)</tr>

      """
  }

  private func time(_ time: String) -> HTML { .time(time, today: today) }

  /// A mute of a person has their name, and where they came from if that tells people apart.
  private func whom(_ name: String?, _ range: String?, _ server: String?) -> HTML {
    guard let server else {
      return whom(name.map { .name($0) } ?? .range(range ?? ""))
    }
    let place: HTML? = range.map { " from \(HTML.name($0))" }
    return """
      \(HTML.name(name ?? "")) <small>a person on \(TerminalText.visible(server))\(place)</small>
      """
  }

  private func whom(_ target: Target) -> HTML {
    switch target {
    case .name(let name): "\(HTML.name(name)) <small>the name</small>"
    case .range(let range):
      "<code class=\"range\">\(TerminalText.visible(range))</code>"
    }
  }

  private func cell(_ content: HTML) -> HTML { "<td>\(content)</td>" }

  /// Nil for those who may do nothing about it.
  package func commands(of ban: Ban) -> HTML? {
    commands(ban.id, ban.target, change: .changeBan, lift: .lift, field: "range")
  }

  package func commands(of mute: Mute) -> HTML? {
    commands(mute.id, mute.target, change: .changeMute, lift: .liftMute, field: Target.field)
  }

  private func commands(
    _ id: Int, _ target: String, change: AdminCommand.Kind, lift: AdminCommand.Kind, field: String
  ) -> HTML? {
    guard mayModerate else { return nil }
    func link(_ kind: AdminCommand.Kind, _ words: HTML, _ field: String) -> HTML {
      """
      <a class="button quiet small" href="\(kind.path)?\(Form.encode([("id", String(id)), (field, target)]))">\
      \(words)<span class="aside"> \(TerminalText.visible(target))</span></a>
      """
    }
    return """
      <div class="commands">\(link(change, "Change…", Target.field))\
      \(link(lift, "Lift…", field))</div>
      """
  }

  // MARK: - Whom a mute hits

  /// What is not known of them.
  package func notice(of here: Result<PeopleHere, APIFailure>) -> HTML? {
    switch here {
    case .failure(let failure):
      return """
        <p class="notice">Whom they hit now is not known. \(TerminalText.visible(failure.explanation))</p>
        """
    case .success(let here):
      let silent = (here.missing ?? []).map {
        """
        Of \(HTML.name($0.server)) it is not known who is muted: \
        \(TerminalText.visible(Format.sentence($0.why)))
        """ as HTML
      }
      let rest: [HTML] =
        here.total > here.people.count
        ? [
          """
          \(Format.count(here.total, "person is", "people are")) muted now; \
          \(Format.grouped(here.people.count)) of them were looked at.
          """
        ] : []
      let words = silent + rest
      return words.isEmpty ? nil : "<p class=\"notice\">\(HTML.join(words, separator: " "))</p>"
    }
  }

  private func hits(_ mute: Mute, among here: PeopleHere?) -> HTML? {
    guard let here else { return nil }
    let people = here.people.filter(mute.hits)
    guard !people.isEmpty else {
      let isAll = here.missing == nil && here.total <= here.people.count
      return isAll ? "<p class=\"facts\">Nobody who is here now.</p>" : nil
    }
    let names = people.map { person -> HTML in
      let match = person.user.mute.flatMap { $0.id == mute.id ? $0.by : nil }
      return "\(HTML.name(person.user.name))\(match.map { " (\(FlagWords.match($0)))" as HTML })"
    }
    return "<p class=\"facts\">Here now: \(HTML.join(names, separator: ", "))</p>"
  }
}

extension Mute {
  /// Whether it means somebody who is muted. They may be so by another mute, too, which their chat server
  /// names instead; whether one of a person means them once they are back, only that can tell.
  fileprivate var hits: (_ person: PersonHere) -> Bool {
    let keys = name.map { Nickname.keys(of: $0) }
    let range = range.flatMap { try? AddressRange($0) }
    return { person in
      if person.user.mute?.id == id { return true }
      if let member {
        return member == person.user.id && server == person.server
          && (instance == nil || person.instance == nil || instance == person.instance)
      }
      if let keys { return !keys.isDisjoint(with: Nickname.keys(of: person.user.name)) }
      return (try? AddressRange(person.user.address)).flatMap { range?.contains($0) } ?? false
    }
  }
}
