package import TinyHTTP
package import Wire

/// What a roster says of somebody, in words.
package enum PersonWords {
  /// `here for 12 min · last active 3 s ago · 34 lines`.
  package static func facts(_ entry: RosterEntry) -> HTML {
    let active: HTML =
      if let idle = entry.idle {
        "last active \(Format.span(.seconds(idle))) ago"
      } else {
        "has not said anything yet"
      }
    return """
      here for \(Format.span(.seconds(entry.since))) · \(active) · \
      \(Format.count(entry.lines, "line", "lines"))
      """
  }

  /// How sure it is that a mute means whom it hits.
  package static func match(_ match: MuteInForce.Match) -> HTML {
    switch match {
    case .connection: "the connection that was muted"
    case .name: "known by the name"
    case .address: "known by the address"
    case .range: "from the muted range"
    }
  }
}
