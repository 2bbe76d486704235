import Chat
import Glibc
import ServiceKit
import Support
import TinyReactor

/// A chat server at a free port, and clients of it, all on one reactor.
final class Server {
  let reactor: Reactor
  let chat: ChatFactory
  let port: ListeningPort

  init(limits: ChatLimits = .none, kind: PollerKind = .epoll) throws {
    reactor = try kind.makeReactor()
    chat = ChatFactory(on: reactor, log: Log(level: .error), limits: limits)
    port = try ServerEndpoint("tcp:0:interface=127.0.0.1").listen(on: reactor, chat)
  }

  /// A client that has been told its name.
  func connect() throws -> RecordingProtocol {
    let client = RecordingProtocol()
    let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port.address.port)
    _ = try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in client }))
    try reactor.wait { client.text.contains("you are") }
    return client
  }
}

extension RecordingProtocol {
  /// The lines that people said.
  var talk: [Substring] {
    text.split(separator: "\r\n").filter { $0.hasPrefix("<") }
  }
}

/// A client that need not read, as a shell's `echo … > /dev/tcp/host/port`. What it has not read when it
/// closes makes the kernel reset the connection.
struct BlindClient: ~Copyable {
  private let number: CInt

  init(port: Int) throws {
    number = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = UInt16(port).bigEndian
    let result = withUnsafePointer(to: &address) { [number] pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw TestFailure("no connection: \(errno)") }
  }

  func send(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.send(number, bytes, bytes.count, CInt(MSG_NOSIGNAL))
  }

  /// What is there now.
  func read() -> String {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = recv(number, &bytes, bytes.count, CInt(MSG_DONTWAIT))
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  /// Its input has ended; it stays.
  func finish() { _ = shutdown(number, CInt(SHUT_WR)) }

  /// Its bytes are thrown away that are not sent, and the connection is reset.
  func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(number, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }

  deinit { close(number) }
}
