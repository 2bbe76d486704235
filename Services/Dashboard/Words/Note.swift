package import TinyHTTP

/// A sentence at the top of a page: the outcome of what the admin asked for.
package struct Note: Equatable {
  package enum Kind { case good, bad, waiting }

  package let text: String
  package let kind: Kind

  /// It succeeded.
  package static func good(_ text: String) -> Note { Note(text: text, kind: .good) }
  /// It failed.
  package static func bad(_ text: String) -> Note { Note(text: text, kind: .bad) }
  /// It will happen later.
  package static func waiting(_ text: String) -> Note { Note(text: text, kind: .waiting) }

  /// Read out by screen readers as soon as the page is there.
  package var html: HTML {
    let (look, role): (HTML, HTML) =
      switch kind {
      case .good: (" good", "status")
      case .bad: (" bad", "alert")
      case .waiting: ("", "status")
      }
    let text = TerminalText.visible(text)
    return "<p id=\"message\" class=\"notice\(look)\" role=\"\(role)\">\(text)</p>"
  }
}

/// Notes that wait for the page that a redirect leads to: `/?note=1f0c…`.
///
/// The text itself is not in the address: a link from elsewhere cannot make our pages say things.
/// A note is read once, so that a reload does not say it again.
package struct Notes {
  /// A redirect is followed at once; what has not been read by then never will be.
  package static let timeMax = Duration.seconds(60)
  /// More than the people who click at the same time; beyond this the oldest is dropped.
  package static let notesMax = 64

  private var waiting: [(key: String, note: Note, left: Duration)] = []

  package init() {}

  /// Returns the key to read it by.
  package mutating func leave(_ note: Note, at now: Duration) -> String {
    waiting.removeAll { now - $0.left >= Self.timeMax }
    if waiting.count == Self.notesMax { waiting.removeFirst() }
    let key = String(UInt64.random(in: .min ... .max), radix: 16)
    waiting.append((key, note, now))
    return key
  }

  /// Returns the note with that key, and forgets it.
  package mutating func take(_ key: String?, at now: Duration) -> Note? {
    waiting.removeAll { now - $0.left >= Self.timeMax }
    guard let place = waiting.firstIndex(where: { $0.key == key }) else { return nil }
    return waiting.remove(at: place).note
  }
}
