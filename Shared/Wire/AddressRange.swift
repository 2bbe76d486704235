/// An address or a CIDR range of them: whom a ban means.
///
/// Read strictly (RFC 4291 §2.2, RFC 4632 §3.1), since what can be read in two ways bans the wrong
/// people: no octal, no half addresses, no zones, no bits after the prefix. An IPv4-mapped IPv6
/// address is the IPv4 address it stands for. `description` is the one way of writing it (RFC 5952):
/// equal ranges have equal texts.
package struct AddressRange: Hashable, Sendable, CustomStringConvertible {
  package let isIPv6: Bool
  /// How many leading bits all its addresses share: 32 or 128 for a single address.
  package let prefixBits: Int
  /// An IPv4 address is in the low 32 bits.
  private let first: UInt128

  /// Longer texts are no address: `ffff:…:ffff:255.255.255.255/128` has 49 bytes.
  private static let textBytesMax = 49
  /// What an IPv4-mapped address begins with (RFC 4291 §2.5.5.2), and how many bits that is.
  private static let mapped: (prefix: UInt128, bits: Int) = (0xFFFF, 96)

  /// Throws, with a sentence for whoever wrote `text`.
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

  /// The network of so many bits that holds this range; the range itself when it is no smaller.
  package func network(prefixBits: Int) -> AddressRange {
    guard prefixBits < self.prefixBits else { return self }
    let mask = UInt128.max << (width - prefixBits)
    return AddressRange(isIPv6: isIPv6, first & mask, prefixBits: prefixBits)
  }

  /// What one subscriber is given, and so stands for one person: the address, or the /64 of an IPv6 one
  /// (RFC 6177 §2).
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

/// Why a text names no range of addresses.
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
  private static func address(_ text: Substring) -> (bits: UInt128, isIPv6: Bool)? {
    if let bits = ipv4(text) { return (UInt128(bits), false) }
    return ipv6(text).map { ($0, true) }
  }

  private static func ipv4(_ text: Substring) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt32 = 0
    for part in parts {
      guard let byte = decimal(part, max: 255) else { return nil }
      bits = bits << 8 | UInt32(byte)
    }
    return bits
  }

  private static func ipv6(_ text: Substring) -> UInt128? {
    let halves = text.split(separator: "::", omittingEmptySubsequences: false)
    guard halves.count <= 2, let head = groups(halves[0], mayEndInIPv4: halves.count == 1),
      let tail = halves.count == 2 ? groups(halves[1], mayEndInIPv4: true) : []
    else { return nil }
    let missing = 8 - head.count - tail.count
    guard halves.count == 2 ? missing >= 1 : missing == 0 else { return nil }
    let groups = head + [UInt16](repeating: 0, count: missing) + tail
    return groups.reduce(0) { $0 << 16 | UInt128($1) }
  }

  private static func groups(_ text: Substring, mayEndInIPv4: Bool) -> [UInt16]? {
    if text.isEmpty { return [] }
    var parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var end: [UInt16] = []
    if mayEndInIPv4, let last = parts.last, let bits = ipv4(last) {
      end = [UInt16(bits >> 16), UInt16(truncatingIfNeeded: bits)]
      parts.removeLast()
    }
    var groups: [UInt16] = []
    for part in parts {
      // A sign would pass `UInt16`.
      guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit),
        let group = UInt16(part, radix: 16)
      else { return nil }
      groups.append(group)
    }
    return groups + end
  }

  /// A number as everybody reads it: no sign, and no leading zero, which C takes for octal.
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

  /// The first of the longest runs of zeros, two at least (RFC 5952 §4.2).
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
