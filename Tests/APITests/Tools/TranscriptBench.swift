import API
import ServiceKit
import Support
import TinyReactor
import Wire

/// A transcript with its journal, in a folder of their own, and a clock that stands still. It is noon.
final class TranscriptBench {
  let folder: TemporaryFolder
  let reactor: Reactor
  let clock = ManualClock()
  let journal: Journal
  let transcript: Transcript

  static let noon = TestSite.start.milliseconds

  init(
    in folder: TemporaryFolder? = nil, pagesMax: Int = 100_000, checkpointDelay: Duration? = nil
  ) throws {
    let folder = try folder ?? TemporaryFolder()
    self.folder = folder
    reactor = try Reactor()
    journal = try Journal(
      on: reactor, clock: clock, store: try Store.open(folder.database), log: Log(level: .error),
      checkpointDelay: nil)
    transcript = try Transcript(
      on: reactor, clock: clock,
      store: try TranscriptStore.open(folder.path + "/transcript.db", pagesMax: pagesMax),
      journal: journal, log: Log(level: .error), checkpointDelay: checkpointDelay
    ) { [clock] in TestSite.start + clock.now }
  }

  /// Does not wait. `time` is in milliseconds after noon.
  func take(
    _ texts: String..., first: Int = 1, origin: String = "a.1", name: String = "ann", time: Int = 0
  ) -> Deferred<MessageReceipt> {
    transcript.take(
      MessageBatch(
        room: "lobby", origin: origin, first: first,
        messages: texts.map {
          NewMessage(time: Self.noon + time, kind: .said, member: 1, name: name, text: $0)
        }))
  }

  @discardableResult
  func say(
    _ texts: String..., first: Int = 1, origin: String = "a.1", name: String = "ann", time: Int = 0
  ) throws -> Int {
    try reactor.wait(
      for: transcript.take(
        MessageBatch(
          room: "lobby", origin: origin, first: first,
          messages: texts.map {
            NewMessage(time: Self.noon + time, kind: .said, member: 1, name: name, text: $0)
          }))
    ).last
  }

  func page(after: Int = 0, hidden: Bool = false) throws -> [Message] {
    var filter = MessageFilter(limit: 1_000)
    (filter.after, filter.showsHidden) = (after, hidden)
    return try reactor.wait(for: transcript.page(filter)).messages
  }

  func texts() throws -> [String] { try page().map { $0.text ?? "(hidden)" } }

  func hide(_ id: Int) throws -> Bool { try reactor.wait(for: transcript.hide(id, actor: "zoe")) }
  func show(_ id: Int) throws -> Bool { try reactor.wait(for: transcript.show(id, actor: "zoe")) }

  func isInFiles(_ text: String) -> Bool {
    folder.contents().contains { $0.key.hasPrefix("transcript") && $0.value.holds(text) }
  }

  /// Ends both in good order.
  func close() throws {
    try reactor.wait(for: transcript.close())
    try reactor.wait(for: journal.close())
  }

  /// What a start after a `kill -9` now would find.
  func afterCrash() throws -> TranscriptBench {
    let copy = try TemporaryFolder()
    for (name, bytes) in folder.contents() { copy.write(bytes, to: name) }
    return try TranscriptBench(in: copy)
  }
}
