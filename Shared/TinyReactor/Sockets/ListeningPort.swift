import Glibc

/// A socket that accepts connections (Twisted's IListeningPort).
package final class ListeningPort {
  /// Connections accepted per turn; the rest wait in the backlog, so that other handlers get a
  /// turn.
  private static let acceptsPerTurnMax = 64
  /// How long to leave the backlog alone when the system cannot accept any more.
  private static let pauseAfterFailure = Duration.milliseconds(100)

  private let reactor: Reactor
  private let factory: any StreamFactory
  private let number: CInt
  private var socket: FileDescriptor?
  /// Released to turn a connection away when no descriptors are left.
  private var reserve: FileDescriptor?
  private let socketFile: String?
  /// Set when peers are proxies, each of which begins with a PROXY header.
  private let proxies: TrustedProxies?
  // Anyone may connect; nobody may fill the log.
  private let strangers: RepeatedReport<String>
  private let badHeaders: RepeatedReport<String>
  private let turnedAway: RepeatedReport<String>

  /// Where it listens, with the real port where 0 was asked for.
  package let address: SocketAddress

  init(
    _ socket: consuming FileDescriptor, socketFile: String? = nil,
    behind proxies: TrustedProxies? = nil, on reactor: Reactor, _ factory: any StreamFactory
  ) throws(SystemError) {
    self.reactor = reactor
    self.factory = factory
    self.socketFile = socketFile
    self.proxies = proxies
    number = socket.number
    address = try reactor.system.localAddress(socket.number)
    strangers = RepeatedReport(about: "\(address)", on: reactor)
    badHeaders = RepeatedReport(about: "\(address)", on: reactor)
    turnedAway = RepeatedReport(about: "\(address)", on: reactor)
    reserve = try reactor.system.openReserve()
    self.socket = consume socket
    try reactor.watch(number, .reading, self)
    reactor.addListener(factory)
  }

  /// Stops accepting; existing connections stay.
  package func stopListening() {
    guard socket != nil else { return }
    reactor.unwatch(number)
    socket = nil
    reserve = nil
    if let socketFile { reactor.system.removeSocketFile(socketFile) }
    reactor.removeListener(factory)
  }

  package var isListening: Bool { socket != nil }

  private func accept() throws(SystemError) -> Bool {
    guard let newcomer = try reactor.system.accept(number) else { return false }
    let peer = newcomer.peer
    let socket = newcomer.takeDescriptor()
    if let proxies {
      if proxies.trusts(peer) {
        ProxyGate.open(socket, from: peer, on: reactor, factory, badHeaders)
      } else {
        strangers.report(
          "\(peer) turned away: not a proxy that the endpoint's trust= lists")
      }
    } else {
      SocketTransport.start(socket, peer: peer, on: reactor, factory)
    }
    return true
  }

  private func recover(from error: SystemError) {
    switch error.number {
    case ECONNABORTED, ECONNRESET, ENETDOWN, ENETUNREACH, EHOSTDOWN, EHOSTUNREACH, ENOPROTOOPT,
      EPERM, EPROTO:
      break  // That connection is gone, says accept(2); the next may be fine.
    case EMFILE, ENFILE:
      turnAwayNewcomer(error)
    default:
      turnedAway.report("newcomers have to wait: \(error)")
      pause()
    }
  }

  /// Accepts a connection with the reserved descriptor and closes it at once: left waiting, it
  /// would keep the port readable and the loop spinning.
  private func turnAwayNewcomer(_ error: SystemError) {
    turnedAway.report("newcomers are turned away: \(error)")
    reserve = nil
    _ = try? reactor.system.accept(number)
    reserve = try? reactor.system.openReserve()
    if reserve == nil { pause() }
  }

  private func pause() {
    reactor.unwatch(number)
    reactor.callLater(ListeningPort.pauseAfterFailure) { [self] in
      guard socket != nil else { return }
      if reserve == nil { reserve = try? reactor.system.openReserve() }
      do throws(SystemError) {
        try reactor.watch(number, .reading, self)
      } catch {
        pause()
      }
    }
  }
}

extension ListeningPort: ReadinessHandler {
  var name: String { "newcomers at \(address)" }

  func readable(isHungUp: Bool) {
    for _ in 0..<ListeningPort.acceptsPerTurnMax where socket != nil {
      do throws(SystemError) {
        guard try accept() else { return }
      } catch {
        return recover(from: error)
      }
    }
  }

  func reactorStopped() { stopListening() }
}
