package import TinyHTTP
package import Wire

/// What holds of somebody who is there, in words.
package enum FlagWords {
  /// `muted by name`, `voice`, `gone, still heard`: a badge each.
  package static func badges(_ entry: RosterEntry) -> HTML {
    HTML.join(
      [
        entry.muted ? muted(entry.mute?.by) : nil,
        entry.gone == true ? "gone, still heard" : nil,
        entry.voiced == true ? "voice" : nil,
      ].compactMap(\.self).map { words -> HTML in "<span class=\"badge\">\(words)</span>" },
      separator: " ")
  }

  /// How somebody is known to be meant, where it is not by their connection.
  private static func muted(_ match: MuteInForce.Match?) -> HTML {
    switch match {
    case nil, .connection: "muted"
    case .name: "muted by name"
    case .address: "muted by address"
    case .range: "muted by range"
    }
  }

  /// Until when somebody who is muted is not heard, and how sure it is that they are meant.
  package static func mute(_ entry: RosterEntry, today: String) -> HTML {
    guard let mute = entry.mute else { return "Muted." }
    let until: HTML =
      if let end = mute.until {
        "until \(HTML.time(end, today: today)) UTC"
      } else {
        "until that is lifted"
      }
    return "Muted \(until): \(certainty(mute.by))."
  }

  private static func certainty(_ match: MuteInForce.Match) -> HTML {
    switch match {
    case .connection: "it is this very connection that was"
    case .name: "by the name, or one that looks like it, which others may have taken"
    case .address: "by the address, which others may share"
    case .range: "by a range that the address is in, with many others perhaps"
    }
  }

  /// The same in a few words.
  package static func match(_ match: MuteInForce.Match) -> HTML {
    switch match {
    case .connection: "the connection that was muted"
    case .name: "known by the name"
    case .address: "known by the address"
    case .range: "from the muted range"
    }
  }

  /// `ann`, and where the mute is not of a name, what else it is of.
  package static func target(_ mute: Mute) -> HTML {
    guard let server = mute.server else { return HTML.name(mute.target) }
    return "\(HTML.name(mute.name ?? "")) on \(HTML.name(server))"
  }
}
