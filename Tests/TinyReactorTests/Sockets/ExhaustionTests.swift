import Glibc
import Support
import Testing
import TinyReactor

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

/// Sockets that exist before there are no descriptors left, and knock when there are none.
private struct Knockers {
  private let numbers = (0..<5).map { _ in
    socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue), 0)
  }

  func knock(at port: Int) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = in_port_t(port).bigEndian
    let length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        for number in numbers { connect(number, $0, length) }
      }
    }
  }
}

/// In a process of its own, whose descriptors run out for real.
@Test func `a port survives running out of descriptors, idles, and accepts again at once`() async {
  await #expect(processExitsWith: .exitCode(42)) { try runOutOfDescriptors(.epoll) }
  await #expect(processExitsWith: .exitCode(42)) { try runOutOfDescriptors(.poll) }
}

/// Exits with 42, or with the number of the promise that was broken.
private func runOutOfDescriptors(_ kind: PollerKind) throws -> Never {
  let system = System()
  let reactor = try kind.makeReactor(system: system)
  let conversation = try Conversation(on: reactor)
  let port = try #require(conversation.port)
  let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port.address.port)
  let guest = try conversation.connect()
  let knockers = Knockers()
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

  // At its worst: newcomers knock, and not even the reserve can be had again after the first.
  fillers.takeAll()
  system.fault = { $0 == .open ? EMFILE : nil }
  knockers.knock(at: port.address.port)
  let (startTime, startWork) = (reactor.now, processorSeconds())
  while reactor.now - startTime < .seconds(2) { reactor.turn(waitingAtMost: .milliseconds(500)) }
  if processorSeconds() - startWork > 0.1 { exit(3) }  // 5 %; a loop that spins takes 2 s
  system.fault = nil
  guest.transport?.write("still there")
  try? reactor.wait { conversation.served[0].text == "still there" }
  if conversation.served[0].text != "still there" { exit(4) }

  fillers.give(back: 20)
  let freed = reactor.now
  let newcomer = RecordingProtocol()
  newcomer.onMade = { $0.transport?.write("at last") }
  endpoint.connect(on: reactor, Factory { _ in newcomer }).addBoth { _ in }
  try? reactor.wait(limit: .seconds(10)) { conversation.served.contains { $0.text == "at last" } }
  if reactor.now - freed > .seconds(1) { exit(5) }
  exit(port.isListening ? 42 : 6)
}
