import Chat
import RoomLog
import Testing
import Wire

/// The transcript has lines that a server has not read from the log yet.
struct TranscriptAheadTests {
  private let bench: BusBench
  private let bob: TestPerson

  init() throws {
    bench = try BusBench()
    bob = try bench.people("ann", "bob")[1]
  }

  /// All that was said, as the API tells of it.
  private var transcript: [Message] {
    bench.engine.entries.flatMap { entry in
      entry.records.filter { $0.kind.message != nil }.enumerated().compactMap { index, record in
        guard record.kind == .said else { return nil }
        return Message.past(
          record.text, by: record.name, number: entry.firstLine + index, origin: entry.origin,
          time: "2026-11-24T12:00:00.000Z")
      }
    }
  }

  private func newcomer() throws -> TestPerson { try bench[0].connect() }

  private func lines(of person: TestPerson) -> [String] {
    person.readLines().filter { $0.contains("<bob>") }
  }

  @Test func `whoever comes reads such a line once`() throws {
    bench.engine.cutOff("one")
    bob.type("hello\n")
    bench.pass()
    bench[0].room.remember(transcript, origin: "one.1")
    let early = try newcomer()
    #expect(lines(of: early) == [])
    bench.engine.reach("one")
    bench.pass(500)
    #expect(lines(of: early) == ["<bob> hello"])
    #expect(lines(of: try newcomer()) == ["[12:00] <bob> hello"])
  }

  @Test func `on an island, too, once it is over`() throws {
    bench.engine.cutOff("one")
    bench.pass(4_000)
    bob.type("hello\n")
    bench.pass()
    bench[0].room.remember(transcript, origin: "one.1")
    let early = try newcomer()
    bench.engine.reach("one")
    bench.pass(4_000)
    #expect(lines(of: early) == ["[12:00] <bob> hello"])
    #expect(lines(of: try newcomer()) == ["[12:00] <bob> hello"])
  }

  @Test func `a server that has read nothing of a log shows at once what was said before`() throws {
    bob.type("hello\n")
    bench.pass()
    let transcript = transcript
    bench.engine.kill()
    let late = try bench.add("three")
    bench.pass(2_000)
    late.room.remember(transcript, origin: "three.1")
    #expect(lines(of: try late.connect()) == ["[12:00] <bob> hello"])
    bench.engine.start()
    bench.pass(3_000)
    #expect(lines(of: try late.connect()) == ["[12:00] <bob> hello"])
  }
}
