import Glibc
import Support
import Testing
import TinyReactor

/// Bytes of memory that this process has touched and not given back.
private func residentBytes() -> Int {
  let file = open("/proc/self/statm", O_RDONLY)
  defer { close(file) }
  var text = [UInt8](repeating: 0, count: 128)
  let count = read(file, &text, text.count)
  let pages = text.prefix(count).split(separator: 32).dropFirst().first.flatMap {
    Int(String(decoding: $0, as: UTF8.self))
  }
  return (pages ?? 0) * Int(getpagesize())
}

/// How much a long second run may add: what is left behind adds up, what is kept for reuse does not.
/// 10,000 leaked objects of the smallest kind here would be twice as much.
private let slackBytes = 1_048_576

@Test func `10,000 connections leave memory and descriptors where they were`() async {
  await #expect(processExitsWith: .exitCode(42)) { try openAndClose(.epoll) }
  await #expect(processExitsWith: .exitCode(42)) { try openAndClose(.poll) }
}

/// Exits with 42, or with the number of what was left behind.
private func openAndClose(_ kind: PollerKind) throws -> Never {
  let reactor = try kind.makeReactor()
  let conversation = try CountedConversation(on: reactor)
  // Warm: buffers, tables and the like get their size.
  for _ in 0..<10 { try conversation.exchange(100) }
  let (descriptors, bytes) = (openDescriptors(), residentBytes())
  for _ in 0..<100 { try conversation.exchange(100) }
  if openDescriptors() != descriptors { exit(2) }
  if !isSanitized && residentBytes() - bytes > slackBytes { exit(3) }
  if reactor.watchedCount != 2 { exit(4) }
  exit(42)
}

/// Counts what is alive of what callbacks hold.
private final class Census {
  var alive = 0

  final class Person {
    private let census: Census
    init(_ census: Census) {
      self.census = census
      census.alive += 1
    }
    deinit { census.alive -= 1 }
  }
}

@Test func `100,000 Deferreds and timers, however they end, leave nothing behind`() throws {
  let reactor = try Reactor()
  let census = Census()
  for round in 0..<10 {
    for index in 0..<2_500 { dropDeferredAndTimer(ending: index % 5, census, on: reactor) }
    reactor.turn(waitingAtMost: .zero)
    #expect(census.alive == 0, "after round \(round)")
  }
}

@Test(.disabled(if: isSanitized))
func `100,000 Deferreds and timers leave memory where it was`() async {
  await #expect(processExitsWith: .exitCode(42)) {
    let reactor = try Reactor()
    let census = Census()
    let run = {
      // Without errors: the test library remembers of each where it was thrown.
      for _ in 0..<2_500 { dropDeferredAndTimer(ending: 0, census, on: reactor) }
      reactor.turn(waitingAtMost: .zero)
    }
    for _ in 0..<4 { run() }
    let bytes = residentBytes()
    for _ in 0..<10 { run() }
    exit(residentBytes() - bytes > slackBytes ? 1 : 42)
  }
}

/// Four Deferreds or more, and four timers.
private func dropDeferredAndTimer(ending: Int, _ census: Census, on reactor: Reactor) {
  let person = Census.Person(census)
  let deferred = Deferred<Int>(canceller: ending == 4 ? { _ in _ = person } : nil)
  let late = deferred.addCallback { [person] in
    _ = person
    return $0 + 1
  }
  .addTimeout(.seconds(60), on: reactor)
  .addErrback { _ in 0 }
  let list = DeferredList.all([late, Deferred<Int>()], consumeErrors: true)
  list.addBoth { _ in _ = person }
  let timer = reactor.callLater(.seconds(60)) {
    _ = person
    late.cancel()
  }
  try? timer.reset(.seconds(30))
  timer.cancelIfActive()
  reactor.callLater(.zero) { _ = person }
  switch ending {
  case 0: deferred.callback(1)
  case 1: deferred.errback(Oops())
  case 2: deferred.cancel()
  case 3: list.cancel()
  default: late.cancel()
  }
}

/// Greets, is greeted, and forgets.
private final class CountedConversation {
  private let reactor: Reactor
  private let port: ListeningPort
  private let counts = Counts()

  final class Counts {
    var made = 0
    var lost = 0
  }

  final class Brief: StreamProtocol {
    private let counts: Counts
    private var transport: (any Transport)?
    init(_ counts: Counts) { self.counts = counts }
    func connectionMade(_ transport: any Transport) {
      self.transport = transport
      counts.made += 1
      transport.write("hello")
    }
    func dataReceived(_ data: Span<UInt8>) { transport?.loseConnection() }
    func connectionLost(_ reason: ConnectionLost) { counts.lost += 1 }
  }

  init(on reactor: Reactor) throws {
    self.reactor = reactor
    port = try ServerEndpoint("tcp:0:interface=127.0.0.1")
      .listen(on: reactor, Factory { [counts] _ in Brief(counts) })
  }

  func exchange(_ count: Int) throws {
    let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port.address.port)
    let goal = counts.lost + 2 * count
    for _ in 0..<count {
      endpoint.connect(on: reactor, Factory { [counts] _ in Brief(counts) }).addBoth { _ in }
    }
    try reactor.wait { counts.lost == goal }
  }
}

@Test func `a connection that is over is freed, though its linger time is not`() throws {
  let reactor = try Reactor()
  let conversation = try Conversation(on: reactor)
  weak var client: RecordingProtocol?
  do {
    let made = try conversation.connect()
    client = made
    made.transport?.loseConnection()
    try reactor.wait { made.lost == [.done] }
  }
  for _ in 0..<3 { reactor.turn(waitingAtMost: .milliseconds(1)) }
  #expect(client == nil)
}

@Test func `a dropped reactor frees what its timers hold`() throws {
  final class Held {}
  weak var held: Held?
  do {
    let reactor = try Reactor()
    let object = Held()
    held = object
    Deferred<Int>().addTimeout(.seconds(60), on: reactor).addBoth { _ in _ = object }
  }
  #expect(held == nil)
}
