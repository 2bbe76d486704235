package import Wire

/// Which entries of the log somebody looks for: those that fit all that is given.
package struct EventFilter: Sendable, Equatable {
  /// With these words in it, wherever: all of them in a row, without case and accents.
  package var words: String?
  /// By them.
  package var actor: String?
  /// Of these kinds.
  package var actions: [EventAction]
  /// About this: a person's name, a range, an admin, a chat server.
  package var target: String?
  /// From this moment on, in milliseconds since 1970.
  package var since: Int?
  /// Before this moment.
  package var until: Int?

  package init(
    words: String? = nil, actor: String? = nil, actions: [EventAction] = [], target: String? = nil,
    since: Int? = nil, until: Int? = nil
  ) {
    self.words = words
    self.actor = actor
    self.actions = actions
    self.target = target
    self.since = since
    self.until = until
  }
}

/// Looks for the words of an `EventFilter`.
struct EventMatcher {
  /// With a space before: words are found from their beginning.
  private let wanted: [UInt8]
  private var folded = FoldedText()

  init(_ words: String) {
    folded.append(words)
    wanted = folded.bytes
  }

  /// There is nothing to look for: punctuation finds nothing.
  var isEmpty: Bool { wanted.isEmpty }

  mutating func matches(_ event: Event) -> Bool {
    folded.removeAll()
    for text in [
      event.target, event.actor, event.new, event.old, event.note,
      event.action.replacing(".", with: " "),
    ] {
      guard let text else { continue }
      folded.append(text)
    }
    return folded.bytes.containsWords(wanted)
  }
}

extension [UInt8] {
  /// Whether `words` stand in it, each from its beginning.
  fileprivate func containsWords(_ words: [UInt8]) -> Bool {
    guard let first = words.first, count >= words.count else { return false }
    return withUnsafeBufferPointer { all in
      (0...all.count - words.count).contains { start in
        all[start] == first && (start == 0 || all[start - 1] == 0x20)
          && all[start..<start + words.count].elementsEqual(words)
      }
    }
  }
}
