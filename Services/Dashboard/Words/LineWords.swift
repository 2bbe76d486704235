package import TinyHTTP
package import Wire

/// A line of the room as people in it read it.
package enum LineWords {
  /// `<ann> hello`, `* ann waves`, `{deploy} done`, `-- ann left`. What the server says begins with
  /// two dashes, and only a bot's name is in braces: nobody looks like either.
  package static func html(_ line: Message) -> HTML {
    let name = name(line)
    guard let said = line.text else { return "\(opening(line, name)) \(hidden(line))" }
    let text: HTML = "<bdi>\(TerminalText.visible(said))</bdi>"
    return switch line.kind {
    case .said, .done, .bot: "\(opening(line, name)) \(text)"
    case .missing: "-- \(missing(said))"
    case .coming, .left, .renamed, .notice: "-- <bdi>\(TerminalText.visible(bare(said)))</bdi>"
    }
  }

  /// A person's leads to their page.
  private static func name(_ line: Message) -> HTML {
    let name = HTML.name(line.name)
    guard let speaker = PersonAddress(speakerOf: line) else { return name }
    return "<a href=\"\(speaker.target)\">\(name)</a>"
  }

  private static func opening(_ line: Message, _ name: HTML) -> HTML {
    switch line.kind {
    case .said: "<span class=\"by\">&lt;\(name)&gt;</span>"
    case .done: "<span class=\"by\">* \(name)</span>"
    case .bot: "<span class=\"by\">{\(name)}</span> <span class=\"badge\">bot</span>"
    case .coming, .left, .renamed, .notice, .missing: "--"
    }
  }

  private static func hidden(_ line: Message) -> HTML {
    let by: HTML? = line.hiddenBy.map { " by \(HTML.name($0))" }
    return "<em>hidden\(by)</em>"
  }

  /// Without the dashes, which the room may have read already.
  private static func bare(_ text: String) -> String {
    text.hasPrefix("-- ") ? String(text.dropFirst(3)) : text
  }

  private static func missing(_ count: String) -> HTML {
    switch Int(count) {
    case 1?: "1 line is missing here"
    case let count?: "\(Format.grouped(count)) lines are missing here"
    case nil: "lines are missing here"
    }
  }

  /// What style sheet and script know it by.
  package static func look(_ line: Message) -> HTML {
    let kind: HTML =
      switch line.kind {
      case .said, .done: "said"
      case .bot: "bot"
      case .coming, .left, .renamed, .notice, .missing: "server"
      }
    return line.text == nil ? "\(kind) unsaid" : kind
  }

  /// Who said it, for labels: `ann`, `the bot deploy`, `the server`.
  package static func speaker(_ line: Message) -> String {
    switch line.kind {
    case .said, .done: TerminalText.visible(line.name)
    case .bot: "the bot \(TerminalText.visible(line.name))"
    case .coming, .left, .renamed, .notice, .missing: "the server"
    }
  }
}

/// What keeps the room from being shown, in words.
package enum RoomWords {
  /// A sentence; an API that knows no messages is older than this dashboard.
  package static func trouble(_ failure: APIFailure) -> String {
    if case .refused(.notFound, _) = failure {
      return "This API is older than the dashboard: it has no transcript of the room."
    }
    return failure.explanation
  }
}
