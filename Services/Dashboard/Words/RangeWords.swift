import Wire

/// What is worth saying about an address or a range before it is banned.
package enum RangeWords {
  /// The network a single address most likely shares with its neighbours: `192.0.2.0/24`, and the
  /// /64 which an IPv6 customer owns. Nil for a range, and for what is no address.
  package static func neighbourhood(of text: String) -> String? {
    guard let address = try? AddressRange(text),
      address.prefixBits == (address.isIPv6 ? 128 : 32)
    else { return nil }
    let host = address.description
    let network =
      address.isIPv6
      ? network64(of: host) : host.split(separator: ".").dropLast().joined(separator: ".") + ".0/24"
    return (try? AddressRange(network))?.description
  }

  /// The first four groups of an IPv6 address, as a network.
  package static func network64(of address: String) -> String {
    let halves = address.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
    let head = halves[0].split(separator: ":")
    let tail = halves.count == 2 ? halves[1].split(separator: ":") : []
    let zeros = Array(repeating: Substring("0"), count: max(0, 8 - head.count - tail.count))
    return (head + zeros + tail).prefix(4).joined(separator: ":") + "::/64"
  }

  /// What to think of first; nil when nothing comes to mind.
  package static func caution(_ text: String) -> String? {
    guard let range = try? AddressRange(text) else { return nil }
    if inside.contains(where: range.overlaps) {
      return
        "That is an address of a private network. Behind a proxy or a published container port "
        + "everybody has the same."
    }
    guard !range.isIPv6, range.prefixBits < 32 else { return nil }
    return "That is \(Words.grouped(1 << (32 - range.prefixBits))) addresses."
  }

  /// What RFC 1918 and RFC 4193 keep for private networks.
  private static let inside = [
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7",
  ].compactMap { try? AddressRange($0) }
}
