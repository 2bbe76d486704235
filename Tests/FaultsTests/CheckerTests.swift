import RoomLog
import Support
import Testing
import Wire

@testable import Faults

@Suite struct CheckerTests {
  @Test func `a faultless round is one`() {
    #expect(Checker(Sample.evidence).findings == [])
    #expect(Checker(Sample.evidence).lines == Sample.evidence.spoken.count)
  }

  @Test(arguments: PlantedFault.all)
  func `a planted fault is found`(fault: PlantedFault) {
    var evidence = Sample.evidence
    fault.plant(&evidence)
    let findings = Checker(evidence).findings
    #expect(findings.contains { $0.kind == fault.kind }, "\(findings)")
  }

  /// Each rule has a fault that is found by it alone, or the others would hide that it does nothing.
  @Test func `every kind of finding is planted`() {
    #expect(Set(PlantedFault.all.map(\.kind)) == Set(Finding.Kind.allCases))
  }

  @Test func `proving stops at the first fault that is not found`() throws {
    try PlantedFault.prove(on: Sample.evidence)
    var deaf = Sample.evidence
    deaf.hearings = []
    #expect(throws: Problem.self) { try PlantedFault.prove(on: deaf) }
  }

  @Test func `lines may be left out when that is said, and no more of them`() {
    var evidence = Sample.evidence
    let place = evidence.hearings[2].lines.firstIndex { $0.text.contains(" more: /last") } ?? 0
    evidence.hearings[2].lines[place].text = "-- 1 more: /last"
    #expect(Checker(evidence).findings.map(\.kind) == [.gap])
    evidence.hearings[2].lines[place].text = "-- 2 lines were not shown here"
    #expect(Checker(evidence).findings == [])
  }

  @Test func `lines of an island are past to the others`() {
    var evidence = Sample.evidence
    let lines = evidence.hearings[0].lines
    let place = lines.firstIndex { $0.text.hasPrefix("[2026-11-28 23:59] <cem>") } ?? 0
    evidence.hearings[0].lines[place].text.removeFirst("[2026-11-28 23:59] ".count)
    #expect(Checker(evidence).findings.map(\.kind) == [.reorder])
  }

  @Test func `a newcomer to an island is shown its own last lines first`() {
    var evidence = Sample.evidence
    let lines = evidence.hearings[2].lines
    let place = lines.firstIndex { $0.text.hasPrefix("-- the other servers are out") } ?? 0
    let own = lines[place...].filter { $0.text.hasPrefix("<cem>") }.prefix(3)
    var newcomer = evidence.hearings[2]
    newcomer.hasStayed = false
    newcomer.lines = own.map { line in
      Evidence.Hearing.Line(at: line.at, text: "[13:20] \(line.text)")
    }
    let seen = Set(own.map(\.text))
    newcomer.lines += lines[place...].filter { !seen.contains($0.text) }
    evidence.hearings.append(newcomer)
    #expect(Checker(evidence).findings == [])
    evidence.hearings[3].server = "chat-1"
    #expect(Set(Checker(evidence).findings.map(\.kind)) == [.reorder])
  }

  @Test func `who came late need not have read what was before`() {
    var evidence = Sample.evidence
    evidence.hearings[1].hasStayed = false
    evidence.hearings[1].lines.removeFirst(20)
    #expect(Checker(evidence).findings == [])
  }

  @Test func `a restored copy excuses what was said until it was noticed, and nothing else`() {
    var evidence = Sample.evidence
    let times = evidence.spoken.values.map(\.at).sorted()
    // Before the island.
    let (begun, healed) = (times[times.count / 8], times[times.count / 4])
    evidence.restoration = Evidence.Restoration(begun: begun, healed: healed, transcript: [])
    for place in evidence.hearings.indices {
      evidence.hearings[place].lines.append(
        Evidence.Hearing.Line(at: healed, text: "-- the room's memory has changed"))
    }
    let lost = { (line: String) in
      evidence.spoken[line].map { $0.at >= begun && $0.at <= healed } ?? false
    }
    let log = evidence.log
    evidence.log = LogWriter.rewritten(log) { $0.removeAll { lost($0.records[0].text) } }
    #expect(Checker(evidence).findings == [])
    let last = evidence.spoken.max { $0.value.at < $1.value.at }?.key
    evidence.log = LogWriter.rewritten(log) { $0.removeAll { $0.records[0].text == last } }
    #expect(Checker(evidence).findings.map(\.kind) == [.gap])
  }
}

@Suite struct NameBookTests {
  private func findings(_ entries: [(origin: String, records: [LogRecord])]) -> Int {
    let placed = entries.enumerated().map { place, entry in
      (
        id: LogID(epoch: 1, number: place),
        entry: LogEntry(
          origin: entry.origin, number: place + 1, firstLine: 1, time: 0, records: entry.records)
      )
    }
    return NameBook(placed, claims: [:]).findings.count
  }

  private let ann = LogRecord(.here, member: 1, name: "ann")

  @Test func `a name is free once it was given up, in every way that there is`() {
    #expect(findings([("a.1", [ann]), ("b.1", [ann])]) == 1)
    // Who looks alike is the same.
    #expect(findings([("a.1", [ann]), ("b.1", [LogRecord(.here, member: 9, name: "Ann")])]) == 1)
    #expect(findings([("a.1", [ann, LogRecord(.gone, member: 1)]), ("b.1", [ann])]) == 0)
    #expect(
      findings([("a.1", [ann, LogRecord(.named, member: 1, name: "eva")]), ("b.1", [ann])]) == 0)
    #expect(findings([("a.1", [ann]), ("b.1", [LogRecord(.ended, name: "a.1"), ann])]) == 0)
    #expect(findings([("a.1", [ann]), ("b.1", [LogRecord(.ended, name: "a.2"), ann])]) == 1)
    let roster = [LogRecord(.rosterBegin), LogRecord(.rosterEnd)]
    #expect(findings([("a.1", [ann]), ("a.1", roster), ("b.1", [ann])]) == 0)
    let whole = [roster[0], ann, roster[1]]
    #expect(findings([("a.1", [ann]), ("a.1", whole), ("b.1", [ann])]) == 1)
    // Who is leaving is still heard under it.
    #expect(findings([("a.1", [ann, LogRecord(.leaving, member: 1)]), ("b.1", [ann])]) == 1)
  }
}
