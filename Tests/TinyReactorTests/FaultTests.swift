import Support
import Testing
import TinyReactor

#if canImport(Glibc)
  import Glibc
#endif

/// Makes one call of a system fail: the nth of its kind that is asked for.
private final class Fault {
  private let call: System.Call
  private let number: CInt
  private var countdown: Int
  private(set) var hasHappened = false

  init(_ call: System.Call, _ nth: Int, _ number: CInt) {
    self.call = call
    self.number = number
    countdown = nth
  }

  func ask(_ asked: System.Call) -> CInt? {
    guard asked == call, !hasHappened else { return nil }
    countdown -= 1
    guard countdown < 0 else { return nil }
    hasHappened = true
    return number
  }
}

/// Sends numbered bytes and expects them back, in pieces that need several reads and writes.
private final class Caller {
  static let expected = (0..<20_000).map { UInt8($0 % 251) }
  private static let pieceBytes = 5_000

  let conversation = RecordingProtocol()
  private(set) var failure: (any Error)?
  /// It has got all, or its connection, or the attempt at one, has failed.
  var isDone: Bool {
    failure != nil || !conversation.lost.isEmpty || hasAll
  }

  var hasAll: Bool { conversation.received.count >= Caller.expected.count }

  init(on reactor: Reactor, to port: Int) {
    conversation.onMade = { caller in
      for start in stride(from: 0, to: Caller.expected.count, by: Caller.pieceBytes) {
        caller.transport?.write(Array(Caller.expected[start..<start + Caller.pieceBytes]))
      }
    }
    ClientEndpoint.tcp(host: "127.0.0.1", port: port)
      .connect(on: reactor, Factory { [conversation] _ in conversation })
      .addCallbacks({ _ in }, { self.failure = $0 })
  }
}

/// Three callers and an echo; then everything is closed. Whatever fails: no byte is lost or doubled
/// on a connection that survives, each connection is lost once, and no descriptor is left.
private func converse(_ kind: PollerKind, _ fault: Fault) throws {
  let system = System()
  let reactor = try kind.makeReactor(system: system)
  let conversation = try Conversation(on: reactor)
  conversation.prepare = { server in
    server.onData = { $0.transport?.write($0.takeReceived()) }
  }
  let port = try #require(conversation.port)
  system.fault = { fault.ask($0) }
  let callers = (0..<3).map { _ in Caller(on: reactor, to: port.address.port) }
  try reactor.wait { callers.allSatisfy(\.isDone) }
  for caller in callers where caller.hasAll {
    #expect(caller.conversation.received == Caller.expected)
  }
  let survivors = callers.count { $0.failure == nil && $0.conversation.lost.isEmpty }
  #expect(survivors >= 2, "one failure costs one connection at most")

  for caller in callers { caller.conversation.transport?.loseConnection() }
  let protocols = callers.map(\.conversation) + conversation.served
  try reactor.wait { protocols.allSatisfy { $0.lost.count == $0.madeCount } }
  #expect(protocols.allSatisfy { $0.madeCount <= 1 })
  system.fault = nil
  try reactor.wait { reactor.watchedCount == (port.isListening ? 2 : 1) }
  #expect(port.isListening)
  // The port is as good as before, although it may have paused.
  let late = Caller(on: reactor, to: port.address.port)
  try reactor.wait { late.isDone }
  #expect(late.conversation.received == Caller.expected)
  late.conversation.transport?.abortConnection()
  reactor.stop()
  reactor.run()
  #expect(reactor.watchedCount == 0)
}

private let calls: [System.Call] = [
  .accept, .read, .send, .connect, .epollWait, .poll, .epollControl, .socket, .getsockopt,
  .setsockopt, .shutdown,
]
private let errors = [EINTR, EAGAIN, ECONNRESET, EPIPE, EMFILE, ENOBUFS]

@Test(arguments: PollerKind.allCases, calls)
func `whichever call fails, and however, nothing else does`(
  _ kind: PollerKind, _ call: System.Call
) throws {
  for number in errors {
    var nth = 0
    while true {
      let fault = Fault(call, nth, number)
      try converse(kind, fault)
      // Every call of the conversation has had its turn.
      if !fault.hasHappened { break }
      nth += 1
    }
  }
}

/// Counts the descriptors of this process. For tests in a process of their own.
func openDescriptors() -> Int { (0..<1_024).count { fcntl($0, F_GETFD) >= 0 } }

@Test func `no failure leaks a descriptor`() async {
  await #expect(processExitsWith: .exitCode(42)) {
    try converse(.epoll, Fault(.read, 1_000_000, 0))
    let before = openDescriptors()
    for call in [System.Call.accept, .socket, .connect, .epollControl, .getsockopt, .send, .read] {
      for nth in 0..<6 { try converse(.epoll, Fault(call, nth, EMFILE)) }
    }
    exit(openDescriptors() == before ? 42 : 1)
  }
}

// MARK: - Rule 20: no descriptors left

/// Seconds of processor time that this process has used.
private func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Takes every descriptor that is left.
private struct Fillers {
  private var numbers: [CInt] = []

  mutating func takeAll() {
    while true {
      let number = dup(STDERR_FILENO)
      if number < 0 { return }
      numbers.append(number)
    }
  }

  mutating func give(back count: Int) {
    for number in numbers.suffix(count) { close(number) }
    numbers.removeLast(min(count, numbers.count))
  }
}

/// In a process of its own, whose descriptors run out for real. The exit code names the promise that
/// was broken.
@Test func `a port survives running out of descriptors, idles, and accepts again at once`() async {
  await #expect(processExitsWith: .exitCode(42)) {
    let reactor = try Reactor()
    let conversation = try Conversation(on: reactor)
    let port = try #require(conversation.port)
    let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port.address.port)
    let guest = try conversation.connect()
    var limit = rlimit(rlim_cur: 64, rlim_max: 64)
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    var fillers = Fillers()
    var turnedAway = 0
    // Threads of the test library open a file now and then, so not each attempt is a clean one.
    for _ in 0..<50 where turnedAway < 5 {
      fillers.takeAll()
      fillers.give(back: 1)  // the newcomer's own end; none is left for ours
      let newcomer = RecordingProtocol()
      var isOver = false
      endpoint.connect(on: reactor, timeout: .seconds(1), Factory { _ in newcomer })
        .addErrback { _ in newcomer }
        .addCallback { _ in isOver = true }
      let before = conversation.served.count
      try? reactor.wait(limit: .seconds(2)) {
        !newcomer.lost.isEmpty || conversation.served.count > before
          || (isOver && newcomer.madeCount == 0)
      }
      if !newcomer.lost.isEmpty { turnedAway += 1 }
      newcomer.transport?.abortConnection()
    }
    if turnedAway < 5 { exit(2) }

    fillers.takeAll()
    let (startTime, startWork) = (reactor.now, processorSeconds())
    while reactor.now - startTime < .seconds(1) { reactor.turn(waitingAtMost: .milliseconds(500)) }
    if processorSeconds() - startWork > 0.05 { exit(3) }
    guest.transport?.write("still there")
    try? reactor.wait { conversation.served[0].text == "still there" }
    if conversation.served[0].text != "still there" { exit(4) }

    fillers.give(back: 10)
    let freed = reactor.now
    let before = conversation.served.count
    endpoint.connect(on: reactor, Factory { _ in RecordingProtocol() }).addBoth { _ in }
    try? reactor.wait(limit: .seconds(10)) { conversation.served.count > before }
    if reactor.now - freed > .seconds(1) { exit(5) }
    exit(port.isListening ? 42 : 6)
  }
}
