import RoomLog
import Wire

/// What a round has left behind, as the checker wants it: nothing of it comes from the checked
/// programs' own opinion of themselves.
struct Evidence {
  /// An entry of the room's log as Redis has it: names and values of its fields in turn.
  struct Entry: Equatable {
    var id: String
    var fields: [[UInt8]]
  }

  /// What came over one connection.
  struct Hearing {
    /// `listener 2 of chat-1, connection 1`
    var name: String
    /// The server it was on; nil where a proxy chose it.
    var server: String?
    /// It was there before the first line was said, and after the last.
    var hasStayed: Bool
    var lines: [Line]

    struct Line: Equatable {
      /// Monotonic.
      var at: Duration
      /// Without its line end.
      var text: String
    }
  }

  /// What `/who` counts on a server, and how many people there are.
  struct Count: Equatable {
    var server: String
    /// Nil when there was no answer.
    var shown: Int?
    var expected: Int
  }

  /// A numbered line, when and where it was written.
  struct Spoken {
    var at: Duration
    var server: String?
  }

  /// An older copy of the log was put in its place.
  struct Restoration {
    var begun: Duration
    /// The servers have found their way into the restored log.
    var healed: Duration
    /// The transcript just before.
    var transcript: [Message]
  }

  /// The whole log, in order.
  var log: [Entry] = []
  /// Who has which name: the claims that Redis keeps.
  var claims: [String: String] = [:]
  /// The whole transcript, in order of its ids.
  var transcript: [Message] = []
  var hearings: [Hearing] = []
  var counts: [Count] = []
  /// What was written, by its text.
  var spoken: [String: Spoken] = [:]
  var restoration: Restoration?
}

/// Something that is not as it is promised.
struct Finding: Equatable, Sendable, CustomStringConvertible {
  enum Kind: String, CaseIterable, Sendable {
    /// A line that somebody was shown or should have been shown is not where it belongs.
    case gap
    case double
    case reorder
    case sum
    case name
    case count
    /// Something happened that people should have been told of.
    case unnoticed
    /// Something that nobody can have said, or that cannot be read.
    case stray
  }

  var kind: Kind
  var what: String

  init(_ kind: Kind, _ what: String) { (self.kind, self.what) = (kind, what) }

  /// One finding for all `lines` of a kind at a place; nil when there are none.
  init?(_ kind: Kind, _ what: String, _ lines: [String]) {
    guard !lines.isEmpty else { return nil }
    let more = lines.count > 5 ? " …" : ""
    self.init(
      kind, "\(what) (\(lines.count)): \(lines.prefix(5).joined(separator: ", "))\(more)")
  }

  var description: String { "\(kind.rawValue): \(what)" }
}
