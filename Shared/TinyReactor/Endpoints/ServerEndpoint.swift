import Glibc

/// Where to listen, as a string (Twisted's serverFromString).
///
/// An endpoint is the one thing about a server that differs from machine to machine, so it is text
/// that can stand in a setting. What listens there is a factory, which does not know where:
///
///     try ServerEndpoint("tcp:1400").listen(on: reactor, factory)
///
/// - `tcp:1400`: all interfaces, IPv6 and IPv4; port 0 takes a free one, which
///   `ListeningPort.address` shows
/// - `tcp:8080:interface=127.0.0.1:backlog=50`, `tcp:8080:interface=[::1]`
/// - `unix:/run/chat.sock:mode=660`
/// - `systemd:name=chat`, or `index=0`: a socket that systemd has opened for us. `domain=INET`,
///   INET6 or UNIX, which Twisted requires, demands a socket of that family
/// - `haproxy:tcp:1400:trust=10.0.0.0/8,127.0.0.1`: any of these behind proxies that begin each
///   connection with a PROXY header, and are believed about who the client is. Any other peer is
///   turned away. Without `trust`, only this machine is trusted. Connections through a unix socket
///   are always trusted: its mode decides who may connect.
///
/// A backslash escapes the colon, equals sign or backslash after it.
package struct ServerEndpoint: Sendable, CustomStringConvertible {
  enum Place: Sendable {
    case tcp(port: UInt16, interface: SocketAddress?)
    case unix(path: String, address: SocketAddress, mode: UInt32)
    case systemd(InheritedSockets.Key, family: CInt?)
  }

  /// Connections that the kernel queues until they are accepted; it caps this at
  /// net.core.somaxconn.
  private static let defaultBacklog: CInt = 1_024
  private static let defaultMode: UInt32 = 0o666

  package let description: String
  /// What its owner calls it in messages: the setting it came from.
  package var label: String?
  let place: Place
  let backlog: CInt
  /// Set when peers are proxies.
  let proxies: TrustedProxies?

  /// Throws, saying what is wrong with the string.
  package init(_ text: String) throws(EndpointError) {
    description = text
    var words = try EndpointText(text)
    proxies = try ServerEndpoint.proxies(&words, text)
    switch words.kind {
    case "tcp": place = try ServerEndpoint.tcp(&words, text)
    case "unix": place = try ServerEndpoint.unix(&words, text)
    case "systemd": place = try ServerEndpoint.systemd(&words, text)
    case let digits where UInt16(digits) != nil:
      throw EndpointError(text, "no kind of endpoint; for that port write tcp:\(digits)")
    default:
      throw EndpointError(
        text,
        """
        '\(words.kind)' is not a kind of endpoint; there are tcp, unix, systemd and, around \
        one of these, haproxy
        """)
    }
    backlog = try ServerEndpoint.backlog(&words, text)
    try words.finish()
  }

  private static func proxies(_ words: inout EndpointText, _ text: String) throws(EndpointError)
    -> TrustedProxies?
  {
    guard words.kind == "haproxy" else { return nil }
    try words.unwrap()
    guard let list = words.option("trust") else { return .loopback }
    do throws(TrustedProxies.BadEntry) {
      return try TrustedProxies(list)
    } catch {
      throw EndpointError(
        text, "trust lists addresses and networks such as 10.0.0.0/8, not '\(error.entry)'")
    }
  }

  private static func tcp(_ words: inout EndpointText, _ text: String) throws(EndpointError)
    -> Place
  {
    let port = try words.port()
    try refuseBareIPv6(text)
    guard let word = words.option("interface"), !word.isEmpty else {
      return .tcp(port: port, interface: nil)
    }
    let isBracketed = word.hasPrefix("[") && word.hasSuffix("]") && word.contains(":")
    let interface = isBracketed ? String(word.dropFirst().dropLast()) : word
    guard let address = SocketAddress(host: interface, port: Int(port)) else {
      throw EndpointError(text, "the interface must be a numeric address, not '\(interface)'")
    }
    return .tcp(port: port, interface: address)
  }

  /// `interface=::1` splits at its colons, and the error for what is left would be a riddle.
  private static func refuseBareIPv6(_ text: String) throws(EndpointError) {
    guard let start = text.firstRange(of: ":interface=")?.upperBound else { return }
    let words = text[start...].split(separator: ":", omittingEmptySubsequences: false)
    let host = words.prefix { !$0.contains("=") }.joined(separator: ":")
    guard SocketAddress(host: host, port: 0)?.isIPv6 == true else { return }
    throw EndpointError(
      text, "an IPv6 address has its colons in brackets here: write interface=[\(host)]")
  }

  private static func unix(_ words: inout EndpointText, _ text: String) throws(EndpointError)
    -> Place
  {
    let path = try words.take("path")
    guard let address = SocketAddress(unixPath: path) else {
      throw EndpointError(text, "the path is too long for a unix socket (107 bytes)")
    }
    guard let digits = words.option("mode") else {
      return .unix(path: path, address: address, mode: defaultMode)
    }
    guard let mode = UInt32(digits, radix: 8), mode <= 0o777 else {
      throw EndpointError(text, "the mode must be octal, such as 660, not '\(digits)'")
    }
    return .unix(path: path, address: address, mode: mode)
  }

  private static func systemd(_ words: inout EndpointText, _ text: String) throws(EndpointError)
    -> Place
  {
    let families = ["INET": AF_INET, "INET6": AF_INET6, "UNIX": AF_UNIX]
    let domain = words.option("domain")
    let family = domain.flatMap { families[$0] }
    if let domain, family == nil {
      throw EndpointError(text, "the domain must be INET, INET6 or UNIX, not '\(domain)'")
    }
    switch (words.option("name"), words.option("index")) {
    case (let name?, nil): return .systemd(.name(name), family: family)
    case (nil, let digits?):
      guard let index = Int(digits), index >= 0 else {
        throw EndpointError(text, "the index must be a number from 0 on, not '\(digits)'")
      }
      return .systemd(.index(index), family: family)
    default:
      throw EndpointError(text, "it takes a name or an index, and not both")
    }
  }

  private static func backlog(_ words: inout EndpointText, _ text: String) throws(EndpointError)
    -> CInt
  {
    guard let digits = words.option("backlog") else { return defaultBacklog }
    guard let backlog = CInt(digits), backlog > 0 else {
      throw EndpointError(text, "the backlog must be a number above 0, not '\(digits)'")
    }
    return backlog
  }

  /// Whether each connection begins with a PROXY header.
  package var isBehindProxy: Bool { proxies != nil }

  package var isUnix: Bool {
    if case .unix = place { true } else { false }
  }

  /// Whether only this machine can reach it, as far as the string says.
  package var isLoopback: Bool {
    switch place {
    case .tcp(_, let interface): interface?.isLoopback ?? false
    case .unix: true
    case .systemd(_, let family): family == AF_UNIX
    }
  }

  /// The numeric address that the string names; nil when it means all of them, or names none.
  package var interface: SocketAddress? {
    if case .tcp(_, let interface) = place { interface } else { nil }
  }

  /// Whether listening at both at once is impossible, as far as the strings say.
  package func collides(with other: ServerEndpoint) -> Bool {
    switch (place, other.place) {
    case (.tcp(let port, let one), .tcp(let otherPort, let another)):
      guard port == otherPort, port != 0 else { return false }
      guard let one, let another else { return true }
      let all = SocketAddress.anyIPv6.with(port: port)  // takes IPv4 as well
      let allIPv4 = SocketAddress.anyIPv4.with(port: port)
      return one == another || one == all || another == all
        || one.family == another.family && (one == allIPv4 || another == allIPv4)
    case (.unix(let path, _, _), .unix(let otherPath, _, _)): return path == otherPath
    case (.systemd(let key, _), .systemd(let otherKey, _)): return key == otherKey
    default: return false
    }
  }

  /// How to reach a server that listens here, from this machine. Throws for a systemd socket that
  /// is not among `inherited`: only systemd knows where it listens.
  package func reachable(inheriting inherited: InheritedSockets? = nil) throws(EndpointError)
    -> ClientEndpoint
  {
    switch place {
    case .tcp(let port, let interface):
      return Self.reaching(interface ?? .anyIPv4.with(port: port))
    case .unix(_, let address, _):
      return ClientEndpoint(at: address)
    case .systemd(let key, _):
      guard let address = (inherited ?? .ofThisProcess).address(key) else {
        throw EndpointError(
          description, "the socket is systemd's, and only who is started with it knows its address")
      }
      return Self.reaching(address)
    }
  }

  /// A server on all interfaces is on loopback as well.
  private static func reaching(_ address: SocketAddress) -> ClientEndpoint {
    guard let port = UInt16(exactly: address.port) else { return ClientEndpoint(at: address) }
    let isAny = address == .anyIPv4.with(port: port) || address == .anyIPv6.with(port: port)
    return isAny ? .tcp(host: "127.0.0.1", port: Int(port)) : ClientEndpoint(at: address)
  }
}
