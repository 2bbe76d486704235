import Glibc

/// What a proxy sends first, to name the client it connects for: the PROXY protocol, versions 1 and
/// 2 (haproxy.org/download/3.0/doc/proxy-protocol.txt, §2.1 and §2.2).
///
/// A pure and strict parser: bytes in; a header, need-more or a named error out.
package struct ProxyHeader: Equatable {
  /// The client; nil when the proxy does not say and the connection's own address stands: UNKNOWN,
  /// LOCAL, or a non-internet family.
  package let client: SocketAddress?
  /// LOCAL: the proxy connects on its own behalf, as for a health check.
  package var isLocal = false
  /// The length of the header; what follows is the client's.
  package let byteCount: Int

  /// The longest header accepted. Version 1 needs 107 at most; version 2 has its addresses and
  /// whatever a proxy appends, for which this leaves room.
  package static let byteCountMax = 2_048

  /// The header that `bytes` begin with, or nil if more bytes may complete one.
  package static func parse(_ bytes: [UInt8]) throws(ProxyHeaderError) -> ProxyHeader? {
    if bytes.starts(with: binarySignature.prefix(bytes.count)) {
      return try parseBinary(bytes)
    }
    if bytes.starts(with: textSignature.prefix(bytes.count)) { return try parseText(bytes) }
    throw .noHeader
  }

  // MARK: - Version 1

  private static let textSignature = Array("PROXY ".utf8)
  /// With its CRLF.
  private static let textByteCountMax = 107

  private static func parseText(_ bytes: [UInt8]) throws(ProxyHeaderError) -> ProxyHeader? {
    let head = bytes.prefix(textByteCountMax)
    guard
      let end = zip(head.indices, head.indices.dropFirst())
        .first(where: { head[$0] == 13 && head[$1] == 10 })?.0
    else {
      if head.count == textByteCountMax { throw .tooLong }
      return nil
    }
    let words = head[..<end].split(separator: 32, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    return ProxyHeader(client: try client(words), byteCount: end + 2)
  }

  private static func client(_ words: [String]) throws(ProxyHeaderError) -> SocketAddress? {
    // What follows this word is to be ignored.
    if words[1] == "UNKNOWN" { return nil }
    guard words.count == 6, let family = ["TCP4": AF_INET, "TCP6": AF_INET6][words[1]] else {
      throw .malformed
    }
    guard let sourcePort = port(words[4]), let destinationPort = port(words[5]),
      let source = SocketAddress(strict: words[2], family: family, port: sourcePort),
      SocketAddress(strict: words[3], family: family, port: destinationPort) != nil
    else { throw .malformed }
    return source
  }

  /// Decimal digits without a leading zero.
  private static func port(_ word: String) -> UInt16? {
    guard let port = UInt16(word), word == "\(port)" else { return nil }
    return port
  }

  // MARK: - Version 2

  private static let binarySignature: [UInt8] = [
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
  ]
  /// Signature, version and command, family and protocol, length of the rest.
  private static let binaryPrefixBytes = 16
  /// Version 2, command LOCAL.
  private static let local: UInt8 = 0x20

  private static func parseBinary(_ bytes: [UInt8]) throws(ProxyHeaderError) -> ProxyHeader? {
    guard bytes.count >= binaryPrefixBytes else { return nil }
    let restBytes = Int(bytes[14]) << 8 | Int(bytes[15])
    let byteCount = binaryPrefixBytes + restBytes
    if byteCount > byteCountMax { throw .tooLong }
    guard let addresses = try addressBytes(command: bytes[12], family: bytes[13]) else {
      if bytes.count < byteCount { return nil }
      return ProxyHeader(client: nil, isLocal: bytes[12] == local, byteCount: byteCount)
    }
    if restBytes < 2 * addresses + 4 { throw .malformed }
    if bytes.count < byteCount { return nil }
    // Source address, destination address, source port, destination port.
    let source = bytes[binaryPrefixBytes..<binaryPrefixBytes + addresses]
    let portIndex = binaryPrefixBytes + 2 * addresses
    let port = UInt16(bytes[portIndex]) << 8 | UInt16(bytes[portIndex + 1])
    return ProxyHeader(
      client: SocketAddress(networkOrder: source, port: port), byteCount: byteCount)
  }

  /// The length of each address; nil for those that do not matter.
  private static func addressBytes(command: UInt8, family: UInt8) throws(ProxyHeaderError) -> Int? {
    switch (command, family) {
    case (local, _): nil
    case (0x21, 0x11): 4  // TCP over IPv4
    case (0x21, 0x21): 16  // TCP over IPv6
    case (0x21, 0x00), (0x21, 0x31): nil  // unspecified, unix
    default: throw .malformed
    }
  }
}

/// Why a connection does not begin with a PROXY header.
package enum ProxyHeaderError: String, Error, CustomStringConvertible {
  case noHeader = "it begins with something else"
  case malformed = "it is malformed"
  case tooLong = "it is too long"

  package var description: String { rawValue }
}
