/// How a line is said to a server.
struct Dialect: Sendable {
  /// What somebody sends first.
  var greeting: @Sendable (_ user: Int) -> [UInt8]
  /// What stands before each line.
  var prefix: [UInt8]

  static let plain = Dialect(greeting: { _ in [] }, prefix: [])

  /// A channel of an IRC server (RFC 2812 §3.1, §3.2.1).
  static let irc = Dialect(
    greeting: { Array("NICK u\($0)\r\nUSER u 0 * :u\r\nJOIN #bench\r\n".utf8) },
    prefix: Array("PRIVMSG #bench :".utf8))
}
