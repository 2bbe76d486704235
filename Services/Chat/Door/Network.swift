package import TinyReactor

extension SocketAddress {
  /// What one subscriber is given, and so stands for one person: the address, or the first four
  /// groups (/64) of an IPv6 one.
  package var network: String {
    guard isIPv6 else { return host }
    let halves = host.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
      .map { $0.split(separator: ":") }
    var groups = halves.first ?? []
    if let tail = halves.dropFirst().first {
      groups += Array(repeating: "0", count: 8 - groups.count - tail.count) + tail
    }
    return groups.prefix(4).joined(separator: ":")
  }
}
