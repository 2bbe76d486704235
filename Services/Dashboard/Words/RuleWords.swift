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
    case "talk_rate": "lines a second from one person"
    case "talk_burst": "lines from one person at once"
    case "connections_max": "connections"
    case "connections_per_address": "connections from one address"
    default: "\(TerminalText.visible(name))"
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
