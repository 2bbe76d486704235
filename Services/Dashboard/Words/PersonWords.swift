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
}

/// What a ban is, in words.
package enum BanWords {
  /// `Until 25 Nov 12:00:00 UTC, by admin@192.0.2.1 since 12:03:10 UTC.`
  package static func terms(_ ban: Ban, today: String) -> HTML {
    let until: HTML =
      if let end = ban.until {
        "Until \(HTML.time(end, today: today)) UTC"
      } else {
        "For ever"
      }
    return """
      \(until), by \(HTML.name(ban.actor)) since \(HTML.time(ban.since, today: today)) UTC.
      """
  }

  /// The reason, or that there is none.
  package static func reason(_ ban: Ban) -> HTML {
    ban.reason.isEmpty
      ? "<p class=\"none\">No reason given.</p>"
      : "<p>Reason: \(TerminalText.visible(ban.reason))</p>"
  }
}
