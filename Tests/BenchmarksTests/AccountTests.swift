import Testing

@testable import Benchmarks

@Suite struct AccountTests {
  /// What two listeners of one talker hear, and what the account says of it.
  struct Case: Sendable, CustomTestStringConvertible {
    let sequences: [UInt32]
    let heard: Int
    let skipped: Int
    let repeated: Int
    var testDescription: String { "\(sequences)" }
  }

  @Test(arguments: [
    Case(sequences: [0, 1, 2], heard: 3, skipped: 0, repeated: 0),
    Case(sequences: [0, 2], heard: 2, skipped: 1, repeated: 0),
    Case(sequences: [0, 1, 1, 2], heard: 3, skipped: 0, repeated: 1),
    Case(sequences: [1, 0, 2], heard: 2, skipped: 1, repeated: 1),
    Case(sequences: [], heard: 0, skipped: 0, repeated: 0),
  ])
  func `a line that is lost, doubled or late is found`(_ given: Case) {
    var ledger = Ledger(listeners: 2, talkers: 1)
    for sequence in given.sequences {
      ledger.hear(StampedLine(talker: 0, sequence: sequence, stamp: 0), listener: 1)
    }
    #expect(ledger.heard == given.heard)
    #expect(ledger.skipped == given.skipped)
    #expect(ledger.repeated == given.repeated)
    #expect(ledger.reached(listener: 0, talker: 0) == 0)
  }

  @Test(arguments: ["", "<guest-12> ", "<7> ", "-- somebody joined\r\n<x> "], ["\n", "\r\n"])
  func `a stamped line is read back behind whatever a server puts before it`(
    prefix: String, end: String
  ) {
    let sent = StampedLine(talker: 0xBEEF, sequence: 0x0123_ABCD, stamp: 0xFEDC_BA98_7654_3210)
    var line: [UInt8] = []
    sent.append(to: &line)
    #expect(line.count == StampedLine.byteCount)
    let received = Array(prefix.utf8) + line.dropLast() + Array(end.utf8)
    let textEnd = received.count - end.utf8.count
    #expect(StampedLine(received.span.bytes, from: 0, to: textEnd) == sent)
    #expect(StampedLine(received.span.bytes, from: 0, to: textEnd - 1) == nil)
    let tooLate = textEnd - StampedLine.textByteCount + 1
    #expect(StampedLine(received.span.bytes, from: tooLate, to: textEnd) == nil)
  }

  @Test func `whole lines are accounted for, and the rest is left`() {
    var bytes = Array("Welcome!\r\n".utf8)
    for sequence in 0..<3 {
      bytes += Array("<ann> ".utf8)
      StampedLine(talker: 0, sequence: UInt32(sequence), stamp: 100).append(to: &bytes)
    }
    let whole = bytes.count
    bytes += Array("<ann> mark".utf8)
    var ledger = Ledger(listeners: 1, talkers: 1)
    var latencies = Histogram()
    let read = account(bytes.span.bytes, 0, at: 350, in: &ledger, &latencies)
    #expect(read == whole)
    #expect(ledger.heard == 3)
    #expect(latencies.count == 3 && latencies.max == 250)
  }
}
