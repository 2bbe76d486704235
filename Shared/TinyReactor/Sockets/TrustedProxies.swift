/// The proxies that are believed when they name a client: `10.0.0.0/8,127.0.0.1,fd00::/8`.
package struct TrustedProxies: Sendable, Equatable {
  private struct Network: Sendable, Equatable {
    let address: SocketAddress
    let prefixBits: Int
  }

  /// This machine: what an endpoint trusts by default.
  static let loopback = TrustedProxies(networks: [
    Network(address: .loopback.with(port: 0), prefixBits: 8),
    Network(address: .loopbackIPv6, prefixBits: 128),
  ])

  private let networks: [Network]

  private init(networks: [Network]) { self.networks = networks }

  /// An entry that is neither an address nor a network.
  package struct BadEntry: Error { package let entry: Substring }

  /// Comma-separated addresses and networks.
  package init(_ list: String) throws(BadEntry) {
    var networks: [Network] = []
    for entry in list.split(separator: ",", omittingEmptySubsequences: false) {
      guard let network = TrustedProxies.network(entry) else { throw BadEntry(entry: entry) }
      networks.append(network)
    }
    self.networks = networks
  }

  private static func network(_ entry: Substring) -> Network? {
    let parts = entry.split(separator: "/", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2 else { return nil }
    guard let address = SocketAddress(numeric: String(first), port: 0) else { return nil }
    let bits = address.isIPv6 ? 128 : 32
    guard parts.count == 2 else { return Network(address: address, prefixBits: bits) }
    guard let prefixBits = Int(parts[1]), (0...bits).contains(prefixBits) else { return nil }
    return Network(address: address, prefixBits: prefixBits)
  }

  /// A unix socket's file mode decides who reaches it, so its peers are trusted.
  package func trusts(_ peer: SocketAddress) -> Bool {
    peer.isUnix || networks.contains { peer.isWithin($0.address, prefixBits: $0.prefixBits) }
  }
}
