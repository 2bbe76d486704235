import Glibc
import Support
import Testing
import TinyReactor

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

/// In processes of their own, whose descriptors can be counted.
@Test func `whichever call fails, and however, nothing else does and nothing leaks: epoll`() async {
  await #expect(processExitsWith: .exitCode(42)) { try failEverything(.epoll) }
}

@Test func `whichever call fails, and however, nothing else does and nothing leaks: poll`() async {
  await #expect(processExitsWith: .exitCode(42)) { try failEverything(.poll) }
}

/// Has each error come up at each call of the conversation, one at a time. Exits with 42 when there
/// are as many descriptors as before after each.
private func failEverything(_ kind: PollerKind) throws -> Never {
  try converse(kind, Fault(.read, 1_000_000, 0))
  let before = openDescriptors()
  for call in calls {
    for number in errors {
      for nth in 0... {
        let fault = Fault(call, nth, number)
        try converse(kind, fault)
        // Threads of the test library open a file now and then.
        for _ in 0..<100 where openDescriptors() != before { usleep(1_000) }
        #expect(openDescriptors() == before, "\(call) \(nth): \(number)")
        // Every call of the conversation has had its turn.
        if !fault.hasHappened { break }
      }
    }
  }
  exit(42)
}

@Test(arguments: PollerKind.allCases, [System.Call.peek, .read, .epollControl])
func `a failure while a proxy's header is read costs that connection at most`(
  _ kind: PollerKind, _ call: System.Call
) throws {
  for number in errors {
    for nth in 0..<4 {
      let server = try BehindProxy(kind)
      let proxy = try server.connect()
      let fault = Fault(call, nth, number)
      server.reactor.system.fault = { fault.ask($0) }
      proxy.transport?.write("PROXY TCP4 192.0.2.7 198.51.100.1 4711 1400\r\nhello")
      try server.reactor.wait { server.served.first?.text == "hello" || proxy.lost.count == 1 }
      if [EINTR, EAGAIN].contains(number) && call != .epollControl {
        #expect(proxy.lost.isEmpty, "to be tried again")
      }
      server.reactor.system.fault = nil
      let other = try server.connect()
      other.transport?.write("PROXY UNKNOWN\r\nhello")
      try server.reactor.wait { server.served.last?.text == "hello" }
      #expect(server.served.allSatisfy { $0.madeCount == 1 && $0.lost.count <= 1 })
      other.transport?.abortConnection()
      proxy.transport?.abortConnection()
      try server.reactor.wait { server.reactor.watchedCount == 2 }
    }
  }
}

/// Counts the descriptors of this process. For tests in a process of their own.
func openDescriptors() -> Int { (0..<1_024).count { fcntl($0, F_GETFD) >= 0 } }
