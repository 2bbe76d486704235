package import TinyHTTP
package import Wire

/// What is worth saying about an address or a range before it is banned.
package enum RangeWords {
  /// The network a single address most likely shares with its neighbours: `192.0.2.0/24`, or the
  /// /64 that an IPv6 customer owns. Nil for a range, and for what is no address.
  package static func neighbourhood(of text: String) -> String? {
    guard let address = try? AddressRange(text),
      address.prefixBits == (address.isIPv6 ? 128 : 32)
    else { return nil }
    return address.network(prefixBits: address.isIPv6 ? 64 : 24).description
  }

  /// A warning to read first; nil when there is none.
  package static func caution(_ text: String) -> String? {
    guard let range = try? AddressRange(text) else { return nil }
    if inside.contains(where: range.overlaps) {
      return
        "That is an address of a private network. Behind a proxy or a published container port "
        + "everybody has the same."
    }
    guard !range.isIPv6, range.prefixBits < 32 else { return nil }
    return "That is \(Format.grouped(1 << (32 - range.prefixBits))) addresses."
  }

  /// Whether it is an address of this machine, which is nobody's own: the API bans none.
  package static func isThisMachine(_ text: String) -> Bool {
    guard let range = try? AddressRange(text) else { return false }
    return loopback.contains(where: range.overlaps)
  }

  private static let loopback = ["127.0.0.0/8", "::1"].compactMap { try? AddressRange($0) }

  /// What RFC 1918 and RFC 4193 keep for private networks.
  private static let inside = [
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7",
  ].compactMap { try? AddressRange($0) }
}

/// What a ban or a mute is, in words.
package enum BanWords {
  /// `Until 25 Nov 12:00:00 UTC, by admin since 12:03:10 UTC.`
  package static func terms(_ ban: Ban, today: String) -> HTML {
    terms(until: ban.until, "For ever", by: ban.actor, since: ban.since, today: today)
  }

  package static func terms(_ mute: Mute, today: String) -> HTML {
    terms(until: mute.until, "Until it is lifted", by: mute.actor, since: mute.since, today: today)
  }

  private static func terms(
    until end: String?, _ endless: HTML, by actor: String, since: String, today: String
  ) -> HTML {
    let until = end.map { "Until \(HTML.time($0, today: today)) UTC" as HTML } ?? endless
    return """
      \(until), by \(HTML.name(actor)) since \(HTML.time(since, today: today)) UTC.
      """
  }

  /// The reason, or that there is none.
  package static func reason(_ reason: String) -> HTML {
    reason.isEmpty
      ? "<p class=\"none\">No reason given.</p>"
      : "<p>Reason: \(TerminalText.visible(reason))</p>"
  }

  /// How sure a mute of somebody is to meet them again, should they come back. `sharing` are those who
  /// come from where they do; nil when it was not asked.
  package static func certainty(
    of entry: RosterEntry, sharing: Result<PeopleHere, APIFailure>?
  ) -> HTML {
    let name: HTML =
      Nickname(known: entry.name)?.isGuest == true
      ? "not by the name, which is a guest’s"
      : "by the name \(HTML.name(entry.name)), which somebody else may have taken"
    return """
      Certain for this connection. Should they come back, they are known again \(name), and \
      \(place(entry, sharing)).
      """
  }

  private static func place(
    _ entry: RosterEntry, _ sharing: Result<PeopleHere, APIFailure>?
  ) -> HTML {
    let address = HTML.name(entry.address)
    if RangeWords.isThisMachine(entry.address) {
      return "not by the address, since everybody on that machine has it"
    }
    guard case .success(let here)? = sharing, here.missing == nil else {
      return "by the address \(address) if nobody else is there, which is not known now"
    }
    return here.total <= 1
      ? "by the address \(address), if addresses tell people apart: nobody else is there now"
      : """
      not by the address \(address), which \(Format.count(here.total, "person", "people")) share
      """
  }
}

/// What the admin reads before and after such a decision.
extension Decision {
  var question: HTML {
    switch self {
    case .mute(let mute): "Mute \(HTML.name(Target(mute).text))?"
    case .liftMute(_, let target): "Lift the mute of \(HTML.name(target))?"
    case .changeBan(_, let target, _): "Change the ban of \(HTML.name(target))?"
    case .changeMute(_, let target, _): "Change the mute of \(HTML.name(target))?"
    }
  }

  var consequence: String {
    switch self {
    case .mute:
      "Whoever it means stays and can read, and nobody hears them; so do those who come later. They are "
        + "told why, and until when."
    case .liftMute: "Whoever it meant is heard again, unless another mute means them, too."
    case .changeBan:
      "Whoever is turned away from now on reads the new reason and the new end."
    case .changeMute: "Those whom it means stay muted until the new end."
    }
  }

  var button: String {
    switch self {
    case .mute: "Mute"
    case .liftMute: "Lift the mute"
    case .changeBan, .changeMute: "Save"
    }
  }

  /// Whether it takes something from somebody.
  var isHarsh: Bool { if case .mute = self { true } else { false } }

  /// What is gone when there is nothing to do.
  private var what: String { if case .changeBan = self { "ban" } else { "mute" } }
  var gone: HTML { "That \(what) has ended" }
  var goneAlready: String { "That \(what) has ended already: there is nothing left to do." }

  var done: String {
    switch self {
    case .mute(let mute): "Done: \(Target(mute).text) is muted\(Self.span(mute.minutes))."
    case .liftMute(_, let target): "Done: the mute of \(target) is lifted."
    case .changeBan(_, let target, let terms): "Done: the ban of \(target)\(Self.change(terms))."
    case .changeMute(_, let target, let terms): "Done: the mute of \(target)\(Self.change(terms))."
    }
  }

  /// ` for 1 h`; nothing without an end.
  static func span(_ minutes: Int?) -> String {
    minutes.map { " for \(Format.span(.seconds($0 * 60)))" } ?? ""
  }

  private static func change(_ terms: TermsChange) -> String {
    switch terms.minutes {
    case nil: " is changed"
    case 0?: " has no end any more"
    case let minutes?: " ends in \(Format.span(.seconds(minutes * 60)))"
    }
  }
}
