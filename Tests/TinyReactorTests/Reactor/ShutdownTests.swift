import Glibc
import Support
import Testing
import TinyReactor

// MARK: - Rule 35: before, during, after

@Test func `the phases of a shutdown come in order, and "before" is awaited`() throws {
  let reactor = try Reactor()
  var order: [String] = []
  let slow = Deferred<Void>()
  for phase in [ShutdownPhase.after, .during, .before] {
    reactor.addSystemEventTrigger(phase) {
      order.append("\(phase)")
      return phase == .before ? slow : nil
    }
  }
  reactor.callLater(.zero) {
    reactor.stop()
    reactor.stop()
  }
  reactor.callLater(.milliseconds(20)) {
    #expect(order == ["before"])
    slow.callback(())
  }
  reactor.run()
  #expect(order == ["before", "during", "after"])
}

@Test func `one error in a shutdown is reported and never blocks the rest`() throws {
  let reactor = try Reactor()
  var order: [String] = []
  let lines = Reports.about("shutdown-error") {
    for phase in [ShutdownPhase.before, .during, .after] {
      reactor.addSystemEventTrigger(phase) { throw Oops("shutdown-error") }
      reactor.addSystemEventTrigger(phase) { .failed(Oops("shutdown-error")) }
      reactor.addSystemEventTrigger(phase) {
        order.append("\(phase)")
        return nil
      }
    }
    reactor.stop()
    reactor.run()
  }
  #expect(order == ["before", "during", "after"])
  #expect(lines.count == 6)
}

@Test(arguments: PollerKind.allCases)
func `at the end every connection is lost once, and every connect fails`(
  _ kind: PollerKind
) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  let client = try conversation.connect()
  // Nobody accepts at this one, and an address of TEST-NET-1 (RFC 5737) never answers.
  let pending = ClientEndpoint.tcp(host: "192.0.2.1", port: 9)
    .connect(on: reactor, Factory { _ in nil })
  reactor.callLater(.zero) { reactor.stop() }
  reactor.run()
  #expect(client.lost == [.aborted] && conversation.served[0].lost == [.aborted])
  #expect(conversation.port?.isListening == false)
  #expect(error(of: pending) != nil)
  #expect(reactor.watchedCount == 0)
  client.transport?.write("ignored")
  client.transport?.abortConnection()
  #expect(client.lost.count == 1)
}

@Test(arguments: PollerKind.allCases)
func `the reactor may be stopped from inside connectionMade`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  let conversation = try Conversation(on: reactor)
  conversation.prepare = { $0.onMade = { _ in reactor.stop() } }
  let client = RecordingProtocol()
  let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: conversation.port?.address.port ?? 0)
  endpoint.connect(on: reactor, Factory { _ in client }).addBoth { _ in }
  reactor.run()
  #expect(conversation.served.allSatisfy { $0.madeCount == 1 && $0.lost.count == 1 })
  #expect(client.lost.count == client.madeCount)
}

// MARK: - Rule 36: signals and instances

/// In a process of its own, and to this thread: those of the test library do not block it.
@Test func `SIGINT, SIGTERM and SIGHUP stop the reactor in good order`() async {
  await #expect(processExitsWith: .exitCode(42)) { try exitAfter(signal: SIGHUP, .epoll) }
  await #expect(processExitsWith: .exitCode(42)) { try exitAfter(signal: SIGHUP, .poll) }
  await #expect(processExitsWith: .exitCode(42)) { try exitAfter(signal: SIGINT, .epoll) }
  await #expect(processExitsWith: .exitCode(42)) { try exitAfter(signal: SIGTERM, .epoll) }
  await #expect(processExitsWith: .exitCode(42)) { try exitAfter(signal: SIGINT, .poll) }
  await #expect(processExitsWith: .exitCode(42)) { try exitAfter(signal: SIGTERM, .poll) }
}

/// Exits with 42 if the shutdown was an orderly one.
private func exitAfter(signal number: CInt, _ kind: PollerKind) throws -> Never {
  let reactor = try kind.makeReactor()
  signal(SIGHUP, SIG_DFL)  // the tests themselves may run under nohup
  try reactor.stopOnSignals()
  var isTidy = false
  reactor.addSystemEventTrigger(.before) {
    isTidy = true
    return nil
  }
  reactor.callLater(.zero) { pthread_kill(pthread_self(), number) }
  reactor.run()
  exit(isTidy ? 42 : 1)
}

@Test func `a second signal stops the reactor now`() async {
  await #expect(processExitsWith: .exitCode(42)) { try exitAfterTwoSignals(.epoll) }
  await #expect(processExitsWith: .exitCode(42)) { try exitAfterTwoSignals(.poll) }
}

private func exitAfterTwoSignals(_ kind: PollerKind) throws -> Never {
  let reactor = try kind.makeReactor()
  try reactor.stopOnSignals()
  reactor.addSystemEventTrigger(.before) {
    pthread_kill(pthread_self(), SIGTERM)
    return Deferred<Void>()  // never
  }
  reactor.callLater(.zero) { pthread_kill(pthread_self(), SIGINT) }
  reactor.run()
  exit(42)
}

@Test func `a second hangup hurries nobody, and one that was ignored stays so`() async {
  await #expect(processExitsWith: .exitCode(42)) {
    let reactor = try Reactor()
    signal(SIGHUP, SIG_DFL)
    try reactor.stopOnSignals()
    let goodbye = Deferred<Void>()
    var isTidy = false
    reactor.addSystemEventTrigger(.before) {
      pthread_kill(pthread_self(), SIGHUP)
      reactor.callLater(.milliseconds(50)) {
        isTidy = true
        goodbye.callback(())
      }
      return goodbye
    }
    reactor.callLater(.zero) { pthread_kill(pthread_self(), SIGHUP) }
    reactor.run()
    exit(isTidy ? 42 : 1)
  }
  await #expect(processExitsWith: .exitCode(42)) {
    let reactor = try Reactor()
    signal(SIGHUP, SIG_IGN)
    try reactor.stopOnSignals()
    reactor.callLater(.zero) { pthread_kill(pthread_self(), SIGHUP) }
    reactor.callLater(.milliseconds(50)) { exit(reactor.isRunning ? 42 : 1) }
    reactor.run()
    exit(2)
  }
}

@Test func `writing to a closed log does not end the process`() async {
  await #expect(processExitsWith: .exitCode(42)) {
    let reactor = try Reactor()
    try reactor.stopOnSignals()
    var ends: [CInt] = [0, 0]
    pipe(&ends)
    dup2(ends[1], STDERR_FILENO)
    close(ends[0])
    ErrorLog.report("nobody reads this")
    exit(42)
  }
}

@Test func `a reactor is an instance: two take turns, and another can be made`() throws {
  let reactors = [try Reactor(), try Reactor()]
  var order: [Int] = []
  for (index, reactor) in reactors.enumerated() {
    reactor.callLater(.zero) { order.append(index) }
    reactor.callLater(.milliseconds(1)) { reactor.stop() }
  }
  for reactor in reactors { reactor.run() }
  let another = try Reactor()
  another.callLater(.zero) { another.stop() }
  another.run()
  #expect(order == [0, 1])
}

@Test func `a reactor runs once`() async {
  await #expect(processExitsWith: .failure) {
    let reactor = try Reactor()
    reactor.stop()
    reactor.run()
    reactor.run()
  }
}
