import Glibc
import Support

/// Stands in for an API or a chat: hears requests, and answers them with whatever it is told to.
final class FakeServer {
  struct Request {
    let method: String
    let target: String

    /// Without the query.
    var path: String { String(target.prefix { $0 != "?" }) }
    /// Wants to be answered only when there is something new.
    var isLongPoll: Bool { target.contains("wait=") }
  }

  let descriptor: CInt
  let port: Int
  /// The bytes to answer with; nil waits until `answerHeld`.
  var answer: (Request) -> [UInt8]? = { _ in nil }
  private(set) var clients: [Socket] = []
  private var held: [(socket: Socket, request: Request)] = []

  init() throws {
    let socket = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    descriptor = socket
    guard withLoopback(0, { bind(socket, $0, $1) }) == 0, Glibc.listen(socket, 128) == 0
    else { throw Problem("cannot listen on loopback: \(String(cString: strerror(errno)))") }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    self.port = try Self.port(of: descriptor)
  }

  deinit { Glibc.close(descriptor) }

  private static func port(of descriptor: CInt) throws -> Int {
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &size)
      }
    }
    guard status == 0 else { throw Problem("a listening socket has no name") }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// Lets in who waits, and answers whole requests.
  func serve() {
    while case let newcomer = accept(descriptor, nil, nil), newcomer >= 0 {
      _ = fcntl(newcomer, F_SETFD, FD_CLOEXEC)
      clients.append(Socket(accepted: newcomer))
    }
    for client in clients {
      if let request = Self.request(in: client.received) {
        _ = client.takeReceived()
        respond(to: request, on: client)
      }
    }
    held.removeAll { !$0.socket.isOpen }
    for client in clients where client.isOver { client.close() }
    clients.removeAll { !$0.isOpen }
  }

  /// Asks once more for the answers to those that wait.
  func answerHeld() {
    let before = held
    held = []
    for (socket, request) in before { respond(to: request, on: socket) }
  }

  /// One answer a connection: whatever is wrong with it, the other side need not wait for more.
  private func respond(to request: Request, on client: Socket) {
    guard let bytes = answer(request) else { return held.append((client, request)) }
    client.send(bytes)
    client.finish()
  }

  /// The request that has arrived whole, if there is one.
  private static func request(in bytes: [UInt8]) -> Request? {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else { return nil }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
    let words = lines.first.map { $0.split(separator: " ") } ?? []
    guard words.count == 3 else { return nil }
    let length = lines.first { $0.lowercased().hasPrefix("content-length:") }
      .flatMap { Int($0.drop { !$0.isNumber }) }
    guard bytes.count - end >= length ?? 0 else { return nil }
    return Request(method: String(words[0]), target: String(words[1]))
  }
}
