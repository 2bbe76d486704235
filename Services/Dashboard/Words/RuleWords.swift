package import TinyHTTP
package import Wire

/// Rules and limits of the room, as events tell of them: `slow_seconds=0 voiced_only=false`.
package enum RuleWords {
  /// `slow mode from off to 10 s each; only those with voice may talk from no to yes`
  package static func change(_ event: Event) -> HTML {
    let old = values(event.old)
    let parts = values(event.new).map { name, new -> HTML in
      let before = old.first { $0.name == name }?.value ?? "nothing"
      return "\(title(name)) from \(shown(before, name)) to \(shown(new, name))"
    }
    return HTML.join(parts.enumerated().map { $0 == 0 ? $1 : "; \($1)" })
  }

  private static func values(_ text: String?) -> [(name: String, value: String)] {
    (text ?? "").split(separator: " ").map { word in
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(parts[0]), parts.count == 2 ? String(parts[1]) : "")
    }
  }

  /// A rule that only a newer API knows is shown by its name.
  private static func title(_ name: String) -> HTML {
    switch name {
    case "slow_seconds": "slow mode"
    case "voiced_only": "voice needed to talk"
    default: "\(LimitField.allCases.first { $0.name == name }?.words ?? TerminalText.visible(name))"
    }
  }

  private static func shown(_ value: String, _ name: String) -> HTML {
    switch (name, value) {
    case ("slow_seconds", "0"): "off"
    case ("slow_seconds", _): "one line in \(TerminalText.visible(value)) s each"
    case ("voiced_only", "true"): "yes"
    case ("voiced_only", "false"): "no"
    case (_, "own"): "the server’s own"
    case (_, "0"): "no limit"
    default: "\(TerminalText.visible(value))"
    }
  }
}

/// What holds for the whole room now, in words.
extension RuleWords {
  package static func doors(_ doors: Doors) -> HTML {
    if doors.open { return "<span class=\"live\">open</span>" }
    return doors.keyed == true
      ? "<span class=\"gone\">closed: they ask for a word</span>"
      : "<span class=\"gone\">closed: nobody new can join</span>"
  }

  /// `One line in 10 s each.`
  package static func slow(_ seconds: Int) -> HTML {
    seconds == 0 ? "Off." : "One line in \(Format.span(.seconds(seconds))) each."
  }

  package static func voice(_ isVoicedOnly: Bool) -> HTML {
    isVoicedOnly ? "Only those with voice may talk; the others can read." : "Everybody may talk."
  }

  /// Both at a glance.
  package static func talk(_ rules: RoomRules) -> HTML {
    let slow: HTML? =
      rules.slowSeconds == 0
      ? nil : "<p>Slow mode: one line in \(Format.span(.seconds(rules.slowSeconds))) each.</p>"
    let voice: HTML? = rules.voicedOnly ? "<p>Only those with voice may talk.</p>" : nil
    return rules == RoomRules()
      ? "<p class=\"facts\">Everybody may talk; slow mode is off.</p>" : "\(slow)\(voice)"
  }

  /// `Lines a second from one person`, as a label.
  package static func title(_ field: LimitField) -> HTML {
    "\(field.words.prefix(1).uppercased())\(field.words.dropFirst())"
  }

  package static func limit(_ number: Int?) -> HTML {
    switch number {
    case nil: "the servers’ own"
    case 0?: "no limit"
    case let number?: "\(Format.grouped(number))"
    }
  }
}

extension LimitField {
  fileprivate var words: String {
    switch self {
    case .talkRate: "lines a second from one person"
    case .talkBurst: "lines from one person at once"
    case .connections: "connections"
    case .perAddress: "connections from one address"
    }
  }
}
