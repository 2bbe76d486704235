import Chat
import RoomLog
import Support
import Testing
import TinyReactor
import Wire

/// The numbers of drafts and lines, and what goes when there is too much.
struct BusOutboxTests {
  /// An outbox with somebody who talks, at a time that does not move by itself.
  private final class Bench {
    var outbox = BusOutbox()
    var now = Duration.zero
    let ann: Member
    init() {
      ann = Room(on: ManualClock()).join(MemoryTransport())
    }

    var time: WallTime { WallTime(seconds: TestRoom.noon) }

    @discardableResult
    func say(_ text: String = "hello", isShown: Bool = false) -> Int {
      outbox.add(
        .said(by: ann.name, CleanText(text)), by: ann, isShown: isShown, at: now, time: time)
    }

    func record(_ kind: LogRecord.Kind = .here, isShown: Bool = false) {
      outbox.add(LogRecord(kind, member: 1, name: "ann"), isShown: isShown, at: now, time: time)
    }

    func claim(_ name: String) throws {
      outbox.claim(
        try Nickname(chosen: name), for: ann, holder: "a.1/0", isShown: false, at: now, time: time)
    }

    func send() throws -> BusOutbox.Draft {
      let draft = outbox.send()
      return try #require(draft)
    }

    func sent() throws -> BusOutbox.Draft {
      let draft = try send()
      outbox.sent(draft)
      return draft
    }

    func refused(_ draft: BusOutbox.Draft) -> Bool { outbox.refused(draft) }
    func readBack(_ number: Int) -> BusOutbox.Draft? {
      outbox.readBack(number).last { $0.number == number }
    }
    func showAll() -> [Int] { outbox.showAll().map(\.number) }
    func forgetUnread() -> [Int] {
      outbox.forgetUnread().filter { !$0.isShown }.flatMap(\.lines).map(\.number)
    }
    func cut() -> Int { outbox.cut() }
  }

  @Test func `what comes in a moment is one draft, what comes while it is sent the next`() throws {
    let bench = Bench()
    #expect([bench.say("one"), bench.say("two")] == [1, 2])
    bench.record()
    #expect(bench.outbox.lines == 2)
    let first = try bench.send()
    #expect([bench.say("three")] == [3])
    #expect(first.lines.map(\.number) == [1, 2])
    #expect(String(decoding: first.payload, as: UTF8.self).hasPrefix("said\t0\tguest-1\tone\n"))
    bench.outbox.sent(first)
    #expect(bench.outbox.lines == 1)
    let second = try bench.sent()
    #expect([first.number, second.number, first.firstLine, second.firstLine] == [1, 2, 1, 3])
    #expect(bench.outbox.isEmpty)
    #expect(bench.outbox.bytes == 0)
  }

  @Test func `a draft keeps its number and its lines until it is answered`() throws {
    let bench = Bench()
    bench.say("one")
    let first = try bench.send()
    bench.outbox.failed(first)
    bench.say("two")
    let again = try bench.send()
    #expect(again.number == first.number)
    #expect(again.payload == first.payload)
    bench.outbox.sent(again)
    // An answer that comes twice is no news.
    bench.outbox.sent(again)
    bench.outbox.failed(again)
    #expect(try bench.sent().number == 2)
  }

  @Test func `a refused draft has not used its number`() throws {
    let bench = Bench()
    bench.say("one")
    try bench.claim("bob")
    bench.say("two")
    #expect(try bench.sent().number == 1)
    let claim = try bench.send()
    #expect(claim.number == 2)
    #expect(claim.lines.isEmpty)
    #expect(claim.changes.claimed == ["bob"])
    #expect(claim.changes.holder == "a.1/0")
    #expect(bench.refused(claim))
    #expect(bench.refused(claim) == false)
    let next = try bench.sent()
    #expect([next.number, next.firstLine] == [2, 2])
  }

  @Test func `what many servers add the same of has a number of its own`() throws {
    let bench = Bench()
    bench.outbox.add(.notice("tea"), onceAs: "announcement.7", at: .zero, time: bench.time)
    bench.say("one")
    let tea = try bench.sent()
    #expect(tea.origin == "announcement.7")
    #expect([tea.number, tea.firstLine] == [1, 1])
    let next = try bench.sent()
    #expect(next.origin == nil)
    #expect([next.number, next.firstLine] == [1, 1])
    #expect(bench.readBack(1)?.lines.count == 1)
  }

  @Test func `what is read back before the answer counts as sent`() throws {
    let bench = Bench()
    bench.say("one")
    let draft = try bench.send()
    #expect(bench.readBack(1)?.lines.count == 1)
    #expect(bench.outbox.isEmpty)
    bench.outbox.sent(draft)
    #expect(bench.readBack(1) == nil)
    bench.say("two")
    #expect(try bench.sent().number == 2)
    #expect(bench.readBack(7) == nil, "another's")
    #expect(bench.readBack(2) == nil, "it was passed over")
  }

  @Test func `how long something waits to be sent and to be shown`() throws {
    let bench = Bench()
    #expect(bench.outbox.oldestUnsent == nil)
    bench.now = .seconds(1)
    bench.say()
    #expect(bench.outbox.oldestUnsent == .seconds(1))
    _ = try bench.sent()
    #expect(bench.outbox.oldestUnsent == nil)
    #expect(bench.outbox.oldestUnshown == .seconds(1), "it is not read back")
    _ = bench.readBack(1)
    #expect(bench.outbox.oldestUnshown == nil)
    bench.say(isShown: true)
    #expect(bench.outbox.oldestUnshown == nil)
    #expect(bench.outbox.oldestUnsent == .seconds(1))
  }

  @Test func `all that was not shown is shown once, and is late unless the log has it`() throws {
    let bench = Bench()
    bench.say("one")
    let first = try bench.sent()
    bench.say("two")
    let second = try bench.send()
    bench.say("three")
    #expect(!first.isLate && !second.isLate)
    #expect(bench.showAll() == [1, 2, 3])
    #expect(bench.showAll().isEmpty)
    bench.say("four", isShown: true)
    #expect(bench.readBack(1)?.isShown == true)
    bench.outbox.failed(second)
    let again = try bench.sent()
    // If the log has it after all, it is there as it was sent.
    #expect(again.number == 2)
    #expect(again.isShown && again.isLate)
    let rest = try bench.sent()
    #expect(rest.lines.map(\.number) == [3, 4])
    #expect(rest.isLate)
  }

  @Test func `lines of an island have their own times, to some seconds`() throws {
    let bench = Bench()
    bench.say("one", isShown: true)
    bench.now = BusOutbox.span - .milliseconds(1)
    bench.say("two", isShown: true)
    bench.now = BusOutbox.span
    bench.say("three", isShown: true)
    #expect(try bench.sent().lines.count == 2)
    #expect(try bench.sent().since == BusOutbox.span)
  }

  @Test func `what will not be read back is handed out once`() throws {
    let bench = Bench()
    bench.say("one")
    _ = try bench.sent()
    bench.say("two", isShown: true)
    _ = try bench.sent()
    bench.say("three")
    #expect(bench.forgetUnread() == [1])
    #expect(bench.forgetUnread().isEmpty)
    #expect(try bench.sent().lines.map(\.number) == [3])
  }

  @Test func `an entry is closed before it is too large for the log`() throws {
    let bench = Bench()
    let text = String(repeating: "x", count: 8_000)
    for _ in 0..<20 { bench.say(text) }
    var (sizes, lines) = ([Int](), 0)
    while !bench.outbox.isEmpty {
      let draft = try bench.sent()
      sizes.append(draft.payload.count)
      lines += draft.lines.count
    }
    #expect(lines == 20)
    #expect(sizes.allSatisfy { $0 <= LogEntry.recordBytesMax })
    #expect(sizes.count == 3)
  }

  @Test func `a crowd that leaves at once gives up no more names than a script takes`() throws {
    let bench = Bench()
    for number in 0..<2_500 {
      bench.outbox.add(
        LogRecord(.gone, member: number), releasing: [("a.1/\(number)", "n\(number)")],
        isShown: false, at: .zero, time: bench.time)
    }
    var counts: [Int] = []
    while !bench.outbox.isEmpty { counts.append(try bench.sent().changes.released.count) }
    #expect(counts.reduce(0, +) == 2_500)
    #expect(counts.allSatisfy { $0 <= 1_001 })
  }

  @Test func `beyond the limits the oldest go, but never what was sent or claims a name`() throws {
    let bench = Bench()
    bench.say("sent")
    let sent = try bench.send()
    try bench.claim("bob")
    let text = String(repeating: "x", count: 7_000)
    for _ in 0..<400 { bench.say(text, isShown: true) }
    #expect(bench.outbox.bytes <= BusOutbox.bytesMax)
    #expect(bench.outbox.dropped > 200)
    #expect(bench.outbox.dropped + bench.outbox.lines == 401)
    #expect(bench.outbox.hasLostRecords)
    bench.outbox.recordsRestored()
    #expect(bench.outbox.hasLostRecords == false)
    bench.outbox.sent(sent)
    #expect(sent.lines.map(\.number) == [1])
    let claim = try bench.sent()
    #expect(claim.claimant?.name.text == "bob")
    // The lines that are left keep their numbers: the gap shows.
    let next = try bench.sent()
    #expect(next.firstLine == 2 + bench.outbox.dropped)
    #expect([claim.number, next.number] == [2, 3])
  }

  @Test func `ten thousand lines are kept at most`() throws {
    let bench = Bench()
    for _ in 0..<(BusOutbox.linesMax + 3_000) { bench.say("x", isShown: true) }
    #expect(bench.outbox.lines <= BusOutbox.linesMax)
    #expect(bench.outbox.lines + bench.outbox.dropped == BusOutbox.linesMax + 3_000)
    #expect(try bench.sent().firstLine == 1 + bench.outbox.dropped)
  }

  @Test func `a letter knows what goes before it`() throws {
    let bench = Bench()
    #expect(bench.outbox.isOver(bench.cut()))
    bench.say("one")
    let place = bench.cut()
    bench.say("two")
    #expect(bench.outbox.isOver(place) == false)
    #expect(try bench.sent().lines.count == 1)
    #expect(bench.outbox.isOver(place))
  }

  @Test func `a server that is over is said in an entry of its own`() throws {
    let bench = Bench()
    bench.say("one")
    bench.outbox.end(
      "b.1", silentFor: .seconds(10), isShown: false, at: .zero, time: bench.time)
    bench.say("two")
    _ = try bench.sent()
    let end = try bench.sent()
    #expect(end.changes.ended == "b.1")
    #expect(end.changes.silence == 10_000)
    #expect(end.lines.isEmpty)
    #expect(try bench.sent().firstLine == 2)
  }
}
