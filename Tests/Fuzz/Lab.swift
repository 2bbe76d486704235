import Support

/// What a target works with: the services, the sockets to reach them, and what was sent of an input.
final class Lab {
  /// How long a conversation may go on before its service is asked whether it lives. Says nothing of
  /// right or wrong: some answers are meant to be waited for.
  static let conversationMax = Duration.milliseconds(100)

  let exchange: Exchange
  let fleet: Fleet
  let patience: Duration
  /// What was sent for the input at hand, piece by piece, each with where it went.
  private(set) var sent: [(place: String, bytes: [UInt8])] = []
  /// Conversations that were broken off, while their service was well.
  private(set) var brokenOff = 0
  /// Answers by their status.
  private(set) var statuses: [Int: Int] = [:]

  init(patience: Duration) throws {
    exchange = Exchange()
    self.patience = patience
    fleet = try Fleet(on: exchange, patience: patience)
  }

  func beginInput() { sent = [] }

  func note(_ place: String, _ bytes: [UInt8]) { sent.append((place, bytes)) }

  // MARK: - Conversations

  /// Sends `bytes` in pieces, ends, and reads until the other side has ended as well.
  func converse(
    with member: Member, at port: Int, _ bytes: [UInt8], _ random: inout SplitMix
  ) throws -> [UInt8] {
    note("\(member.role.rawValue), port \(port)", bytes)
    let socket = try exchange.connect(to: port)
    for piece in Self.pieces(of: bytes, &random) {
      socket.send(piece)
      exchange.turn(atMost: 0)
    }
    socket.finish()
    let isOver = try exchange.wait(atMost: Self.conversationMax) { socket.isOver }
    if !isOver {
      try requireAlive(member)
      brokenOff += 1
    }
    defer { socket.abort() }
    return socket.received
  }

  /// Most inputs whole, some in a few pieces, some byte by byte at their start.
  private static func pieces(of bytes: [UInt8], _ random: inout SplitMix) -> [ArraySlice<UInt8>] {
    let cuts: [Int]
    switch Int.random(in: 0..<8, using: &random) {
    case 0..<5: return [bytes[...]]
    case 5, 6: cuts = (0..<3).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted()
    default: cuts = Array(0...min(64, bytes.count))
    }
    let ends = cuts + [bytes.count]
    return zip([0] + cuts, ends).map { bytes[$0..<$1] }.filter { !$0.isEmpty }
  }

  /// A request of our own, in order, and the whole of what is answered.
  func ask(_ member: Member, _ request: String, _ body: String = "") throws -> String {
    let socket = try exchange.connect(to: member.httpPort)
    let head =
      "\(request) HTTP/1.1\r\nHost: 127.0.0.1:\(member.httpPort)\r\nConnection: close\r\n"
    socket.send((head + "Content-Length: \(body.utf8.count)\r\n\r\n" + body).utf8)
    guard try exchange.wait(atMost: patience, until: { socket.isOver }) else {
      try member.requireRunning()
      throw Failure(
        .hang, "\(member.role.rawValue) did not answer \(request) within \(patience)")
    }
    return String(decoding: socket.received, as: UTF8.self)
  }

  func requireAlive(_ member: Member) throws {
    let answer = try ask(member, "GET /livez")
    guard answer.hasPrefix("HTTP/1.1 200 ") else {
      try member.requireRunning()
      throw Failure(.wrong, "\(member.role.rawValue) answered /livez with \(answer.prefix(200))")
    }
  }

  /// Counts the statuses in an answer; a 5xx that `allowed` does not have is ours. In a long run the fake
  /// chat, which seldom answers rightly, leaves as many orders waiting as there may be.
  func judge(_ answer: [UInt8], of member: Member, allowing allowed: Set<Int>) throws {
    for status in Self.statuses(in: answer) {
      statuses[status, default: 0] += 1
      let isOurs = status >= 500 && !allowed.contains(status)
      guard !isOurs || !answer.ranges(of: Self.tooManyOrders).isEmpty else {
        let text = String(decoding: answer.prefix(4_000), as: UTF8.self)
        throw Failure(.wrong, "\(member.role.rawValue) answered with \(status):\n\(text)")
      }
    }
  }

  private static let tooManyOrders = Array("wait already for chat servers that".utf8)
  private static let statusStart = Array("HTTP/1.1 ".utf8)

  /// Of all answers on one connection: nothing else in them looks like a status line.
  static func statuses(in bytes: [UInt8]) -> [Int] {
    bytes.ranges(of: statusStart).compactMap { range in
      Int(String(decoding: bytes[range.upperBound...].prefix(3), as: UTF8.self))
    }
  }
}
