import Chat
import TinyReactor
import Wire

/// An archive that answers when a test says so.
final class FakeArchive: Archive {
  private(set) var asked: [String] = []
  private var answers: [Deferred<[Message]>] = []
  var waiting: Int { answers.count }

  func find(words: String?, name: String?, limit: Int) -> Deferred<[Message]> {
    asked.append("\(words ?? "-") by \(name ?? "-"), \(limit)")
    let answer = Deferred<[Message]>()
    answers.append(answer)
    return answer
  }

  func answer(_ messages: [Message]) { answers.removeFirst().callback(messages) }
  func fail() { answers.removeFirst().errback(TimeoutError(limit: .zero)) }
}

extension Message {
  /// A line of another process; `time` is the time of day before `TestRoom.noon`'s day by default.
  static func past(
    _ text: String?, by name: String = "bob", kind: MessageKind = .said, number: Int = 1,
    origin: String = "other.1", time: String = "2026-11-24T11:30:00.000Z", member: Int? = 900
  ) -> Message {
    Message(
      id: number, room: "lobby", origin: origin, number: number, time: time, kind: kind,
      member: member, name: name, text: text)
  }
}
