/// Keeps account of what people read while one of several servers is cut off, and when it is back:
/// nothing may be doubled, those who are together owe each other every line, and the rest comes as
/// past, with its time before it, or not at all.
struct Absence {
  let talkers: Int
  /// User n is on server n of these, in turn.
  let servers: Int
  /// The one that is cut off.
  let away: Int

  /// The next sequence number, by listener and talker.
  private var expected: [UInt32]
  private let users: Int
  /// Lines that came twice, or after a later one.
  private(set) var repeated = 0
  /// Lines that were skipped, or marked as past, though nothing was between who said and who heard.
  private(set) var lost = 0
  /// Lines that are marked as past, by listener.
  private(set) var past: [Int]
  /// When somebody first heard a line of the other side that is not past, since `plugged`.
  private(set) var inStep: [UInt64?]
  private var isPlugged = false

  init(users: Int, talkers: Int, servers: Int) {
    (self.users, self.talkers, self.servers) = (users, talkers, servers)
    away = servers - 1
    expected = [UInt32](repeating: 0, count: users * talkers)
    past = [Int](repeating: 0, count: users)
    inStep = [UInt64?](repeating: nil, count: users)
  }

  func isAway(_ user: Int) -> Bool { user % servers == away }

  /// From here on lines of the other side are waited for.
  mutating func plugged() { isPlugged = true }

  mutating func hear(_ line: StampedLine, isPast: Bool, listener: Int, at now: UInt64) {
    let talker = Int(line.talker)
    guard talker < talkers else { return }
    let isTogether = isAway(listener) == isAway(talker)
    let index = listener * talkers + talker
    guard line.sequence >= expected[index] else {
      repeated += 1
      return
    }
    if isTogether { lost += Int(line.sequence - expected[index]) + (isPast ? 1 : 0) }
    expected[index] = line.sequence + 1
    if isPast {
      past[listener] += 1
    } else if isPlugged, !isTogether, inStep[listener] == nil {
      inStep[listener] = now
    }
  }

  /// Enters each stamped line.
  mutating func hear(_ bytes: RawSpan, listener: Int, at now: UInt64) {
    var start = 0
    while let newline = bytes.newline(from: start) {
      let hasReturn =
        newline > start && bytes.unsafeLoad(fromByteOffset: newline - 1, as: UInt8.self) == 13
      if let line = StampedLine(bytes, from: start, to: hasReturn ? newline - 1 : newline) {
        let isPast =
          bytes.unsafeLoad(fromByteOffset: start, as: UInt8.self) == UInt8(ascii: "[")
        hear(line, isPast: isPast, listener: listener, at: now)
      }
      start = newline + 1
    }
  }

  /// Lines that those who were together still owe each other, of what each talker has `said`.
  func owed(_ said: [UInt32]) -> Int {
    var sum = 0
    for listener in 0..<users {
      for talker in 0..<talkers where talker != listener && isAway(listener) == isAway(talker) {
        sum += Int(said[talker]) - Int(expected[listener * talkers + talker])
      }
    }
    return sum
  }
}
