import Chat
import Glibc
import Testing
import TinyReactor

/// Until when lines that wait are said of who has finished or is gone.
struct EndingTests {
  private static let reset = ConnectionLost.failed(SystemError(.send, ECONNRESET))
  private static let resetAfterEnd = ConnectionLost.failed(SystemError(.send, EPIPE))

  enum Step: Sendable {
    case finish(at: Int)
    case lose(at: Int, ConnectionLost)
  }

  /// In milliseconds; the last bytes came at 1,000.
  private static let stories: [(note: String, steps: [Step], until: Int?)] = [
    ("nothing has ended", [], nil),
    ("a half-close", [.finish(at: 1_001)], 61_001),
    ("a half-close, told twice", [.finish(at: 1_001), .finish(at: 9_000)], 61_001),
    ("a half-close, long after the last line", [.finish(at: 9_000)], 69_000),
    ("a reset", [.lose(at: 2_000, reset)], 7_000),
    ("a reset at once: nobody has said that this was all", [.lose(at: 1_000, reset)], 6_000),
    ("a peer that has vanished", [.lose(at: 2_000, .failed(SystemError(.read, ETIMEDOUT)))], 7_000),
    ("nc -q0", [.finish(at: 1_001), .lose(at: 1_002, resetAfterEnd)], 61_001),
    ("nc -q0, and the reset is seen first", [.lose(at: 1_002, resetAfterEnd)], 61_002),
    ("nc -q0 when nobody has written to it", [.lose(at: 1_002, .done)], 61_002),
    ("nc -N, and then Ctrl-C", [.finish(at: 1_001), .lose(at: 30_000, reset)], 61_001),
    ("Ctrl-C", [.finish(at: 3_000), .lose(at: 3_001, resetAfterEnd)], 8_001),
    ("Ctrl-C, and the reset is seen first", [.lose(at: 3_000, resetAfterEnd)], 8_000),
    ("Ctrl-D, and Ctrl-C near the end", [.finish(at: 3_000), .lose(at: 60_000, reset)], 63_000),
    ("lost twice", [.lose(at: 2_000, reset), .lose(at: 4_000, reset)], 7_000),
  ]

  @Test(arguments: stories)
  func `an end in good order gives a minute, any other five seconds`(
    _ note: String, _ steps: [Step], _ until: Int?
  ) {
    var ending = Ending()
    let last = Duration.milliseconds(1_000)
    for step in steps {
      switch step {
      case .finish(let time): _ = ending.finish(at: .milliseconds(time), lastArrival: last)
      case .lose(let time, let reason):
        ending.lose(reason, at: .milliseconds(time), lastArrival: last)
      }
    }
    #expect(ending.until == until.map { .milliseconds($0) })
  }

  @Test func `whoever finishes twice is told once`() {
    var ending = Ending()
    let isNews = (1...2).map { ending.finish(at: .seconds($0), lastArrival: .zero) }
    #expect(isNews == [true, false])
  }
}
