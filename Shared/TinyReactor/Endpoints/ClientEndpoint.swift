/// Where to connect, as a string (Twisted's clientFromString): `tcp:example.org:1400`,
/// `tcp:\:\:1:1400`, `unix:/run/chat.sock`.
package struct ClientEndpoint: Sendable, CustomStringConvertible {
  private enum Place: Sendable {
    case name(String, port: UInt16)
    case addresses([SocketAddress])
  }

  package let description: String
  private let place: Place

  /// Throws, saying what is wrong with the string.
  package init(_ text: String) throws(EndpointError) {
    var words = try EndpointText(text)
    switch words.kind {
    case "tcp":
      let host = try words.take("host")
      place = .name(host, port: try words.port())
    case "unix":
      let path = try words.take("path")
      guard let address = SocketAddress(unixPath: path) else {
        throw EndpointError(text, "the path is too long for a unix socket (107 bytes)")
      }
      place = .addresses([address])
    default:
      throw EndpointError(
        text, "'\(words.kind)' is not a kind of endpoint; there are tcp and unix")
    }
    try words.finish()
    description = text
  }

  /// A name or numeric address. A port outside 0 to 65535 is a programming error.
  package static func tcp(host: String, port: Int) -> ClientEndpoint {
    guard let port = UInt16(exactly: port) else { preconditionFailure("no port \(port)") }
    let escaped = host.replacing(":", with: "\\:")
    return ClientEndpoint(.name(host, port: port), "tcp:\(escaped):\(port)")
  }

  /// One of `addresses`, tried in turn.
  package init(at addresses: SocketAddress...) {
    self.init(.addresses(addresses), addresses.map(\.description).joined(separator: " or "))
  }

  /// How to reach `server` from this machine; throws if that cannot be known.
  package init(reaching server: ServerEndpoint) throws(EndpointError) {
    self = try server.reachable()
  }

  private init(_ place: Place, _ description: String) {
    self.place = place
    self.description = description
  }

  /// Connects, and starts the protocol that `factory` builds. A name's addresses are tried in turn.
  /// Fails with `SystemError`, `ResolveError`, `TimeoutError`, or `ConnectionLost.aborted` when the
  /// factory builds nothing; cancelling gives up.
  package func connect(
    on reactor: Reactor, timeout: Duration = .seconds(10), _ factory: any StreamFactory
  ) -> Deferred<any StreamProtocol> {
    resolve(on: reactor)
      .addCallback { addresses in
        let connector = Connector(addresses, on: reactor, factory)
        let connected = connector.connected
        connector.tryNext()
        return connected
      }
      .addTimeout(timeout, on: reactor)
  }

  private func resolve(on reactor: Reactor) -> Deferred<[SocketAddress]> {
    switch place {
    case .addresses(let addresses): .succeeded(addresses)
    case .name(let host, let port): reactor.resolve(host, port: port)
    }
  }
}
