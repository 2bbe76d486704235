package import TinyHTTP
package import Wire

/// What the admin reads before and after a change of filters, or a decision about a line that waits.
extension WordChange {
  var question: HTML {
    switch self {
    case .add: "Filter these words?"
    case .remove(_, let pattern): "Remove the filter \(FilterWords.quoted(pattern))?"
    case .release(_, let name): "Let \(HTML.name(name)) say this?"
    case .drop(_, let name): "Drop this line of \(HTML.name(name))?"
    }
  }

  var consequence: String {
    switch self {
    case .add:
      "It holds at once, on every chat server. What bots say and /msg pass."
    case .remove: "The words can be said again. Lines that it has held wait on."
    case .release: "Everybody in the chat reads it now. It cannot be taken back."
    case .drop: "It is never said. That cannot be undone, and who wrote it is not told."
    }
  }

  var button: String {
    switch self {
    case .add: "Add the filter"
    case .remove: "Remove"
    case .release: "Release"
    case .drop: "Drop"
    }
  }

  /// Whether it takes something from somebody.
  var isHarsh: Bool {
    switch self {
    case .drop: true
    case .add, .remove, .release: false
    }
  }

  var done: String {
    switch self {
    case .add(let filter): "Done: \(filter.pattern) is \(FilterWords.past(filter.action))."
    case .remove(_, let pattern): "Done: \(pattern) is filtered no more."
    case .release(_, let name): "Done: \(name) has said it, and everybody reads it."
    case .drop(_, let name): "Done: the line of \(name) is dropped."
    }
  }

  /// Once a chat server that could not be asked is back; `why` is the API's word.
  func waiting(_ why: String) -> String { "Not said yet. \(Format.sentence(why))" }

  /// In place of the question.
  var gone: HTML {
    switch self {
    case .add, .remove: "That filter is gone"
    case .release, .drop: "That line waits no more"
    }
  }

  var goneAlready: String {
    switch self {
    case .add, .remove: "It was removed already: there is nothing left to do."
    case .release, .drop:
      "It was released or dropped already, or has waited for more than \(HeldWords.hoursMax) hours."
    }
  }
}

/// What a word filter is, in words.
package enum FilterWords {
  package static func quoted(_ pattern: String) -> HTML {
    "<code class=\"range\"><bdi>\(TerminalText.visible(pattern))</bdi></code>"
  }

  /// What becomes of a line.
  package static func past(_ action: WordFilter.Action) -> String {
    switch action {
    case .refuse: "refused"
    case .hold: "held"
    }
  }

  /// The same, to choose from.
  package static func choice(_ action: WordFilter.Action) -> HTML {
    switch action {
    case .refuse: "refused <small>in lines and in names</small>"
    case .hold: "held <small>until a moderator decides</small>"
    }
  }

  /// `Refused. Its author reads “no ads”.` `Held for a moderator.`
  package static func facts(_ filter: WordFilter, today: String) -> HTML {
    """
    <p>\(effect(filter.action)).\(reason(filter))</p>
    <p class="facts">By \(HTML.name(filter.actor)) since \(HTML.time(filter.since, today: today)) UTC.</p>
    """
  }

  private static func effect(_ action: WordFilter.Action) -> HTML {
    switch action {
    case .refuse: "Refused"
    case .hold: "Held for a moderator"
    }
  }

  private static func reason(_ filter: WordFilter) -> HTML? {
    filter.reason.isEmpty
      ? nil : " Who writes it reads <q><bdi>\(TerminalText.visible(filter.reason))</bdi></q>."
  }

  /// What would become of a line, by all filters that meet it; the first decides.
  package static func verdict(_ filters: [WordFilter]) -> HTML {
    guard let first = filters.first else {
      return "<p><span class=\"live\">Said</span> No filter meets it.</p>"
    }
    let others = filters.dropFirst().map { quoted($0.pattern) }
    let rest: HTML? =
      others.isEmpty
      ? nil : "<p class=\"facts\">Met by \(HTML.join(others, separator: ", ")), too.</p>"
    return """
      <p><span class="gone">\(effect(first.action))</span> by \(quoted(first.pattern)).\(reason(first))</p>
      \(rest)
      """
  }
}

/// A line that waits for a moderator, in words.
package enum HeldWords {
  /// Characters of a line that are shown at once; who wants the rest folds it out.
  package static let shownMax = 400
  package static let hoursMax = Limits.heldSecondsMax / 3_600

  /// As the room would read it, when it was written, and which filter holds it.
  package static func html(_ line: HeldLine, today: String) -> HTML {
    let name = HTML.name(line.name)
    let opening: HTML =
      switch line.kind {
      case .said: "<span class=\"by\">&lt;\(name)&gt;</span>"
      case .done: "<span class=\"by\">* \(name)</span>"
      }
    return """
      <p class="held">\(opening) <bdi>\(TerminalText.visible(beginning(line.text)))</bdi></p>\
      \(whole(line.text))
      <p class="facts">\(HTML.time(line.since, today: today)) UTC · on \(HTML.name(line.server)) · \
      \(filter(line))</p>
      """
  }

  private static func filter(_ line: HeldLine) -> HTML {
    line.pattern.map { "held by \(FilterWords.quoted($0))" } ?? "its filter is removed"
  }

  private static func beginning(_ text: String) -> String {
    text.count > shownMax ? text.prefix(shownMax) + "…" : text
  }

  private static func whole(_ text: String) -> HTML? {
    guard text.count > shownMax else { return nil }
    return """
      <details><summary>All \(Format.grouped(text.count)) characters</summary>\
      <p class="held"><bdi>\(TerminalText.visible(text))</bdi></p></details>
      """
  }
}
