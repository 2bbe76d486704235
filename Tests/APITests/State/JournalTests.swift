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

  func open(changesPendingMax: Int = 1_024) throws -> Journal {
    try Journal(
      on: reactor, store: try Store.open(folder.database, pagesMax: 10_000),
      log: Log(level: .error),
      changesPendingMax: changesPendingMax)
  }

  @Test func `a change is on disk when it fires`() throws {
    let journal = try open()
    let event = try reactor.wait(for: journal.commit(.banner("Hi")))
    #expect(event?.new == "Hi")
    #expect(journal.snapshot.configuration == ChatConfiguration(ours: 1, banner: "Hi"))
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
