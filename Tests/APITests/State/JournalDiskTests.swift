import API
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// A disk that is full, and files that are taken away or damaged under a running API.
@Suite struct `The journal on a bad disk` {
  let folder: TemporaryFolder
  let reactor: Reactor

  init() throws {
    folder = try TemporaryFolder()
    reactor = try Reactor()
  }

  func open(pagesMax: Int = 10_000) throws -> Journal {
    try Journal(
      on: reactor, store: try Store.open(folder.database, pagesMax: pagesMax),
      log: Log(level: .error))
  }

  @Test func `a full disk is 503 and not ready, and heals`() throws {
    let journal = try open(pagesMax: 28)
    _ = try reactor.wait(for: journal.commit(.banner("safe")))
    #expect(journal.readiness() == nil)

    let big = String(repeating: "x", count: 60_000)
    let error = #expect(throws: StateError.self) {
      try reactor.wait(for: journal.commit(.banner(big)))
    }
    #expect(error?.status == .serviceUnavailable)
    #expect(error?.description.contains("not saved") == true)
    #expect(error?.description.contains("full") == true)
    #expect(journal.snapshot.configuration.banner == "safe")

    // Asking starts attempts to write, and what is too much for a change is too much for them.
    for _ in 1...3 { #expect(try readiness(journal)?.contains("full") == true) }
    #expect(try reactor.wait(for: journal.commit(.banner("small")))?.new == "small")
    #expect(journal.readiness() == nil)
  }

  /// Asks until the answer is of now: a question starts a look, unless one is under way. Reading events
  /// waits for it, since it is the same thread's.
  func readiness(_ journal: Journal) throws -> String? {
    for _ in 0..<2 {
      _ = try? reactor.wait(for: journal.events(.newest(limit: 1)))
      _ = journal.readiness()
    }
    _ = try? reactor.wait(for: journal.events(.newest(limit: 1)))
    return journal.readiness()
  }

  @Test(arguments: ["test.db", "test.db-wal"])
  func `a file that is taken away is noticed without a write, and welcome back`(name: String) throws
  {
    let journal = try open()
    _ = try reactor.wait(for: journal.commit(.banner("safe")))
    #expect(try readiness(journal) == nil)
    folder.move(name, to: "elsewhere")
    #expect(try readiness(journal)?.contains("\(name) was removed or replaced") == true)
    #expect(journal.snapshot.configuration.banner == "safe", "what is in memory goes on")
    #expect(try reactor.wait(for: journal.events(.newest(limit: 9))).count == 1)

    let error = #expect(throws: StateError.self) {
      try reactor.wait(for: journal.commit(.banner("would be lost")))
    }
    #expect(error?.status == .serviceUnavailable)
    #expect(error?.description.contains("put it back") == true)
    folder.move("elsewhere", to: name)
    #expect(try readiness(journal) == nil)
    #expect(try reactor.wait(for: journal.commit(.banner("kept")))?.new == "kept")
  }

  @Test func `another file in its place is noticed by the next change`() throws {
    let journal = try open()
    _ = try reactor.wait(for: journal.commit(.banner("safe")))
    folder.move("test.db", to: "elsewhere")
    folder.write(readFile(folder.path + "/elsewhere"), to: "test.db")
    #expect(throws: StateError.self) { try reactor.wait(for: journal.commit(.banner("lost"))) }
    #expect(journal.problem?.contains("removed or replaced") == true)
  }

  @Test func `damage is said until the API is started anew, whatever still works`() throws {
    let journal = try open()
    _ = try reactor.wait(for: journal.commit(.banner("safe")))
    try reactor.wait(for: journal.close())
    let again = try open()
    folder.write(readFile(folder.database).dropLast(4_096), to: "test.db")
    _ = again.readiness()
    try reactor.wait { again.problem != nil }
    #expect(again.problem?.contains("was cut from") == true)
    #expect(again.problem?.contains("restore a backup") == true)
    folder.write([UInt8](repeating: 0, count: 1_000_000), to: "test.db")
    #expect(try readiness(again)?.contains("was cut from") == true)
    #expect(again.snapshot.configuration.banner == "safe")
    #expect(throws: StateError.self) { try reactor.wait(for: again.commit(.banner("lost"))) }
  }

  /// What is done to the log beside a running API.
  enum Harm: CaseIterable { case halved, emptied, overwritten, zeroed }

  @Test(arguments: Harm.allCases)
  func `a log that is not what it was is noticed, and no change is taken until a restart`(
    harm: Harm
  ) throws {
    let journal = try open()
    for number in 1...9 { _ = try reactor.wait(for: journal.commit(.banner("\(number)"))) }
    let log = readFile(folder.database + "-wal")
    let harmed: [UInt8]
    switch harm {
    case .halved: harmed = Array(log[..<(log.count / 2)])
    case .emptied: harmed = []
    case .zeroed: harmed = log.map { _ in 0 }
    case .overwritten:
      let other = try TemporaryFolder()
      let store = try Store.open(other.database)
      _ = try store.commit((1...99).map { .banner("\($0)") })
      let theirs = readFile(other.database + "-wal")
      harmed = Array(theirs.prefix(log.count)) + log.dropFirst(theirs.count)
    }
    folder.write(harmed, to: "test.db-wal")
    let words = [.halved, .emptied].contains(harm) ? "test.db-wal was cut from" : "was overwritten"
    #expect(try readiness(journal)?.contains(words) == true)
    var refused = 0
    for _ in 1...300 {
      journal.commit(.banner("lost")).addErrback { error -> Event? in
        let error = error as? StateError
        #expect(error?.status == .serviceUnavailable)
        #expect(error?.description.contains(words) == true)
        #expect(error?.description.contains("restore a backup") == true)
        refused += 1
        return nil
      }
    }
    try reactor.wait { refused == 300 }
    #expect(journal.snapshot.configuration.banner == "9", "what is in memory goes on")

    folder.write(log, to: "test.db-wal")
    #expect(try readiness(journal)?.contains(words) == true, "who knows what was missed")
    #expect(throws: StateError.self) { try reactor.wait(for: journal.commit(.banner("lost"))) }
    folder.write(harmed, to: "test.db-wal")
    let before = folder.contents()
    try reactor.wait(for: journal.close())
    #expect(folder.contents() == before, "left for whoever saves what can be saved")
  }

  @Test func `changes that wait when damage is found are refused, and each is answered`() throws {
    let journal = try open()
    _ = try reactor.wait(for: journal.commit(.banner("safe")))
    folder.write([], to: "test.db-wal")
    var answers: [String] = []
    for number in 1...600 {
      journal.commit(.banner("\(number)")).addCallbacks(
        { _ in answers.append("saved") }, { answers.append(($0 as? StateError)?.description ?? "") }
      )
    }
    try reactor.wait { answers.count == 600 }
    #expect(answers.allSatisfy { $0.contains("was cut from") })
    #expect(journal.statistics.failedCommits == 1)
    try reactor.wait(for: journal.close())
  }

  @Test func `a log that our own checkpoint has emptied, and one that begins anew, are no damage`()
    throws
  {
    let clock = ManualClock()
    let journal = try Journal(
      on: reactor, clock: clock, store: try Store.open(folder.database), log: Log(level: .error))
    let text = String(repeating: "x", count: 4_000)
    // 1,000 pages are copied into the database by SQLite itself, and then the log begins anew.
    for round in 1...2 {
      for number in 1...300 {
        _ = try reactor.wait(for: journal.commit(.banner("\(round) \(number) \(text)")))
      }
      clock.advance(by: APILimits.checkpointDelay)
      #expect(try readiness(journal) == nil)
      _ = try reactor.wait(for: journal.wholeBackup())
    }
    #expect(try reactor.wait(for: journal.commit(.banner("fine")))?.new == "fine")
    #expect(journal.problem == nil)
  }
}
