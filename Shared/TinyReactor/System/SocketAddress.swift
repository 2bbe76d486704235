import Glibc

/// Where a peer is: an IPv4 or IPv6 address with its port, or a unix socket.
///
/// An IPv4-mapped IPv6 address reads as the IPv4 address that it stands for.
package struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
  private enum Kind: Hashable { case ipv4, ipv6, unix, unspecified }

  private var kind: Kind
  /// 4 bytes of an IPv4 address, 16 of an IPv6 one, in network order.
  private var high: UInt64 = 0
  private var low: UInt64 = 0
  private var scope: UInt32 = 0
  private var portNumber: UInt16 = 0
  private var path: String = ""

  static let unspecified = SocketAddress(kind: .unspecified)

  private init(kind: Kind) { self.kind = kind }

  /// A socket in the file system; nil when the path does not fit (107 bytes).
  init?(unixPath path: String) {
    guard !path.isEmpty, path.utf8.count < SocketAddress.pathBytesMax else { return nil }
    self.init(kind: .unix)
    self.path = path
  }

  private static let pathBytesMax = MemoryLayout.size(ofValue: sockaddr_un().sun_path)

  // MARK: - Reading it

  /// The address alone: `192.0.2.1`, `2001:db8::1`, or a socket's path.
  package var host: String {
    switch kind {
    case .ipv4: return SocketAddress.text(AF_INET, [UInt32(truncatingIfNeeded: low).bigEndian])
    case .ipv6: return SocketAddress.text(AF_INET6, [high.bigEndian, low.bigEndian])
    case .unix: return path
    case .unspecified: return ""
    }
  }

  package var port: Int { Int(portNumber) }

  package var isLoopback: Bool {
    switch kind {
    case .ipv4: return low >> 24 == 127
    case .ipv6: return high == 0 && low == 1
    case .unix: return true
    case .unspecified: return false
    }
  }

  package var isIPv4: Bool { kind == .ipv4 }
  package var isIPv6: Bool { kind == .ipv6 }
  package var isUnix: Bool { kind == .unix }

  /// `192.0.2.1:4711`, `[2001:db8::1]:4711` or `unix:/path`.
  package var description: String {
    switch kind {
    case .ipv4: return "\(host):\(port)"
    case .ipv6: return "[\(host)]:\(port)"
    case .unix: return path.isEmpty ? "unix:" : "unix:\(path)"
    case .unspecified: return "unspecified"
    }
  }

  /// Whether the first `length` bits are those of `network`; never for an address of another kind.
  package func isWithin(_ network: SocketAddress, prefixBits length: Int) -> Bool {
    guard kind == network.kind else { return false }
    switch kind {
    case .ipv4: return (low ^ network.low) >> (32 - length) == 0
    case .ipv6 where length <= 64: return (high ^ network.high) >> (64 - length) == 0
    case .ipv6: return high == network.high && (low ^ network.low) >> (128 - length) == 0
    case .unix, .unspecified: return false
    }
  }

  var family: CInt {
    switch kind {
    case .ipv4: return AF_INET
    case .ipv6: return AF_INET6
    case .unix, .unspecified: return AF_UNIX
    }
  }

  /// The same address with another port.
  func with(port: UInt16) -> SocketAddress {
    var copy = self
    copy.portNumber = port
    return copy
  }

  /// `::`, which takes IPv4 as well where the socket allows it.
  static let anyIPv6: SocketAddress = SocketAddress(kind: .ipv6)
  static let anyIPv4: SocketAddress = SocketAddress(kind: .ipv4)

  /// 127.0.0.1.
  static let loopback: SocketAddress = {
    var address = SocketAddress(kind: .ipv4)
    address.low = 0x7F00_0001
    return address
  }()

  /// `::1`.
  static let loopbackIPv6: SocketAddress = {
    var address = SocketAddress(kind: .ipv6)
    address.low = 1
    return address
  }()

  /// An address in the one form that `inet_pton` takes, of the family asked for: no name, no octal,
  /// no abbreviation.
  init?(strict text: String, family: CInt, port: UInt16) {
    guard !text.utf8.contains(0) else { return nil }
    var bytes: (UInt64, UInt64) = (0, 0)
    guard inet_pton(family, text, &bytes) == 1 else { return nil }
    let read = withUnsafeBytes(of: bytes) { Array($0) }
    self.init(networkOrder: family == AF_INET ? read[..<4] : read[...], port: port)
  }

  /// 4 bytes of an IPv4 address or 16 of an IPv6 one, in network order.
  init(networkOrder bytes: ArraySlice<UInt8>, port: UInt16) {
    precondition(bytes.count == 4 || bytes.count == 16, "no address has \(bytes.count) bytes")
    let number = { (part: ArraySlice<UInt8>) in part.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
    let (high, low) = (number(bytes.dropLast(8)), number(bytes.suffix(8)))
    let isIPv4 = bytes.count == 4 || (high == 0 && low >> 32 == SocketAddress.mappedPrefix)
    self.init(kind: isIPv4 ? .ipv4 : .ipv6)
    (self.high, self.low) = (high, isIPv4 ? low & 0xFFFF_FFFF : low)
    portNumber = port
  }

  /// What the low half of an IPv4-mapped IPv6 address begins with (RFC 4291 §2.5.5.2).
  private static let mappedPrefix: UInt64 = 0xFFFF

  // MARK: - The kernel's form

  /// Calls `body` with the address as a `sockaddr`.
  func withSockaddr<Answer>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Answer) -> Answer {
    switch kind {
    case .ipv4:
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = portNumber.bigEndian
      address.sin_addr.s_addr = UInt32(truncatingIfNeeded: low).bigEndian
      return SocketAddress.lend(&address, body)
    case .ipv6:
      var address = sockaddr_in6()
      address.sin6_family = sa_family_t(AF_INET6)
      address.sin6_port = portNumber.bigEndian
      address.sin6_scope_id = scope
      withUnsafeMutableBytes(of: &address.sin6_addr) {
        $0.storeBytes(of: high.bigEndian, as: UInt64.self)
        $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
      }
      return SocketAddress.lend(&address, body)
    case .unix, .unspecified:
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
      return SocketAddress.lend(&address, body)
    }
  }

  /// Becomes the address that a call such as `accept` fills in.
  mutating func receive(
    _ call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> CInt
  ) -> CInt {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        let result = call(address, &length)
        if result >= 0 { self = SocketAddress(address, length) ?? .unspecified }
        return result
      }
    }
  }

  /// Reads what the kernel or `getaddrinfo` wrote; nil for any other family.
  init?(_ address: UnsafePointer<sockaddr>, _ length: socklen_t) {
    let bytes = UnsafeRawBufferPointer(start: address, count: Int(length))
    switch CInt(address.pointee.sa_family) {
    case AF_INET:
      let read = bytes.loadUnaligned(as: sockaddr_in.self)
      self.init(kind: .ipv4)
      low = UInt64(UInt32(bigEndian: read.sin_addr.s_addr))
      portNumber = UInt16(bigEndian: read.sin_port)
    case AF_INET6:
      let read = bytes.loadUnaligned(as: sockaddr_in6.self)
      let (high, low) = withUnsafeBytes(of: read.sin6_addr) {
        (
          UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)),
          UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
      }
      if high == 0 && low >> 32 == SocketAddress.mappedPrefix {
        self.init(kind: .ipv4)
        self.low = low & 0xFFFF_FFFF
      } else {
        self.init(kind: .ipv6)
        (self.high, self.low, scope) = (high, low, read.sin6_scope_id)
      }
      portNumber = UInt16(bigEndian: read.sin6_port)
    case AF_UNIX:
      self.init(kind: .unix)
      let path = bytes.dropFirst(MemoryLayout<sa_family_t>.size).prefix { $0 != 0 }
      self.path = String(decoding: path, as: UTF8.self)
    default:
      return nil
    }
  }

  private static func lend<Address, Answer>(
    _ address: inout Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Answer
  ) -> Answer {
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<Address>.size))
      }
    }
  }

  private static func text(_ family: CInt, _ words: [some FixedWidthInteger & BitwiseCopyable])
    -> String
  {
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let isWritten = words.withUnsafeBytes {
      inet_ntop(family, $0.baseAddress, &buffer, socklen_t(buffer.count)) != nil
    }
    guard isWritten else { return "" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
