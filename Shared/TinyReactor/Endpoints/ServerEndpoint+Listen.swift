import Glibc

/// From the string to the socket.
extension ServerEndpoint {
  /// Starts listening. Throws `SystemError`: EADDRINUSE, EACCES …; for the path of a unix socket,
  /// EISDIR if it is a directory and ENOTSOCK if it is any other file that is not a socket. The
  /// reactor keeps the port until `stopListening`.
  @discardableResult
  package func listen(on reactor: Reactor, _ factory: any StreamFactory) throws(SystemError)
    -> ListeningPort
  {
    try listen(on: reactor, inheriting: nil, factory)
  }

  /// The same, with `inherited` in place of the sockets this process inherited.
  package func listen(
    on reactor: Reactor, inheriting inherited: InheritedSockets?, _ factory: any StreamFactory
  ) throws(SystemError) -> ListeningPort {
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
    case .systemd(let key, let family):
      guard let number = (inherited ?? .ofThisProcess).descriptor(key) else {
        throw SystemError(.inherit, ENOENT)
      }
      return try adopt(number, family, on: reactor, factory)
    }
  }

  private func open(_ address: SocketAddress, on reactor: Reactor, _ factory: any StreamFactory)
    throws(SystemError) -> ListeningPort
  {
    let system = reactor.system
    let socket = try system.socket(family: address.family)
    try system.setOption(socket.number, SOL_SOCKET, SO_REUSEADDR, CInt(1))
    if address.isIPv6 {
      let onlyIPv6: CInt = address == .anyIPv6.with(port: UInt16(address.port)) ? 0 : 1
      try system.setOption(socket.number, CInt(IPPROTO_IPV6), IPV6_V6ONLY, onlyIPv6)
    }
    try system.setStreamOptions(socket.number)
    try system.bind(socket.number, to: address)
    try system.listen(socket.number, backlog: backlog)
    return try ListeningPort(socket, behind: proxies, on: reactor, factory)
  }

  private func adopt(
    _ number: CInt, _ family: CInt?, on reactor: Reactor, _ factory: any StreamFactory
  ) throws(SystemError) -> ListeningPort {
    let system = reactor.system
    let socket = try system.adopt(number)
    let address = try system.localAddress(socket.number)
    guard address.family == family ?? address.family else {
      throw SystemError(.inherit, EAFNOSUPPORT)
    }
    guard try system.isListening(socket.number) else { throw SystemError(.inherit, EINVAL) }
    if !address.isUnix { try system.setStreamOptions(socket.number) }
    return try ListeningPort(socket, behind: proxies, on: reactor, factory)
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
      // A socket file outlives a killed server; one that refuses connections can go. Any other file
      // stays, although it refuses them as well.
      guard error.number == EADDRINUSE else { throw error }
      if let other = system.socketFileError(path) { throw SystemError(.bind, other) }
      guard isAbandoned(address, system) else { throw error }
      system.removeSocketFile(path)
      try system.bind(socket.number, to: address)
    }
    do throws(SystemError) {
      try system.setMode(path, mode)
      try system.listen(socket.number, backlog: backlog)
      return try ListeningPort(
        socket, socketFile: path, behind: proxies, on: reactor, factory)
    } catch {
      system.removeSocketFile(path)
      throw error
    }
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
