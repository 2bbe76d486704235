package import TinyReactor

/// Which `Host` headers the dashboard answers to.
///
/// A page elsewhere can point a name of its own at 127.0.0.1 (DNS rebinding) and then talk to us as
/// the same origin; it cannot choose the `Host` its browser sends. Ports do not matter.
package struct HostGuard {
  private let names: Set<String>
  private let isAnyNameAllowed: Bool
  /// Listening on every interface, any numeric address is ours; a rebinding page has a name.
  private let isAnyAddressAllowed: Bool

  /// In place of a name: all of them.
  static let any = "*"

  /// Whether an operator's `name` can be the host of a request: a name or an address, perhaps with a
  /// port.
  static func isHost(_ name: String) -> Bool {
    guard let authority = Authority(name) else {
      return SocketAddress(host: name, port: 0)?.isIPv6 == true
    }
    return authority.host.contains { $0.isLetter || $0.isNumber }
  }

  /// `extra` are the operator's names; `*` allows any.
  package init(listen: ServerEndpoint, extra: [String]) {
    let interface = listen.interface?.host
    var names: Set = ["localhost", "127.0.0.1", "::1"]
    names.formUnion(extra.compactMap { Authority($0) ?? Authority("[\($0)]") }.map(\.host))
    if let interface { names.insert(interface) }
    self.names = names
    isAnyNameAllowed = extra.contains(Self.any)
    isAnyAddressAllowed = interface == nil || interface == "0.0.0.0" || interface == "::"
  }

  /// A missing or unreadable `Host` is refused too.
  package func allows(_ host: String?) -> Bool {
    guard let authority = host.flatMap(Authority.init) else { return false }
    guard let address = SocketAddress(host: authority.host, port: 0) else {
      return isAnyNameAllowed || names.contains(authority.host)
    }
    return isAnyNameAllowed || isAnyAddressAllowed || names.contains(address.host)
  }

  /// For whoever has called us by another `host`: which, and what to set.
  static func explanation(of host: String?) -> String {
    guard let host, !host.isEmpty else { return "This request does not say which host it is for." }
    return "This dashboard does not go by the name \(host.prefix(shownMax)) (Host). If that is how "
      + "you call it, add it to DASHBOARD_HOSTS. If a proxy of yours calls it so, let it hand on the "
      + "name that browsers use, and set DASHBOARD_HOSTS to that. \(nginxHint)"
  }

  /// Characters of a name that are shown to whoever sent it.
  static let shownMax = 100
  /// What nginx hands on by itself is the name in `proxy_pass`.
  static let nginxHint = "nginx does so with proxy_set_header Host $http_host"
}

/// `host`, `host:port` or `[address]:port`, as in `Host` and `Origin` (RFC 3986 §3.2).
package struct Authority: Equatable {
  /// In lower case, without brackets and without the dot that may end a full name.
  package let host: String
  package let port: Int?

  package init?(_ text: String) {
    let host: Substring
    let rest: Substring
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      host = text[text.index(after: text.startIndex)..<end]
      rest = text[text.index(after: end)...]
    } else {
      let end = text.firstIndex(of: ":") ?? text.endIndex
      host = text[..<end]
      rest = text[end...]
    }
    let name = host.hasSuffix(".") ? host.dropLast() : host
    guard !name.isEmpty, name.utf8.allSatisfy(Self.isAllowedInHost) else { return nil }
    self.host = name.lowercased()
    if rest.isEmpty || rest == ":" {
      port = nil
    } else {
      let digits = rest.dropFirst()
      guard rest.hasPrefix(":"), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let port = Int(digits), port <= 65_535
      else { return nil }
      self.port = port
    }
  }

  private static func isAllowedInHost(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: ":"):
      true
    default: false
    }
  }
}
