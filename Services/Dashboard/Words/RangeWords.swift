import Wire

/// What is worth saying about an address or a range before it is banned.
package enum RangeWords {
  /// The network a single address most likely shares with its neighbours: `192.0.2.0/24`, or the
  /// /64 that an IPv6 customer owns. Nil for a range, and for what is no address.
  package static func neighbourhood(of text: String) -> String? {
    guard let address = try? AddressRange(text),
      address.prefixBits == (address.isIPv6 ? 128 : 32)
    else { return nil }
    return address.network(prefixBits: address.isIPv6 ? 64 : 24).description
  }

  /// A warning to read first; nil when there is none.
  package static func caution(_ text: String) -> String? {
    guard let range = try? AddressRange(text) else { return nil }
    if inside.contains(where: range.overlaps) {
      return
        "That is an address of a private network. Behind a proxy or a published container port "
        + "everybody has the same."
    }
    guard !range.isIPv6, range.prefixBits < 32 else { return nil }
    return "That is \(Format.grouped(1 << (32 - range.prefixBits))) addresses."
  }

  /// What RFC 1918 and RFC 4193 keep for private networks.
  private static let inside = [
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7",
  ].compactMap { try? AddressRange($0) }
}
