import Chat
import Glibc
import ServiceKit
import Support
import Testing
import TinyReactor
import Wire

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

  @Test func `a line that is cut gives its name up, one that is only silent keeps it`() throws {
    let reactor = try Reactor()
    let chat = ChatFactory(on: reactor, log: Log(level: .error))
    // Behind a proxy, so that people come from somewhere; it is ourselves.
    let port = try ServerEndpoint("haproxy:tcp:0:interface=127.0.0.1").listen(on: reactor, chat)
    let address = ClientEndpoint.tcp(host: "127.0.0.1", port: port.address.port)
    func join(as name: String) throws -> RecordingProtocol {
      let client = RecordingProtocol()
      _ = try reactor.wait(for: address.connect(on: reactor, Factory { _ in client }))
      client.transport?.write("PROXY TCP4 198.51.100.1 127.0.0.1 4711 1400\r\n/nick \(name)\n")
      return client
    }
    let ann = try join(as: "ann")
    try reactor.wait { ann.text.contains("is now ann") }
    let neighbour = try join(as: "ann")
    try reactor.wait { neighbour.text.contains("that name is taken") }
    #expect(ann.text.contains("asks for your name; it is yours while you are here"))

    let ben = try join(as: "ben")
    try reactor.wait { ben.text.contains("is now ben") }
    try cut(try #require(descriptor(from: ben.transport?.host.port ?? 0, to: port.address.port)))
    let again = try join(as: "ben")
    try reactor.wait { again.text.contains("is now ben") }
    #expect(again.text.contains("ben is here from your address"))
    #expect(!ben.text.contains("asks for your name"))
    #expect(chat.room.members.map(\.name.text).sorted() == ["ann", "ben", "guest-2"])
  }

  /// Has a socket drop whatever comes, unanswered, as if its cable was pulled: a filter (socket(7))
  /// whose only instruction is to keep 0 bytes.
  private func cut(_ descriptor: CInt) throws {
    struct Instruction { var code: UInt16 = 6, yes: UInt8 = 0, no: UInt8 = 0, kept: UInt32 = 0 }
    struct Program { var count: UInt16 = 1, instructions: UnsafeMutablePointer<Instruction> }
    var instruction = Instruction()
    let outcome = withUnsafeMutablePointer(to: &instruction) { instructions in
      var program = Program(instructions: instructions)
      let size = socklen_t(MemoryLayout<Program>.size)
      return setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, size)
    }
    try #require(outcome == 0)
  }

  private func option(_ descriptor: CInt, _ level: CInt, _ name: CInt) -> Int {
    var value: CInt = -1
    var length = socklen_t(MemoryLayout<CInt>.size)
    return getsockopt(descriptor, level, name, &value, &length) == 0 ? Int(value) : -1
  }

  /// The end of this process's own connection whose ports those are.
  private func descriptor(from own: Int, to peer: Int) -> CInt? {
    (0..<65_536).first { port(of: $0, getsockname) == own && port(of: $0, getpeername) == peer }
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
