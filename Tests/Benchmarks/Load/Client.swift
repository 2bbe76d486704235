import Glibc

/// One HTTP client that asks and waits, over a connection that is kept alive; its answers may be long.
final class Client {
  private let socket: CInt
  private let host: String
  private var received: [UInt8] = []
  private var chunk = [UInt8](repeating: 0, count: 65_536)

  private static let patienceSeconds = 60

  init(at port: UInt16) throws {
    host = "127.0.0.1:\(port)"
    socket = try Sockets.connectBlocking(to: port, patienceSeconds: Client.patienceSeconds)
  }

  deinit { Sockets.close(socket) }

  struct Answer {
    let nanoseconds: UInt64
    /// With its head.
    let bytes: [UInt8]
  }

  /// `field` is one more of the request's: `Name: value`.
  func get(_ path: String, _ field: String? = nil) throws -> Answer {
    let more = field.map { "\($0)\r\n" } ?? ""
    return try ask(Array("GET \(path) HTTP/1.1\r\nHost: \(host)\r\n\(more)\r\n".utf8))
  }

  func ask(_ request: [UInt8]) throws -> Answer {
    let start = monotonicNanoseconds()
    guard Sockets.send(socket, request[...]) == request.count else {
      throw Problem("the server does not take requests")
    }
    received.removeAll(keepingCapacity: true)
    var end: Int?
    while end.map({ received.count < $0 }) ?? true {
      let count = recv(socket, &chunk, chunk.count, 0)
      guard count > 0 else { throw Problem("the server did not answer", errno) }
      received += chunk[..<count]
      if end == nil { end = received.withUnsafeBytes { answerEnd($0) } }
    }
    let nanoseconds = monotonicNanoseconds() - start
    guard received.dropFirst(9).starts(with: "200".utf8) else {
      let line = received.prefix { $0 != 13 }
      throw Problem("the answer was: \(String(decoding: line, as: UTF8.self))")
    }
    return Answer(nanoseconds: nanoseconds, bytes: received)
  }
}

/// The text as a value in a query (RFC 3986 §2.1): all but letters and digits is escaped.
func percentEncoded(_ text: String) -> String {
  let digits = Array("0123456789ABCDEF")
  return text.utf8.reduce(into: "") { encoded, byte in
    let scalar = Unicode.Scalar(byte)
    if scalar.isASCII && (scalar.properties.isAlphabetic || (48...57).contains(byte)) {
      encoded.unicodeScalars.append(scalar)
    } else {
      encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }
  }
}
