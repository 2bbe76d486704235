/// The protocol of a program that took this port for another's: a scanner, a misdirected client, a
/// browser that was tricked. It is recognised by what it sends first.
///
/// People begin with anything they like, so recognising one takes more than a word: nobody who
/// types is taken for a machine.
package enum ForeignProtocol: Equatable {
  case adb, amqp, bittorrent, dns, git, http, icap, irc, ldap, mongodb, mqtt, oracle, postgres
  case proxy, rdp, redis, rmi, rtmp, rtsp, sip, smb, smtp, socks, ssh, tds, tls, x11

  /// Recognises the first line, as far as it is text. Nil also for what anybody could have typed,
  /// such as a lone `HELO` or redis' `PING`.
  package init?(firstLine line: [UInt8], isWhole: Bool = true) {
    if let request = WebRequest.foreignProtocol(of: line, isWhole: isWhole) {
      self = request
      return
    }
    guard isWhole, line.count <= Self.greetingBytesMax else { return nil }
    let words = String(decoding: line, as: UTF8.self).split(separator: " ").map(String.init)
    switch (words.first?.uppercased(), words.count) {
    case ("EHLO", 2), ("LHLO", 2): self = .smtp
    case ("HELO", 2) where Self.isDomain(words[1]): self = .smtp
    case ("CAP", 2...3) where words[1] == "LS": self = .irc
    default: return nil
    }
  }

  private static let greetingBytesMax = 300

  /// `mail.example.org`, `[192.0.2.7]` or `localhost`, not a sentence's end (RFC 5321 §4.1.1.1).
  private static func isDomain(_ word: String) -> Bool {
    guard word != "localhost" else { return true }
    let labels = word.split(separator: ".", omittingEmptySubsequences: false)
    return labels.count > 1 && !labels.contains("")
  }
}

/// The first bytes of a connection, kept while they may begin a foreign protocol.
package struct Opening {
  private var bytes: [UInt8]? = []

  package init() {}

  /// Returns the protocol once it is certain; then none of the added bytes are to be read.
  package mutating func add(_ data: Span<UInt8>) -> ForeignProtocol? {
    guard var bytes = self.bytes.take() else { return nil }
    let needed = Signature.bytesMax - bytes.count
    data.extracting(first: min(needed, data.count)).withUnsafeBufferPointer { bytes += $0 }
    let possible = Signature.all.filter { $0.agrees(with: bytes) }
    if let certain = possible.first(where: { $0.pattern.count <= bytes.count }) {
      return certain.kind
    }
    if !possible.isEmpty { self.bytes = bytes }
    return nil
  }
}

/// Bytes that only one protocol begins with; nil stands for any byte.
private struct Signature {
  let kind: ForeignProtocol
  let pattern: [UInt8?]

  init(_ kind: ForeignProtocol, _ pattern: [UInt8?]) {
    self.kind = kind
    self.pattern = pattern
  }

  init(_ kind: ForeignProtocol, _ text: String) {
    self.init(kind, Array(text.utf8))
  }

  /// Compares as far as both go.
  func agrees(with bytes: [UInt8]) -> Bool {
    zip(pattern, bytes).allSatisfy { $0 == nil || $0 == $1 }
  }

  static let bytesMax = all.map(\.pattern.count).max() ?? 0

  static let all: [Signature] = [
    Signature(.ssh, "SSH-2.0-"),
    Signature(.ssh, "SSH-1.5-"),
    Signature(.ssh, "SSH-1.99-"),
    Signature(.tls, [0x16, 0x03]),  // a handshake (RFC 8446 §5.1)
    Signature(.redis, [ascii("*"), nil, 13, 10, ascii("$")]),  // an array of strings
    Signature(.redis, [ascii("*"), nil, nil, 13, 10, ascii("$")]),
    Signature(.proxy, "PROXY TCP4 "),  // from a proxy, to a port without `haproxy:`
    Signature(.proxy, "PROXY TCP6 "),
    Signature(.proxy, "PROXY UNKNOWN"),
    Signature(.proxy, "\r\n\r\n\0\r\nQUIT\n"),
    Signature(.socks, [4, 1, nil, nil, nil, nil, nil, nil]),
    Signature(.socks, [4, 2, nil, nil, nil, nil, nil, nil]),
    Signature(.socks, [5, 1, 0]),  // how many ways to log in, and which (RFC 1928 §3)
    Signature(.socks, [5, 1, 2]),
    Signature(.socks, [5, 2, 0]),
    Signature(.socks, [5, 2, 2]),
    Signature(.socks, [5, 3, 0]),
    Signature(.socks, [5, 4, 0]),
    Signature(.rdp, [3, 0, nil, nil, nil, 0xE0]),  // TPKT and X.224 CR
    Signature(.rtmp, [3, nil, nil, nil, nil, 0, 0, 0, 0]),
    Signature(.smb, [0, nil, nil, nil, 0xFF] + text("SMB")),
    Signature(.smb, [0, nil, nil, nil, 0xFE] + text("SMB")),
    Signature(.postgres, [0, 0, 0, 8, 4, 0xD2, 0x16]),  // SSLRequest, GSSENCRequest
    Signature(.postgres, [0, 0, 0, 16, 4, 0xD2, 0x16]),  // CancelRequest
    Signature(.postgres, [0, 0, nil, nil, 0, 3, 0, 0]),  // StartupMessage
    Signature(.x11, [ascii("l"), 0, 11, 0]),
    Signature(.x11, [ascii("B"), 0, 0, 11]),
    Signature(.mqtt, [0x10, nil, 0, 4] + text("MQTT")),
    Signature(.mqtt, [0x10, nil, 0, 6] + text("MQIsdp")),
    Signature(.amqp, "AMQP\0"),
    Signature(.amqp, "AMQP\u{1}"),
    Signature(.amqp, "AMQP\u{3}"),
    Signature(.ldap, [0x30, nil, 2, 1]),
    Signature(.tds, [0x12, 1, 0, nil, 0, 0]),
    Signature(.oracle, [0, nil, 0, 0, 1, 0, 0, 0]),
    Signature(.dns, [0, nil, nil, nil, 1, 0, 0, 1, 0, 0, 0, 0]),
    Signature(
      .mongodb, [nil, nil, 0, 0, nil, nil, nil, nil, 0, 0, 0, 0, 0xDD, 7, 0, 0]),
    Signature(
      .mongodb, [nil, nil, 0, 0, nil, nil, nil, nil, 0, 0, 0, 0, 0xD4, 7, 0, 0]),
    Signature(.git, text("00") + [nil, nil] + text("git-")),
    Signature(.rmi, "JRMI\0"),
    Signature(.adb, "CNXN\0"),
    Signature(.bittorrent, "\u{13}BitTorrent protocol"),
  ]

  private static func text(_ text: String) -> [UInt8?] { Array(text.utf8) }

  private static func ascii(_ character: Unicode.Scalar) -> UInt8 { UInt8(ascii: character) }
}
