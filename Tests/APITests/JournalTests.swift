import API
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `The journal` {
  let folder: TemporaryFolder
  let reactor: Reactor

  init() throws {
    folder = try TemporaryFolder()
    reactor = try Reactor()
  }

  func open(pagesMax: Int = 10_000, changesPendingMax: Int = 1_024) throws -> Journal {
    try Journal(
      on: reactor, store: try Store.open(folder.database, pagesMax: pagesMax),
      log: Log(level: .error),
      changesPendingMax: changesPendingMax)
  }

  @Test func `a change is on disk when it fires`() throws {
    let journal = try open()
    let event = try reactor.wait(for: journal.commit(.banner("Hi")))
    #expect(event?.new == "Hi")
    #expect(journal.snapshot.configuration == ChatConfiguration(seq: 1, banner: "Hi"))
    // What a `kill -9` now would leave behind.
    let copy = try TemporaryFolder()
    for (name, bytes) in folder.contents() { copy.write(bytes, to: name) }
    #expect(try Store.open(copy.database).snapshot() == journal.snapshot)
  }

  @Test func `a crowd shares transactions, and each gets its own answer in order`() throws {
    let journal = try open()
    var answers: [String?] = []
    for number in 1...600 {
      journal.commit(.banner("\(number)")).addCallback { answers.append($0?.new) }
    }
    try reactor.wait { answers.count == 600 }
    #expect(answers == (1...600).map { "\($0)" })
    // The first goes alone, the others in full batches of 256.
    #expect(journal.statistics.commits == 4)
    #expect(journal.statistics.events == 600)
    #expect(journal.statistics.bannerChanges == 600)
    #expect(journal.statistics.writeTime > .zero)
  }

  @Test func `over the limit a change is refused, and nothing else is lost`() throws {
    let journal = try open(changesPendingMax: 2)
    var done: [String?] = []
    for name in ["first", "second", "third"] {
      journal.commit(.banner(name)).addCallback { done.append($0?.new) }
    }
    let error = #expect(throws: StateError.self) {
      try reactor.wait(for: journal.commit(.banner("fourth")))
    }
    #expect(error?.status == .serviceUnavailable)
    try reactor.wait { done.count == 3 }
    #expect(journal.snapshot.configuration.banner == "third")
  }

  @Test func `a full disk is 503 and not ready, and heals`() throws {
    let journal = try open(pagesMax: 12)
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

  @Test func `more questions than its thread can take are 503, and the database is well`() throws {
    let journal = try open()
    var answers = 0
    var refusals: [StateError?] = []
    for _ in 1...1_030 {
      journal.events(.newest(limit: 1))
        .addCallbacks({ _ in answers += 1 }, { refusals.append($0 as? StateError) })
    }
    #expect(refusals.last??.status == .serviceUnavailable)
    #expect(refusals.last??.description.contains("too much is asked at once") == true)
    #expect(journal.problem == nil)
    try reactor.wait { answers + refusals.count == 1_030 }
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
      _ = try reactor.wait(for: journal.backup())
    }
    #expect(try reactor.wait(for: journal.commit(.banner("fine")))?.new == "fine")
    #expect(journal.problem == nil)
  }

  @Test func `those who wait hear of a change after it can be read, and only of their topic`()
    throws
  {
    let journal = try open()
    var heard: [String] = []
    journal.configurationChanges.wait(atMost: .seconds(60)).addCallback {
      heard.append("config \(journal.snapshot.configuration.banner)")
    }
    journal.newEvents.wait(atMost: .seconds(60)).addCallback {
      heard.append("event \(journal.snapshot.lastSeq)")
    }
    _ = try reactor.wait(
      for: journal.commit(Change(.serverJoined(id: "a"), actor: "api", time: "t")))
    #expect(heard == ["event 1"])
    _ = try reactor.wait(for: journal.commit(.banner("new")))
    try reactor.wait { heard.count == 2 }
    #expect(heard == ["event 1", "config new"])
  }

  @Test func `closing finishes what is there, wakes who waits, and frees the file`() throws {
    let journal = try open()
    var done = 0
    for number in 1...300 {
      journal.commit(.banner("\(number)")).addCallback { _ in done += 1 }
    }
    var isWoken = false
    journal.configurationChanges.wait(atMost: .seconds(60)).addCallback { isWoken = true }
    try reactor.wait(for: journal.close())
    #expect(done == 300)
    #expect(isWoken)
    #expect(throws: StateError.self) { try reactor.wait(for: journal.commit(.banner("late"))) }
    #expect(try Store.open(folder.database).snapshot().configuration.banner == "300")
  }

  @Test func `a minute after a change the file alone has everything, and the log is empty`() throws
  {
    let clock = ManualClock()
    let journal = try Journal(
      on: reactor, clock: clock, store: try Store.open(folder.database), log: Log(level: .error))
    for banner in ["first", "second"] {
      _ = try reactor.wait(for: journal.commit(.banner(banner)))
      #expect(folder.contents()["test.db-wal"]?.isEmpty == false)
      #expect(sizes(journal) == folder.contents().mapValues(\.count))
      clock.advance(by: APILimits.checkpointDelay)
      _ = try reactor.wait(for: journal.events(.newest(limit: 1)))
      #expect(folder.contents()["test.db-wal"]?.isEmpty == true)
      #expect(sizes(journal) == folder.contents().mapValues(\.count))
      let copy = try TemporaryFolder()
      copy.write(readFile(folder.database), to: "test.db")
      #expect(try Store.open(copy.database).snapshot() == journal.snapshot)
      #expect(!clock.hasPendingCalls, "nothing to do until the next change")
    }
    _ = try reactor.wait(for: journal.commit(.banner("third")))
    try reactor.wait(for: journal.close())
    #expect(!clock.hasPendingCalls)
  }

  private func sizes(_ journal: Journal) -> [String: Int] {
    ["test.db": journal.sizes.databaseBytes, "test.db-wal": journal.sizes.logBytes]
  }

  @Test func `closing when idle is done at once`() throws {
    let journal = try open()
    try reactor.wait(for: journal.close())
    #expect(folder.contents().keys.sorted() == ["test.db"])
  }
}
