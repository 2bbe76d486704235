package import TinyReactor
import Wire

extension SocketAddress {
  /// The range that counts as one person; see `AddressRange.subscriber`.
  package var network: String { (try? AddressRange(host))?.subscriber.description ?? host }

  /// Whether both have the same `network`: by their bits, since everybody is compared with somebody.
  package func sharesNetwork(with other: SocketAddress) -> Bool {
    if isIPv4 { return isWithin(other, prefixBits: 32) }
    if isIPv6 { return isWithin(other, prefixBits: 64) }
    return network == other.network
  }

  /// Tells networks apart where their addresses are nobody's business: a hash (FNV-1a, 64 bits),
  /// the same on every server. It hides nothing from whoever tries all addresses.
  package var networkKey: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in network.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return String(hash, radix: 36)
  }
}
