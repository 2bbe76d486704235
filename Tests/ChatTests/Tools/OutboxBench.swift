import Chat
import Support
import TinyHTTP
import TinyReactor
import Wire

/// An outbox, somebody who talks, and an API that takes down what it is handed.
final class OutboxBench {
  let api = FakeAPI()
  let outbox: TranscriptOutbox
  let room: Room
  let ann: Member
  /// All lines that the API has taken, by their number.
  private(set) var taken: [Int: NewMessage] = [:]

  static let time = WallTime(seconds: TestRoom.noon)

  init() throws {
    outbox = TranscriptOutbox(on: api.clock, api.link, room: "lobby", origin: "chat-1.x")
    room = Room(on: api.clock, firstID: 7)
    ann = room.join(MemoryTransport())
    try room.rename(ann, to: "ann")
  }

  /// Says `line 1`, `line 2` … up to `count` more; returns their numbers.
  @discardableResult
  func say(_ count: Int, bytes: Int = 0) -> [Int?] {
    (0..<count).map { _ in
      said += 1
      let padding = String(repeating: "x", count: max(0, bytes - 20))
      return add(.said(by: ann.name, CleanText("line \(said) \(padding)")), by: ann, at: Self.time)
    }
  }

  /// As the room does.
  func add(_ line: RoomLine, by author: Member?, at time: WallTime) -> Int? {
    var encoded: [UInt8] = Array("before".utf8)
    line.encode(into: &encoded)
    return outbox.add(ShownLine(line, encoded: encoded[6...], by: author, at: time))
  }
  private var said = 0

  func goOn(_ milliseconds: Int) { api.clock.advance(by: .milliseconds(milliseconds)) }

  /// What the request says that was made last.
  func lastBatch() throws -> MessageBatch {
    try JSON.decode(MessageBatch.self, from: api.requests.last?.body ?? [])
  }

  /// Answers the request under way as the API does.
  func acknowledge() throws {
    let batch = try lastBatch()
    for (offset, message) in batch.messages.enumerated() where taken[batch.first + offset] == nil {
      taken[batch.first + offset] = message
    }
    api.answer(.json(MessageReceipt(last: batch.first + batch.messages.count - 1)))
  }

  /// The API takes down what it is asked, and its answer is lost.
  func loseAnswer() throws {
    let batch = try lastBatch()
    for (offset, message) in batch.messages.enumerated() where taken[batch.first + offset] == nil {
      taken[batch.first + offset] = message
    }
    api.fail()
  }

  /// Answers for as long as something is asked.
  func acknowledgeAll() throws {
    while api.waiting > 0 {
      try acknowledge()
      goOn(1)
    }
  }

  /// The lines that were taken, in the order of their numbers: `1 line 1`.
  var takenLines: [String] {
    taken.sorted { $0.key < $1.key }.map {
      "\($0.key) \($0.value.text.split(separator: " ").prefix(2).joined(separator: " "))"
    }
  }
}
