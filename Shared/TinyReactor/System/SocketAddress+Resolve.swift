import Glibc

/// Names to addresses.
extension SocketAddress {
  /// A numeric address; nil for anything else.
  package init?(host: String, port: Int) {
    guard let port = UInt16(exactly: port) else { return nil }
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    guard let address = SocketAddress.lookUp(host, port: port, hints).first else { return nil }
    self = address
  }

  /// All addresses of `host`, in the system's order of preference. Blocks: call it on a `Worker`.
  static func resolve(_ host: String, port: UInt16) throws(ResolveError) -> [SocketAddress] {
    var hints = addrinfo()
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var problem: CInt = 0
    let addresses = lookUp(host, port: port, hints, &problem)
    if addresses.isEmpty {
      throw ResolveError(host: host, reason: String(cString: gai_strerror(problem)))
    }
    return addresses
  }

  /// An address in its full form, of either family: no name, no octal, no abbreviation.
  init?(numeric text: String, port: UInt16) {
    let address =
      SocketAddress(strict: text, family: AF_INET, port: port)
      ?? SocketAddress(strict: text, family: AF_INET6, port: port)
    guard let address else { return nil }
    self = address
  }

  private static func lookUp(_ host: String, port: UInt16, _ hints: addrinfo) -> [SocketAddress] {
    var ignored: CInt = 0
    return lookUp(host, port: port, hints, &ignored)
  }

  private static func lookUp(
    _ host: String, port: UInt16, _ hints: addrinfo, _ problem: inout CInt
  ) -> [SocketAddress] {
    var hints = hints
    var list: UnsafeMutablePointer<addrinfo>?
    problem = getaddrinfo(host, nil, &hints, &list)
    defer { if let list { freeaddrinfo(list) } }
    return sequence(first: list, next: { $0?.pointee.ai_next }).compactMap { entry in
      guard let info = entry?.pointee, let address = info.ai_addr else { return nil }
      return SocketAddress(address, info.ai_addrlen)?.with(port: port)
    }
  }
}

/// A name without an address.
package struct ResolveError: Error, Equatable, Sendable, CustomStringConvertible {
  package let host: String
  package let reason: String

  package var description: String { "no address for \(host): \(reason)" }
}
