import Testing

/// What a header of version 2 begins with.
let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10]

/// A header of version 2.
func binary(_ command: UInt8, _ family: UInt8, _ rest: [UInt8]) -> [UInt8] {
  signature + [command, family, UInt8(rest.count >> 8), UInt8(rest.count & 0xFF)] + rest
}

/// 192.0.2.7:4711 → 198.51.100.1:1400.
let four: [UInt8] = [192, 0, 2, 7, 198, 51, 100, 1, 0x12, 0x67, 0x05, 0x78]
/// [2001:db8::7]:4711 → [2001:db8::1]:1400.
let six: [UInt8] =
  [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]
  + [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] + [0x12, 0x67, 0x05, 0x78]
/// ::ffff:192.0.2.7, which is an IPv4 address.
private let mapped: [UInt8] =
  [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 7]
  + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 1] + [0x12, 0x67, 0x05, 0x78]

/// A header that a proxy may send, and what is in it.
struct GoodProxyHeader: Sendable, CustomTestStringConvertible {
  let note: String
  let header: [UInt8]
  /// Nil: the connection's own address stands.
  let client: String?
  var isLocal = false
  var testDescription: String { note }

  static let all = [
    GoodProxyHeader(
      note: "v1 IPv4", header: bytes("PROXY TCP4 192.0.2.7 198.51.100.1 4711 1400\r\n"),
      client: "192.0.2.7:4711"),
    GoodProxyHeader(
      note: "v1 IPv6", header: bytes("PROXY TCP6 2001:db8::7 2001:db8::1 4711 1400\r\n"),
      client: "[2001:db8::7]:4711"),
    GoodProxyHeader(
      note: "v1 IPv4 mapped to IPv6", header: bytes("PROXY TCP6 ::ffff:192.0.2.7 ::1 0 65535\r\n"),
      client: "192.0.2.7:0"),
    GoodProxyHeader(note: "v1 UNKNOWN", header: bytes("PROXY UNKNOWN\r\n"), client: nil),
    GoodProxyHeader(
      note: "v1 UNKNOWN with what is to be ignored",
      header: bytes("PROXY UNKNOWN 1.2.3.4 5.6.7.8 x y z\r\n"), client: nil),
    GoodProxyHeader(
      note: "v1 of the greatest length",
      header: bytes("PROXY UNKNOWN \(String(repeating: "f", count: 91))\r\n"), client: nil),
    GoodProxyHeader(note: "v2 IPv4", header: binary(0x21, 0x11, four), client: "192.0.2.7:4711"),
    GoodProxyHeader(note: "v2 IPv6", header: binary(0x21, 0x21, six), client: "[2001:db8::7]:4711"),
    GoodProxyHeader(
      note: "v2 mapped", header: binary(0x21, 0x21, mapped), client: "192.0.2.7:4711"),
    GoodProxyHeader(
      note: "v2 with extensions", header: binary(0x21, 0x11, four + [4, 0, 2, 1, 1]),
      client: "192.0.2.7:4711"),
    GoodProxyHeader(note: "v2 LOCAL", header: binary(0x20, 0x00, []), client: nil, isLocal: true),
    GoodProxyHeader(
      note: "v2 LOCAL with an address to ignore", header: binary(0x20, 0x11, four), client: nil,
      isLocal: true),
    GoodProxyHeader(note: "v2 unspecified", header: binary(0x21, 0x00, [1, 2, 3]), client: nil),
    GoodProxyHeader(
      note: "v2 unix", header: binary(0x21, 0x31, [UInt8](repeating: 0, count: 216)), client: nil),
  ]
}
