package import TinyHTTP
package import Wire

/// What a roster says of somebody, in words.
package enum PersonWords {
  /// `here for 12 min · last active 3 s ago · 34 lines`.
  package static func facts(_ entry: RosterEntry) -> HTML {
    let active: HTML =
      if let idle = entry.idle {
        "last active \(ago(idle))"
      } else {
        "has not said anything yet"
      }
    return """
      here for \(Format.span(.seconds(entry.since))) · \(active) · \
      \(Format.count(entry.lines, "line", "lines"))
      """
  }

  /// When they joined; from an older server, how long ago.
  package static func joined(_ entry: RosterEntry, today: String) -> HTML {
    entry.joined.map { HTML.time($0, today: today) } ?? ago(entry.since)
  }

  /// When they last did something, likewise; nil: they never have.
  package static func active(_ entry: RosterEntry, today: String) -> HTML? {
    entry.active.map { HTML.time($0, today: today) } ?? entry.idle.map(ago)
  }

  private static func ago(_ seconds: Int) -> HTML { "\(Format.span(.seconds(seconds))) ago" }
}
