/// Requests as text, and what may be answered.
enum HTTP {
  /// 501 and 505 are said of what a request asks for, not of us.
  static let clientsFault: Set = [501, 505]

  /// A whole request whose length is right.
  static func request(
    _ line: String, to member: Member, type: String, _ body: [UInt8]
  ) -> [UInt8] {
    let head = """
      \(line) HTTP/1.1\r
      Host: 127.0.0.1:\(member.httpPort)\r
      Connection: close\r
      Content-Type: \(type)\r
      Content-Length: \(body.count)\r
      \r

      """
    return Array(head.utf8) + body
  }
}
