import Glibc
import Support
import Synchronization
import Testing
import TinyReactor

// MARK: - Rule 33: other threads

@Test(arguments: PollerKind.allCases)
func `a letter from another thread wakes the loop`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let mailbox = reactor.mailbox
  let worker = Worker(on: reactor, name: "poster") {}
  _ = worker.run { _ in mailbox.post { $0.stop() } }
  reactor.callLater(.seconds(60)) { Issue.record("the loop slept on") }
  reactor.run()
}

@Test func `letters are opened in the order of posting`() throws {
  let reactor = try Reactor()
  let opened = Locked<[Int]>([])
  for index in 0..<1_000 { reactor.mailbox.post { _ in opened.withLock { $0.append(index) } } }
  reactor.turn(waitingAtMost: .seconds(10))
  #expect(opened.withLock { $0 } == Array(0..<1_000))
}

@Test func `a letter posted while letters are opened waits a turn`() throws {
  let reactor = try Reactor()
  let opened = Locked<[String]>([])
  reactor.mailbox.post { reactor in
    reactor.mailbox.post { _ in opened.withLock { $0.append("second") } }
    opened.withLock { $0.append("first") }
  }
  reactor.turn(waitingAtMost: .seconds(10))
  #expect(opened.withLock { $0 } == ["first"])
  reactor.turn(waitingAtMost: .seconds(10))
  #expect(opened.withLock { $0 } == ["first", "second"])
}

/// Says when it is freed.
private final class Tombstone: Sendable {
  private let freed: @Sendable () -> Void
  init(_ freed: @escaping @Sendable () -> Void) { self.freed = freed }
  deinit { freed() }
}

@Test func `letters to a reactor that is gone are thrown away, not kept`() throws {
  let freed = Atomic(0)
  var reactor: Reactor? = try Reactor()
  let mailbox = try #require(reactor?.mailbox)
  let post = {
    let stone = Tombstone { freed.add(1, ordering: .relaxed) }
    mailbox.post { _ in _ = stone }
  }
  post()
  reactor = nil
  post()
  #expect(freed.load(ordering: .relaxed) == 2)
}

/// Built with the thread sanitizer, this also shows that it understands the lock.
@Test func `of threads that fight for a lock one at a time has what it guards`() throws {
  let reactor = try Reactor()
  let mailbox = reactor.mailbox
  let opened = Locked([Int]())
  let workers = (0..<4).map { _ in Worker(on: reactor, name: "fighter") { 0 } }
  for worker in workers {
    worker.run { _ in
      for number in 0..<5_000 {
        opened.withLock { $0.append(number) }
        if number % 50 == 0 { mailbox.post { _ in opened.withLock { $0.append(number) } } }
      }
    }
    .addErrback { error -> Void in Issue.record(error) }
  }
  try reactor.wait { opened.withLock { $0.count } == 4 * 5_100 }
}

// MARK: - Rule 34: workers

@Test(arguments: PollerKind.allCases)
func `jobs run in order on a thread of their own, and their results arrive on the loop`(
  _ kind: PollerKind
) throws {
  let reactor = try kind.makeReactor()
  let worker = Worker(on: reactor, name: "counter") { [Int]() }
  var results: [[Int]] = []
  for index in 0..<5 {
    worker.run { state in
      state.append(index)
      return state
    }
    .addCallback { results.append($0) }
  }
  #expect(results.isEmpty, "never from inside run")
  try reactor.wait { results.count == 5 }
  #expect(results.last == [0, 1, 2, 3, 4])
}

@Test func `a job that throws fails its Deferred, and the next one runs`() throws {
  let reactor = try Reactor()
  let worker = Worker(on: reactor, name: "thrower") { 1 }
  let failing = worker.run { state -> Int in
    state = 2
    throw Oops()
  }
  #expect(throws: Oops.self) { try reactor.wait(for: failing) }
  #expect(try reactor.wait(for: worker.run { $0 }) == 2)
}

/// A database as far as a transaction goes; the real one is tested where SQLite is.
private struct Ledger {
  private(set) var entries: [Int] = []

  /// Commits on return, rolls back on throw.
  mutating func transaction<Answer>(_ body: (inout [Int]) throws -> Answer) rethrows -> Answer {
    var copy = entries
    let answer = try body(&copy)
    entries = copy
    return answer
  }
}

@Test func `work on a database is committed on return and rolled back on throw`() throws {
  let reactor = try Reactor()
  let database = Worker(on: reactor, name: "ledger") { Ledger() }
  let good = database.run { ledger in
    ledger.transaction { entries in
      entries.append(1)
      return entries.count
    }
  }
  let bad = database.run { ledger -> Int in
    try ledger.transaction { entries in
      entries.append(2)
      throw Oops()
    }
  }
  #expect(try reactor.wait(for: good) == 1)
  #expect(throws: Oops.self) { try reactor.wait(for: bad) }
  #expect(try reactor.wait(for: database.run { $0.entries }) == [1])
}

@Test func `a state that could not be made fails every job with the reason`() throws {
  let reactor = try Reactor()
  let worker = Worker<Int>(on: reactor, name: "broken") { throw Oops("no disk") }
  for _ in 0..<2 {
    #expect(throws: Oops("no disk")) { try reactor.wait(for: worker.run { $0 }) }
  }
  try reactor.wait(for: worker.stop())
}

@Test func `more jobs than may wait are refused`() throws {
  let reactor = try Reactor()
  let isOpen = Atomic(false)
  let worker = Worker(on: reactor, name: "busy", queueMax: 2) {}
  let jobs = (0..<3).map { index in
    worker.run { _ in
      while !isOpen.load(ordering: .acquiring) { sched_yield() }
      return index
    }
  }
  #expect(error(of: jobs[2]) as? WorkerError == .tooManyJobs)
  isOpen.store(true, ordering: .releasing)
  let done = try reactor.wait(for: DeferredList.all([jobs[0], jobs[1]]))
  #expect(try done.map { try $0.get() } == [0, 1])
  #expect(try reactor.wait(for: worker.run { _ in 7 }) == 7, "there is room again")
}

@Test func `stopping finishes the jobs, frees the state on its thread, and takes no more`() throws {
  let reactor = try Reactor()
  let freed = Atomic(0)
  let worker = Worker(on: reactor, name: "ending") {
    Tombstone { freed.add(1, ordering: .sequentiallyConsistent) }
  }
  let last = worker.run { _ in 5 }
  let stopped = worker.stop()
  #expect(error(of: worker.run { _ in 6 }) as? WorkerError == .stopped)
  try reactor.wait(for: stopped)
  #expect(value(of: last) == 5)
  #expect(freed.load(ordering: .sequentiallyConsistent) == 1)
  #expect(worker.stop().hasFired)
}

@Test func `a worker that is dropped ends its thread`() throws {
  let reactor = try Reactor()
  let freed = Atomic(0)
  do {
    let worker = Worker(on: reactor, name: "dropped") {
      Tombstone { freed.add(1, ordering: .sequentiallyConsistent) }
    }
    try reactor.wait(for: worker.run { _ in })
  }
  try reactor.wait { freed.load(ordering: .sequentiallyConsistent) == 1 }
}

@Test func `cancelling a job only stops waiting for it`() throws {
  let reactor = try Reactor()
  let worker = Worker(on: reactor, name: "patient") { 0 }
  let job = worker.run { state -> Int in
    state += 1
    return state
  }
  job.cancel()
  #expect(error(of: job) is CancelledError)
  #expect(try reactor.wait(for: worker.run { $0 }) == 1)
}

@Test func `a worker whose reactor is gone refuses, and neither keeps the other`() throws {
  var reactor: Reactor? = try Reactor()
  weak let weakReactor = reactor
  let worker = try Worker(on: #require(reactor), name: "orphan") {}
  let endpoint = ClientEndpoint.tcp(host: "localhost", port: 1)
  endpoint.connect(on: try #require(reactor), Factory { _ in nil }).addBoth { _ in }
  reactor?.stop()
  reactor?.run()
  reactor = nil
  #expect(weakReactor == nil, "not even with a name that was being looked up")
  #expect(error(of: worker.run { _ in }) as? WorkerError == .stopped)
}
