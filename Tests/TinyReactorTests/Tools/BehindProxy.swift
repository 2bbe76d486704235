import Support
import TinyReactor

/// A server behind a proxy, and a way to be that proxy.
final class BehindProxy {
  let reactor: Reactor
  private(set) var served: [RecordingProtocol] = []
  private(set) var peers: [SocketAddress] = []
  var checks: Int { factory.checks }
  private let factory: CountingFactory
  private let port: ListeningPort?

  init(
    _ kind: PollerKind, _ endpoint: String = "haproxy:tcp:0:interface=127.0.0.1",
    answersProxies: Bool = true
  ) throws {
    reactor = try kind.makeReactor()
    factory = CountingFactory(answersProxies: answersProxies)
    port = try ServerEndpoint(endpoint).listen(on: reactor, factory)
    factory.build = { [unowned self] peer in
      peers.append(peer)
      served.append(RecordingProtocol())
      return served.last
    }
  }

  var address: String { port.map { "\($0.address)" } ?? "" }

  func connect() throws -> RecordingProtocol {
    let proxy = RecordingProtocol()
    let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port?.address.port ?? 0)
    _ = try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in proxy }))
    return proxy
  }
}

/// Counts a proxy's own connections.
private final class CountingFactory: StreamFactory {
  let answersProxies: Bool
  private(set) var checks = 0
  var build: ((SocketAddress) -> (any StreamProtocol)?)?
  init(answersProxies: Bool) { self.answersProxies = answersProxies }
  func buildProtocol(for peer: SocketAddress) -> (any StreamProtocol)? { build?(peer) }
  func proxyLookedIn() { checks += 1 }
}
