import Testing

@testable import Benchmarks

/// Users 0 and 1 are on servers that stay together, user 2 on the one that is cut off; 3 is with 0.
@Suite struct AbsenceTests {
  /// What one listener hears, each line with its talker.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let listener: Int
    let heard: [(talker: Int, sequence: UInt32, isPast: Bool)]
    var lost = 0
    var repeated = 0
    var past = 0
    var isInStep = false
  }

  static let cases = [
    Case(
      testDescription: "all of those who are together", listener: 0,
      heard: [(1, 0, false), (1, 1, false)]),
    Case(
      testDescription: "one is lost", listener: 0, heard: [(1, 0, false), (1, 2, false)], lost: 1),
    Case(
      testDescription: "one is marked as past, and nothing was between", listener: 3,
      heard: [(0, 0, true)], lost: 1, past: 1),
    Case(
      testDescription: "one comes twice", listener: 0, heard: [(1, 0, false), (1, 0, false)],
      repeated: 1),
    Case(
      testDescription: "some of the other side are past, and some are missing", listener: 2,
      heard: [(0, 5, true), (1, 7, true), (0, 9, false)], past: 2, isInStep: true),
    Case(
      testDescription: "past behind live", listener: 2, heard: [(0, 5, false), (0, 4, true)],
      repeated: 1, isInStep: true),
    Case(
      testDescription: "past ones make nobody be in step", listener: 0, heard: [(2, 5, true)],
      past: 1),
  ]

  @Test(arguments: cases)
  func `what is lost, doubled or past is found`(_ given: Case) {
    var absence = Absence(users: 4, talkers: 3, servers: 3)
    absence.plugged()
    for line in given.heard {
      let stamped = StampedLine(talker: UInt16(line.talker), sequence: line.sequence, stamp: 0)
      var bytes = Array("\(line.isPast ? "[12:00] " : "")<guest-1> ".utf8)
      stamped.append(to: &bytes)
      absence.hear(bytes.span.bytes, listener: given.listener, at: 7)
    }
    #expect(absence.lost == given.lost)
    #expect(absence.repeated == given.repeated)
    #expect(absence.past[given.listener] == given.past)
    #expect(absence.inStep[given.listener] == (given.isInStep ? 7 : nil))
  }

  @Test func `those who are together owe each other every line, and nobody their own`() {
    var absence = Absence(users: 4, talkers: 3, servers: 3)
    // 0 owes to 1 and 3, and 1 to 0 and 3; nobody is with 2.
    #expect(absence.owed([2, 1, 9]) == 2 * 2 + 1 * 2)
    absence.hear(
      StampedLine(talker: 0, sequence: 0, stamp: 0), isPast: false, listener: 3, at: 0)
    #expect(absence.owed([2, 1, 9]) == 5)
    // Before the cable is in again nobody is back.
    absence.hear(
      StampedLine(talker: 0, sequence: 0, stamp: 0), isPast: false, listener: 2, at: 0)
    #expect(absence.inStep == [nil, nil, nil, nil])
  }
}
