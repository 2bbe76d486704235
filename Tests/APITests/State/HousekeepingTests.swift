import API
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `What becomes of hidden and old lines` {
  static let word = "Wéstminster"
  static let folded = "westminster"
  static let day = 86_400_000

  func isGone(_ bench: TranscriptBench) -> Bool {
    !bench.isInFiles(Self.word) && !bench.isInFiles(Self.folded)
  }

  @Test(arguments: [1, 200, 400, 450])
  func `lines older than 30 days go at the start, and each is counted once`(count: Int) throws {
    let bench = try TranscriptBench()
    for number in 1...count {
      _ = bench.take("\(Self.word) \(number)", first: number, time: -31 * Self.day)
      if number % 50 == 0 || number == count {
        try bench.reactor.wait { bench.transcript.lastID == number }
      }
    }
    try bench.say("young", origin: "b.1", time: -29 * Self.day)
    bench.transcript.start()
    try bench.reactor.wait { isGone(bench) }
    #expect(try bench.texts() == ["young"])
    #expect(bench.transcript.statistics.purged == count)
    #expect(bench.transcript.lines == 1)
    #expect(bench.transcript.lastID == count + 1)
    try bench.close()
  }

  @Test func `each hour those go that have become too old meanwhile`() throws {
    let bench = try TranscriptBench()
    bench.transcript.start()
    try bench.say("\(Self.word)", time: -30 * Self.day + 1_800_000)
    try bench.say("young", first: 2)
    bench.clock.advance(by: .seconds(1_799))
    #expect(try bench.texts().count == 2)
    bench.clock.advance(by: .seconds(1_801))
    try bench.reactor.wait { isGone(bench) }
    #expect(try bench.texts() == ["young"])
    bench.clock.advance(by: .seconds(29 * 86_400))
    #expect(try bench.texts() == ["young"])
    bench.clock.advance(by: .seconds(86_400 + 3_600))
    try bench.reactor.wait { bench.transcript.lines == 0 }
    try bench.close()
    #expect(!bench.clock.hasPendingCalls)
  }

  @Test func `a hidden line's words leave the files by themselves, and it can be shown again`()
    throws
  {
    let bench = try TranscriptBench()
    try bench.say("one", Self.word, "three")
    #expect(!isGone(bench))
    #expect(try bench.hide(2))
    #expect(try bench.texts() == ["one", "three"])
    bench.clock.advance(by: APILimits.hidingsGatheredMax)
    try bench.reactor.wait { isGone(bench) }
    #expect(try bench.page(hidden: true)[1].hiddenBy == "zoe")
    #expect(try !bench.hide(2), "it is")
    #expect(try bench.show(2))
    #expect(try !bench.show(2), "it is")
    #expect(try bench.texts() == ["one", Self.word, "three"])
    let hidden = bench.journal.snapshot.configuration.hidden
    #expect(hidden == [])
    try bench.close()
  }

  @Test func `what is hidden while older remains are cleared away goes too, at whatever moment`()
    throws
  {
    for turns in 0..<24 {
      let bench = try TranscriptBench()
      try bench.say("other", Self.word, "third")
      #expect(try bench.hide(1))
      bench.clock.advance(by: APILimits.hidingsGatheredMax)
      for _ in 0..<turns { bench.reactor.turn(waitingAtMost: .milliseconds(1)) }
      #expect(try bench.hide(2))
      bench.clock.advance(by: APILimits.hidingsGatheredMax)
      try bench.reactor.wait(limit: .seconds(30)) { isGone(bench) }
      try bench.close()
    }
  }

  @Test func `lines that are hidden within 20 seconds are cleared away together`() throws {
    let bench = try TranscriptBench()
    try bench.say("one", "\(Self.word) 1", "\(Self.word) 2", "\(Self.word) 3")
    var spent = bench.transcript.statistics.purgeTime
    #expect(spent == .zero)
    for id in 2...3 {
      #expect(try bench.hide(id))
      bench.clock.advance(by: .seconds(9))
      for _ in 1...9 { _ = try bench.texts() }
      #expect(bench.transcript.statistics.purgeTime == .zero, "nothing is merged yet")
    }
    bench.clock.advance(by: .seconds(2))
    try bench.reactor.wait { bench.transcript.statistics.purgeTime > .zero }
    #expect(try bench.hide(4))
    for _ in 1...9 { _ = try bench.texts() }
    spent = bench.transcript.statistics.purgeTime
    bench.clock.advance(by: .seconds(19))
    for _ in 1...9 { _ = try bench.texts() }
    #expect(bench.transcript.statistics.purgeTime == spent, "the next time begins anew")
    bench.clock.advance(by: .seconds(1))
    try bench.reactor.wait { isGone(bench) }
    try bench.close()
    #expect(!bench.clock.hasPendingCalls)
  }

  @Test func `a crash right after hiding leaves nothing for ever`() throws {
    let bench = try TranscriptBench()
    try bench.say("one", Self.word, "three")
    #expect(try bench.hide(2))
    let again = try bench.afterCrash()
    again.transcript.start()
    try again.reactor.wait { isGone(again) }
    #expect(try again.texts() == ["one", "three"])
    #expect(try again.show(2))
    try again.close()
  }

  @Test func `a crash between the two files is mended: what was decided is done`() throws {
    let bench = try TranscriptBench()
    try bench.say("one", Self.word, "three")
    let key = Self.word.utf8.map { _ in UInt8.random(in: 1...255) }
    let line = Change.HiddenLine(id: 2, origin: "a.1", number: 2)
    _ = try bench.reactor.wait(
      for: bench.journal.commit(
        Change(.messageHidden(line, key: key), actor: "zoe", time: "2026-11-24T12:00:00Z")))
    #expect(try bench.texts().count == 3)
    let again = try bench.afterCrash()
    again.transcript.start()
    try again.reactor.wait { isGone(again) }
    #expect(try again.texts() == ["one", "three"])
    #expect(try again.page(hidden: true)[1].hiddenBy == "zoe")
    #expect(try again.show(2))
    #expect(try again.texts() == ["one", Self.word, "three"])
    try again.close()
  }

  @Test func `keys of another transcript hide no line of this one, and stop no start`() throws {
    let bench = try TranscriptBench()
    try bench.say("one", "two")
    #expect(try bench.hide(1))
    #expect(try bench.hide(2))
    try bench.close()
    // As an admin does who begins anew.
    for name in ["transcript.db", "transcript.db-wal"] where bench.folder.contents()[name] != nil {
      bench.folder.move(name, to: "old-" + name)
    }
    let again = try TranscriptBench(in: bench.folder)
    try again.say("longer than it was before", "abc", origin: "a.2")
    again.transcript.start()
    #expect(try again.texts() == ["longer than it was before", "abc"])
    _ = try again.hide(2)
    _ = again.transcript.readiness()
    #expect(try again.texts() == ["longer than it was before"])
    #expect(try again.show(2))
    #expect(try again.texts() == ["longer than it was before", "abc"])
    try again.close()
    // And back to the old one, whose keys are partly those of other lines now.
    let old = try TemporaryFolder()
    old.write(readFile(bench.folder.path + "/old-transcript.db"), to: "transcript.db")
    old.write(readFile(bench.folder.database), to: "test.db")
    let back = try TranscriptBench(in: old)
    back.transcript.start()
    #expect(try back.texts() == [])
    #expect(try back.show(1))
    let error = #expect(throws: StateError.self) { try back.show(2) }
    #expect(error?.status == .conflict)
    #expect(try back.texts() == ["one"])
    try back.close()
  }

  @Test func `two who hide a line at the same moment hide it once, and it comes back whole`() throws
  {
    let bench = try TranscriptBench()
    try bench.say(Self.word)
    for _ in 1...10 {
      var answers: [Bool] = []
      for _ in 1...3 {
        bench.transcript.hide(1, actor: "zoe").addCallback { answers.append($0) }
      }
      try bench.reactor.wait { answers.count == 3 }
      #expect(answers == [true, false, false])
      for _ in 1...3 {
        bench.transcript.show(1, actor: "max").addCallback { answers.append($0) }
        bench.transcript.hide(1, actor: "zoe").addCallback { answers.append($0) }
      }
      bench.transcript.show(1, actor: "max").addCallback { answers.append($0) }
      try bench.reactor.wait { answers.count == 10 }
      #expect(answers.dropFirst(3).allSatisfy { $0 })
      #expect(try bench.texts() == [Self.word])
    }
    try bench.close()
  }

  @Test func `too many who hide at once are told to try again`() throws {
    let bench = try TranscriptBench()
    try bench.say("x")
    var answers: [Bool] = []
    var refused: [StateError?] = []
    for _ in 1...(APILimits.hidingsPendingMax + 5) {
      bench.transcript.hide(1, actor: "zoe")
        .addCallbacks({ answers.append($0) }, { refused.append($0 as? StateError) })
    }
    try bench.reactor.wait { answers.count == APILimits.hidingsPendingMax }
    #expect(refused.map { $0?.status } == Array(repeating: .serviceUnavailable, count: 5))
    try bench.close()
  }

  @Test func `what nobody said cannot be hidden, nor what is not there`() throws {
    let bench = try TranscriptBench()
    try bench.say("x", first: 3)
    for id in [1, 9] {
      let error = #expect(throws: StateError.self) { try bench.hide(id) }
      #expect(error?.status == .notFound)
    }
    #expect(bench.journal.snapshot.lastSeq == 0)
    try bench.close()
  }
}
