import Chat
import Testing
import TinyReactor
import Wire

struct FrameTests {
  @Test func `who wrote nothing shares the very same array`() {
    var frame = Frame(number: 1)
    frame.append(.notice("one"), author: 1)
    let identity = { (bytes: [UInt8]) in bytes.withUnsafeBufferPointer { $0.baseAddress } }
    let share = frame.share(of: 2, isAuthor: false, from: 0)
    #expect(identity(share) == identity(frame.bytes))
  }

  @Test(arguments: [
    (0, 0, "-- a\r\n-- b\r\n-- c\r\n-- d\r\n-- e\r\n"),
    (1, 0, "-- b\r\n-- e\r\n"),
    (2, 0, "-- a\r\n-- c\r\n-- d\r\n-- e\r\n"),
    (1, 6, "-- b\r\n-- e\r\n"),
    (1, 12, "-- e\r\n"),
    (2, 6, "-- c\r\n-- d\r\n-- e\r\n"),
    (3, 12, "-- c\r\n-- d\r\n-- e\r\n"),
    (2, 30, ""),
  ])
  func `a share is everything but one's own, from where one is`(
    member: Int, start: Int, text: String
  ) {
    var frame = Frame(number: 1)
    for (word, author) in [("a", 1), ("b", 2), ("c", 1), ("d", 1), ("e", nil)] as [(String, Int?)] {
      frame.append(.notice(word), author: author)
    }
    let share = frame.share(of: member, isAuthor: member == 1 || member == 2, from: start)
    #expect(String(decoding: share, as: UTF8.self) == text)
  }
}

struct FramePacerTests {
  @Test func `frames draw apart with the cost of a flush, within limits`() {
    var pacer = FramePacer()
    #expect(pacer.delay(at: .seconds(1), members: 1_000) == .zero)
    pacer.flushed(from: .seconds(1), to: .seconds(1) + .microseconds(100))
    let afterOne = pacer.delay(at: .seconds(1) + .milliseconds(1), members: 1_000)
    #expect(afterOne == FramePacer.intervalMin - .milliseconds(1))
    #expect(pacer.delay(at: .seconds(1) + .milliseconds(1), members: 16) == .zero)
    #expect(pacer.delay(at: .seconds(2), members: 1_000) == .zero)
    for _ in 0..<50 { pacer.flushed(from: .seconds(1), to: .seconds(1) + .milliseconds(5)) }
    #expect(pacer.interval > .milliseconds(19) && pacer.interval <= .milliseconds(20))
    for _ in 0..<50 { pacer.flushed(from: .seconds(1), to: .seconds(2)) }
    #expect(pacer.interval == FramePacer.intervalMax)
  }
}
