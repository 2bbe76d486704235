import TinyHTTP
import TinyReactor

/// The names by which a service may be called.
///
/// A page elsewhere can have a name of its own lead to this machine (DNS rebinding) and then talk to us as
/// the same origin; it cannot choose the `Host` that its browser sends, nor make an address its own.
package struct OwnNames: Sendable {
  private let names: Set<String>
  private let mayBeAnyAddress: Bool
  private let mayBeAnyName: Bool

  /// `names` are hosts or addresses, perhaps with a port, which does not matter.
  package init(_ names: [String], orAnyAddress: Bool = true, orAnyName: Bool = false) {
    self.names = Set(
      names.compactMap { Authority($0) ?? Authority("[\($0)]") }.map { Self.plain($0.host) })
    mayBeAnyAddress = orAnyAddress || orAnyName
    mayBeAnyName = orAnyName
  }

  /// False for what is no host at all.
  package func contains(_ host: String) -> Bool {
    guard let authority = Authority(host) else { return false }
    if names.contains(Self.plain(authority.host)) { return true }
    return SocketAddress(host: authority.host, port: 0) == nil ? mayBeAnyName : mayBeAnyAddress
  }

  /// Of the many ways to write an address one.
  private static func plain(_ host: String) -> String {
    SocketAddress(host: host, port: 0)?.host ?? host
  }
}
