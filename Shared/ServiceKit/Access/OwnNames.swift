import TinyHTTP
import TinyReactor

/// The host names that a service goes by.
///
/// A foreign page can point a name of its own at this machine (DNS rebinding) and then talk to us
/// as the same origin. It cannot choose the `Host` that its browser sends, nor make an address its
/// own.
package struct OwnNames: Sendable {
  private let names: Set<String>
  private let mayBeAnyAddress: Bool
  private let mayBeAnyName: Bool

  /// `names` are hosts or addresses; a port is ignored.
  package init(_ names: [String], orAnyAddress: Bool = true, orAnyName: Bool = false) {
    self.names = Set(
      names.compactMap { Authority($0) ?? Authority("[\($0)]") }.map { Self.plain($0.host) })
    mayBeAnyAddress = orAnyAddress || orAnyName
    mayBeAnyName = orAnyName
  }

  /// False for anything that is not a host.
  package func contains(_ host: String) -> Bool {
    guard let authority = Authority(host) else { return false }
    if names.contains(Self.plain(authority.host)) { return true }
    return SocketAddress(host: authority.host, port: 0) == nil ? mayBeAnyName : mayBeAnyAddress
  }

  /// The canonical form of an address; a name as it is.
  private static func plain(_ host: String) -> String {
    SocketAddress(host: host, port: 0)?.host ?? host
  }
}
