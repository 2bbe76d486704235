import Chat
import Glibc
import Service
import Support
import Testing
import TinyReactor

struct KeepaliveTests {
  @Test(arguments: ["tcp:0:interface=127.0.0.1", "tcp:0"])
  func `a peer that vanished without a word is found within 90 s`(endpoint: String) throws {
    let reactor = try Reactor()
    let chat = ChatFactory(on: reactor, log: Log(level: .error))
    let port = try ServerEndpoint(endpoint).listen(on: reactor, chat)
    let client = RecordingProtocol()
    let address = ClientEndpoint.tcp(host: "127.0.0.1", port: port.address.port)
    _ = try reactor.wait(for: address.connect(on: reactor, Factory { _ in client }))
    try reactor.wait { client.text.contains("you are") }

    let server = try #require(
      descriptor(from: port.address.port, to: client.transport?.host.port ?? 0))
    let tcp = CInt(IPPROTO_TCP)
    #expect(option(server, SOL_SOCKET, SO_KEEPALIVE) == 1)
    let idle = option(server, tcp, TCP_KEEPIDLE)
    let probes = option(server, tcp, TCP_KEEPINTVL) * option(server, tcp, TCP_KEEPCNT)
    #expect(idle > 0 && probes > 0 && idle + probes <= 90)
    // No probes are sent while something is unacknowledged: in a busy room this finds it (tcp(7)).
    #expect(1...90_000 ~= option(server, tcp, TCP_USER_TIMEOUT))
  }

  private func option(_ descriptor: CInt, _ level: CInt, _ name: CInt) -> Int {
    var value: CInt = -1
    var length = socklen_t(MemoryLayout<CInt>.size)
    return getsockopt(descriptor, level, name, &value, &length) == 0 ? Int(value) : -1
  }

  /// The end of this process's own connection whose ports those are.
  private func descriptor(from own: Int, to peer: Int) -> CInt? {
    (0..<4_096).first { port(of: $0, getsockname) == own && port(of: $0, getpeername) == peer }
  }

  private typealias AddressOf = (
    CInt, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>
  ) -> CInt

  /// IPv4 and IPv6 addresses have their port at the same place.
  private func port(of descriptor: CInt, _ address: AddressOf) -> Int? {
    var storage = sockaddr_in6()
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    let outcome = withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address(descriptor, $0, &length) }
    }
    return outcome == 0 ? Int(UInt16(bigEndian: storage.sin6_port)) : nil
  }
}
