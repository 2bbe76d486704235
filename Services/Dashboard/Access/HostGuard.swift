import ServiceKit
import TinyHTTP
package import TinyReactor

/// Which `Host` headers the dashboard answers to (its own names), and what to say to others.
package struct HostGuard {
  private let names: OwnNames

  /// Stands for every name.
  static let any = "*"

  /// Whether an operator's `name` can be the host of a request: a name or an address, perhaps with
  /// a port.
  static func isHost(_ name: String) -> Bool {
    guard let authority = Authority(name) else {
      return SocketAddress(host: name, port: 0)?.isIPv6 == true
    }
    return authority.host.contains { $0.isLetter || $0.isNumber }
  }

  /// `extra` are the operator's names; `*` allows any. When listening on every interface, any
  /// numeric address is ours: a page that attacks by DNS rebinding has a name.
  package init(listen: ServerEndpoint, extra: [String]) {
    let interface = listen.interface?.host
    names = OwnNames(
      ["localhost", "127.0.0.1", "::1"] + extra + (interface.map { [$0] } ?? []),
      orAnyAddress: interface == nil || interface == "0.0.0.0" || interface == "::",
      orAnyName: extra.contains(Self.any))
  }

  /// A missing or unreadable `Host` is refused too.
  package func allows(_ host: String?) -> Bool { host.map(names.contains) ?? false }

  /// Tells somebody who called us by another `host` which one it was, and what to set.
  static func explanation(of host: String?) -> String {
    guard let host, !host.isEmpty else { return "This request does not say which host it is for." }
    return "This dashboard does not go by the name \(host.prefix(shownMax)) (Host). If that is how "
      + "you call it, add it to DASHBOARD_HOSTS. If a proxy of yours calls it so, let it hand on the "
      + "name that browsers use, and set DASHBOARD_HOSTS to that. \(nginxHint)"
  }

  /// How many characters of a name are shown to its sender.
  static let shownMax = 100
  /// By default nginx passes on the name in `proxy_pass`.
  static let nginxHint = "nginx does so with proxy_set_header Host $http_host"
}
