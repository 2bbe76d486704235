#if canImport(Glibc)
  import Glibc
#endif

/// Where to listen, as a string (Twisted's serverFromString):
///
/// - `tcp:1400`: all interfaces, IPv6 and IPv4; port 0 takes a free one
/// - `tcp:8080:interface=127.0.0.1:backlog=50`
/// - `tcp:8080:interface=\:\:1`
/// - `unix:/run/chat.sock:mode=660`
package struct ServerEndpoint: Sendable, CustomStringConvertible {
  private enum Place: Sendable {
    case tcp(port: UInt16, interface: SocketAddress?)
    case unix(path: String, address: SocketAddress, mode: UInt32)
  }

  /// Newcomers that the kernel holds until they are accepted; it caps this at net.core.somaxconn.
  private static let defaultBacklog: CInt = 1_024
  private static let defaultMode: UInt32 = 0o666

  package let description: String
  private let place: Place
  private let backlog: CInt

  /// Throws, saying what is wrong with the string.
  package init(_ text: String) throws(EndpointError) {
    description = text
    var words = try EndpointText(text)
    switch words.kind {
    case "tcp": place = try ServerEndpoint.tcp(&words, text)
    case "unix": place = try ServerEndpoint.unix(&words, text)
    default:
      throw EndpointError(
        "\(text): '\(words.kind)' is not a kind of endpoint; there are tcp and unix")
    }
    backlog = try ServerEndpoint.backlog(&words, text)
    try words.finish()
  }

  private static func tcp(_ words: inout EndpointText, _ text: String) throws(EndpointError)
    -> Place
  {
    let port = try words.port()
    guard let interface = words.option("interface"), !interface.isEmpty else {
      return .tcp(port: port, interface: nil)
    }
    guard let address = SocketAddress(host: interface, port: Int(port)) else {
      throw EndpointError("\(text): the interface must be a numeric address, not '\(interface)'")
    }
    return .tcp(port: port, interface: address)
  }

  private static func unix(_ words: inout EndpointText, _ text: String) throws(EndpointError)
    -> Place
  {
    let path = try words.take("path")
    guard let address = SocketAddress(unixPath: path) else {
      throw EndpointError("\(text): the path is too long for a unix socket (107 bytes)")
    }
    guard let digits = words.option("mode") else {
      return .unix(path: path, address: address, mode: defaultMode)
    }
    guard let mode = UInt32(digits, radix: 8), mode <= 0o777 else {
      throw EndpointError("\(text): the mode must be octal, such as 660, not '\(digits)'")
    }
    return .unix(path: path, address: address, mode: mode)
  }

  private static func backlog(_ words: inout EndpointText, _ text: String) throws(EndpointError)
    -> CInt
  {
    guard let digits = words.option("backlog") else { return defaultBacklog }
    guard let backlog = CInt(digits), backlog > 0 else {
      throw EndpointError("\(text): the backlog must be a number above 0, not '\(digits)'")
    }
    return backlog
  }

  /// Nobody on another machine can reach it.
  package var isLoopback: Bool {
    switch place {
    case .tcp(_, let interface): interface?.isLoopback ?? false
    case .unix: true
    }
  }

  /// How to reach a server that listens here, from this machine.
  var reachableFrom: ClientEndpoint {
    switch place {
    case .tcp(let port, let interface):
      let isSpecific = interface.map {
        $0 != .anyIPv4.with(port: port) && $0 != .anyIPv6.with(port: port)
      }
      let host = isSpecific == true ? interface?.host : nil
      return .tcp(host: host ?? "127.0.0.1", port: Int(port))
    case .unix(_, let address, _):
      return ClientEndpoint(at: address)
    }
  }

  // MARK: - Listening

  /// Starts to listen. Throws `SystemError`: EADDRINUSE, EACCES …
  package func listen(on reactor: Reactor, _ factory: any StreamFactory) throws(SystemError)
    -> ListeningPort
  {
    switch place {
    case .tcp(_, let interface?):
      return try open(interface, on: reactor, factory)
    case .tcp(let port, nil):
      do throws(SystemError) {
        return try open(.anyIPv6.with(port: port), on: reactor, factory)
      } catch {
        // A machine, or a container, without IPv6.
        guard [EAFNOSUPPORT, EADDRNOTAVAIL].contains(error.number) else { throw error }
        return try open(.anyIPv4.with(port: port), on: reactor, factory)
      }
    case .unix(let path, let address, let mode):
      return try openUnix(path, address, mode: mode, on: reactor, factory)
    }
  }

  private func open(_ address: SocketAddress, on reactor: Reactor, _ factory: any StreamFactory)
    throws(SystemError) -> ListeningPort
  {
    let system = reactor.system
    let socket = try system.socket(family: address.family)
    try system.setOption(socket.number, SOL_SOCKET, SO_REUSEADDR, 1)
    if address.isIPv6 {
      let onlyIPv6: CInt = address == .anyIPv6.with(port: UInt16(address.port)) ? 0 : 1
      try system.setOption(socket.number, CInt(IPPROTO_IPV6), IPV6_V6ONLY, onlyIPv6)
    }
    try system.setStreamOptions(socket.number)
    try system.bind(socket.number, to: address)
    try system.listen(socket.number, backlog: backlog)
    return try ListeningPort(socket, on: reactor, factory)
  }

  private func openUnix(
    _ path: String, _ address: SocketAddress, mode: UInt32, on reactor: Reactor,
    _ factory: any StreamFactory
  ) throws(SystemError) -> ListeningPort {
    let system = reactor.system
    let socket = try system.socket(family: address.family)
    do throws(SystemError) {
      try system.bind(socket.number, to: address)
    } catch {
      // A socket file outlives a killed server; one that nobody answers at can go.
      guard error.number == EADDRINUSE, isAbandoned(address, system) else { throw error }
      system.removeSocketFile(path)
      try system.bind(socket.number, to: address)
    }
    try system.setMode(path, mode)
    try system.listen(socket.number, backlog: backlog)
    return try ListeningPort(socket, socketFile: path, on: reactor, factory)
  }

  private func isAbandoned(_ address: SocketAddress, _ system: System) -> Bool {
    do throws(SystemError) {
      let probe = try system.socket(family: address.family)
      try system.connect(probe.number, to: address)
      return false
    } catch {
      return error.number == ECONNREFUSED
    }
  }
}
