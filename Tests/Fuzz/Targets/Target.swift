import Support

/// One way into the services: makes an input out of random numbers, sends it, and judges what comes
/// back.
protocol Target: Sendable {
  /// For figures and findings.
  var name: String { get }
  /// How often it has its turn, compared with the others.
  var weight: Int { get }
  /// Throws a `Failure`.
  func attack(_ lab: Lab, _ random: inout SplitMix) throws
}

enum Targets {
  static let all: [any Target] = [
    RequestTarget(), BodyTarget(), FormTarget(), ChatTarget(), ProxyTarget(), RosterTarget(),
    PageTarget(), FollowerTarget(), SettingTarget(),
  ]

  /// The one whose turn it is.
  static func pick(_ random: inout SplitMix) -> any Target {
    var number = Int.random(in: 0..<all.reduce(0) { $0 + $1.weight }, using: &random)
    for target in all {
      number -= target.weight
      if number < 0 { return target }
    }
    preconditionFailure("the weights add up")
  }
}

extension HTTP {
  /// 501 and 505 are said of what a request asks for, not of us.
  static let clientsFault: Set = [501, 505]
}

/// Requests as text.
enum HTTP {
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
