import Glibc

/// An address or a CIDR range: what a ban applies to.
///
/// Parsed strictly (RFC 4291 §2.2, RFC 4632 §3.1), since an ambiguous range bans the wrong people:
/// no octal, no partial addresses, no zones, no bits after the prefix. An IPv4-mapped IPv6 address
/// is the IPv4 address it stands for. `description` is the canonical form (RFC 5952): equal ranges
/// have equal texts.
package struct AddressRange: Hashable, Sendable, CustomStringConvertible {
  package let isIPv6: Bool
  /// How many leading bits all its addresses share: 32 or 128 for a single address.
  package let prefixBits: Int
  /// An IPv4 address is in the low 32 bits.
  private let first: UInt128

  /// The first address as a number: by it, and by `isIPv6`, addresses are sorted.
  package var bits: UInt128 { first }

  /// Longer texts are not addresses: `ffff:…:ffff:255.255.255.255/128` has 49 bytes.
  private static let textBytesMax = 49
  /// What an IPv4-mapped address begins with (RFC 4291 §2.5.5.2), and how many bits that is.
  private static let mapped: (prefix: UInt128, bits: Int) = (0xFFFF, 96)

  /// Throws a sentence for the author of `text`.
  package init(_ text: String) throws(AddressRangeProblem) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard text.utf8.count <= Self.textBytesMax, let address = parts.first.flatMap(Self.address)
    else { throw .noAddress(text) }
    let width = address.isIPv6 ? 128 : 32
    var prefixBits = width
    if parts.count == 2 {
      guard let number = Self.decimal(parts[1], max: width) else {
        throw .badPrefix(text, bitsMax: width)
      }
      prefixBits = number
    }
    let isMapped =
      address.isIPv6 && prefixBits >= Self.mapped.bits
      && address.bits >> 32 == Self.mapped.prefix
    self.init(
      isIPv6: address.isIPv6 && !isMapped, isMapped ? address.bits & 0xFFFF_FFFF : address.bits,
      prefixBits: isMapped ? prefixBits - Self.mapped.bits : prefixBits)
    guard first & ~mask == 0 else {
      throw .bitsAfterPrefix(
        text,
        range: AddressRange(isIPv6: isIPv6, first & mask, prefixBits: self.prefixBits).description,
        address: Self.text(of: first, isIPv6: isIPv6))
    }
  }

  private init(isIPv6: Bool, _ first: UInt128, prefixBits: Int) {
    self.isIPv6 = isIPv6
    self.first = first
    self.prefixBits = prefixBits
  }

  /// The network of `prefixBits` bits that holds this range; the range itself if it is no smaller.
  package func network(prefixBits: Int) -> AddressRange {
    guard prefixBits < self.prefixBits else { return self }
    let mask = UInt128.max << (width - prefixBits)
    return AddressRange(isIPv6: isIPv6, first & mask, prefixBits: prefixBits)
  }

  /// What one subscriber is assigned, and so stands for one person: the address, or the /64 of an
  /// IPv6 one (RFC 6177 §2).
  package var subscriber: AddressRange { isIPv6 ? network(prefixBits: 64) : self }

  /// Whether all addresses of `other` are in this range.
  package func contains(_ other: AddressRange) -> Bool {
    isIPv6 == other.isIPv6 && prefixBits <= other.prefixBits && (first ^ other.first) & mask == 0
  }

  /// Whether some address is in both.
  package func overlaps(_ other: AddressRange) -> Bool {
    contains(other) || other.contains(self)
  }

  /// `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`.
  package var description: String {
    Self.text(of: first, isIPv6: isIPv6) + (prefixBits == width ? "" : "/\(prefixBits)")
  }

  private var width: Int { isIPv6 ? 128 : 32 }

  /// Ones where all addresses agree.
  private var mask: UInt128 { .max << (width - prefixBits) }
}

/// Why a text is not an address or a range.
package enum AddressRangeProblem: Error, Equatable, CustomStringConvertible {
  case noAddress(String)
  case badPrefix(String, bitsMax: Int)
  case bitsAfterPrefix(String, range: String, address: String)

  package var description: String {
    switch self {
    case .noAddress(let text):
      "\"\(text.prefix(64))\" is no address; write 192.0.2.7, 192.0.2.0/24, 2001:db8::1 or "
        + "2001:db8::/32"
    case .badPrefix(let text, let bitsMax):
      "the number after the slash of \"\(text)\" must be a whole one from 0 to \(bitsMax)"
    case .bitsAfterPrefix(let text, let range, let address):
      "\"\(text)\" could mean two things; write \(range) for the range or \(address) for the "
        + "address alone"
    }
  }
}

// MARK: - Reading

extension AddressRange {
  /// The system's `inet_pton` is strict (RFC 4291 §2.2), but for a NUL, where it stops reading.
  private static func address(_ text: Substring) -> (bits: UInt128, isIPv6: Bool)? {
    guard !text.utf8.contains(0) else { return nil }
    let text = String(text)
    var (four, six) = (in_addr(), in6_addr())
    if inet_pton(AF_INET, text, &four) == 1 { return (UInt128(four.s_addr.bigEndian), false) }
    guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
    return (withUnsafeBytes(of: six) { $0.reduce(0) { $0 << 8 | UInt128($1) } }, true)
  }

  /// An unambiguous number: no sign, and no leading zero, which C takes for octal.
  private static func decimal(_ text: Substring, max: Int) -> Int? {
    guard (1...3).contains(text.utf8.count), text == "0" || text.first != "0",
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let number = Int(text), number <= max
    else { return nil }
    return number
  }
}

// MARK: - Writing

extension AddressRange {
  private static func text(of bits: UInt128, isIPv6: Bool) -> String {
    guard isIPv6 else {
      return stride(from: 24, through: 0, by: -8).map { String(bits >> $0 & 0xFF) }
        .joined(separator: ".")
    }
    let groups = stride(from: 112, through: 0, by: -16).map { bits >> $0 & 0xFFFF }
    func text(_ range: Range<Int>) -> String {
      groups[range].map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard let zeros = longestZeros(in: groups) else { return text(0..<8) }
    return text(0..<zeros.lowerBound) + "::" + text(zeros.upperBound..<8)
  }

  /// The first of the longest runs of zeros, at least two (RFC 5952 §4.2).
  private static func longestZeros(in groups: [UInt128]) -> Range<Int>? {
    var longest = 0..<1
    var start = 0
    for (index, group) in groups.enumerated() {
      if group != 0 {
        start = index + 1
      } else if index + 1 - start > longest.count {
        longest = start..<(index + 1)
      }
    }
    return longest.count > 1 ? longest : nil
  }
}
