import Testing
import TinyReactor

@testable import Chat

/// The past of several servers is shown in the order of the log: their clocks, and the times at which
/// lines were begun, say otherwise within moments.
struct HistoryOrderTests {
  /// `b2@5` is the second line of server b, said at 5; `-1@3` is the first of our own.
  private static func lines(_ text: String, _ own: String?) -> [History.Line] {
    text.split(separator: " ").map { word in
      let parts = word.dropFirst().split(separator: "@")
      let origin = word.first.map(String.init)
      return History.Line(
        author: -1, time: WallTime(seconds: Int(parts[1]) ?? 0), bytes: Array(word.utf8),
        number: Int(parts[0]), origin: origin == "-" ? own : origin)
    }
  }

  private static func history(_ known: String) -> History {
    var history = History()
    for line in lines(known, nil) {
      history.add(
        line.bytes[...], by: -1, at: line.time, number: line.number, origin: line.origin)
    }
    return history
  }

  private static func words(_ history: History) -> String {
    history.inOrder.map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: " ")
  }

  @Test(arguments: [
    ("", "b1@5 c1@4", "b1@5 c1@4"),
    // Read since it was told.
    ("c2@3", "b1@5 c1@4", "b1@5 c1@4 c2@3"),
    // Known already.
    ("c1@4 c2@3", "b1@5 c1@4", "b1@5 c1@4 c2@3"),
    ("b1@9 c2@3", "b1@5 c1@4 c2@3", "b1@9 c1@4 c2@3"),
    ("c1@4 b1@5", "b1@5 c1@4", "c1@4 b1@5"),
    // Our own are among them by the time.
    ("-1@4 -2@6", "b1@3 c1@5 b2@7", "b1@3 -1@4 c1@5 -2@6 b2@7"),
    ("-1@4 c2@1 -2@6", "b1@3 c1@5", "b1@3 -1@4 c1@5 c2@1 -2@6"),
    // As far as we know where they stand.
    ("-2@9", "b1@3 -2@9 c1@5", "b1@3 -2@9 c1@5"),
    ("-2@9", "-1@1 b1@3", "b1@3 -2@9"),
  ])
  func `what the transcript tells stands before what was read since`(
    known: String, told: String, all: String
  ) {
    var history = Self.history(known)
    history.restore(Self.lines(told, "-"), origin: "-", ownToo: false)
    #expect(Self.words(history) == all)
    history.restore(Self.lines(told, "-"), origin: "-", ownToo: false)
    #expect(Self.words(history) == all, "twice is as once")
  }

  @Test func `our own come back to their places when they are wanted`() {
    var history = Self.history("-1@1 b1@2 -3@3")
    history.restore(Self.lines("-1@1 b1@2 -2@2 -3@3", "-"), origin: "-", ownToo: true)
    #expect(Self.words(history) == "-1@1 b1@2 -2@2 -3@3")
  }

  @Test(arguments: [
    ("b1@5", "c1@4", "b1@5 c1@4"), ("b1@5 -1@6 -2@8", "c1@4 c2@7", "b1@5 c1@4 -1@6 c2@7 -2@8"),
    ("-1@6", "c1@4 c2@7", "c1@4 -1@6 c2@7"), ("-1@6", "", "-1@6"),
  ])
  func `what was missed stands behind what was read before`(
    known: String, missed: String, all: String
  ) {
    var history = Self.history(known)
    history.merge(Self.lines(missed, nil))
    #expect(Self.words(history) == all)
  }
}
