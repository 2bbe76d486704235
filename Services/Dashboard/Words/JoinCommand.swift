package import TinyHTTP
import TinyReactor

/// What people type to join, to be told to them: `nc chat.example.org 1400`.
package struct JoinCommand {
  /// Where the chat can be reached, as the operator says.
  package struct Address: Equatable, Sendable {
    /// As `nc` takes it: IPv6 without brackets.
    package let host: String
    /// Nil: the port that a chat server reports.
    package let port: Int?

    /// `HOST` or `HOST:PORT`, an IPv6 address with a port in brackets; nil when `text` is neither.
    package init?(_ text: String) {
      if let authority = Authority(text) {
        (host, port) = (authority.host, authority.port)
      } else {
        (host, port) = (text, nil)
      }
      guard JoinCommand.isPlain(host), port != 0, !text.hasSuffix(":") else { return nil }
      if host.contains(":"), SocketAddress(host: host, port: 0)?.isIPv6 != true { return nil }
    }
  }

  private let host: String
  private let port: Int?

  /// Without an `address`, chat is where the browser has found the dashboard: at `host`, a field
  /// that the browser has sent.
  package init(_ address: Address?, orAt host: String?) {
    let found = host.flatMap(Authority.init)?.host
    self.host = address?.host ?? found.flatMap { Self.isPlain($0) ? $0 : nil } ?? "localhost"
    port = address?.port
  }

  /// `reported` stands in the region of the port that chat servers report.
  package func html(reported: HTML) -> HTML {
    guard let port else { return "nc \(host) <span id=\"port\">\(reported)</span>" }
    return "nc \(host) \(port)"
  }

  /// A shell sees nothing in it but a word: the command is there to be copied.
  private static func isPlain(_ host: String) -> Bool {
    !host.hasPrefix("-") && host.contains { $0.isLetter || $0.isNumber }
      && host.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
          UInt8(ascii: "_"), UInt8(ascii: ":"):
          true
        default: false
        }
      }
  }
}
