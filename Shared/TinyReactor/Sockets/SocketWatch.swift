/// What the reactor watches a socket for; only what changes costs a call of the system.
struct SocketWatch {
  private let reactor: Reactor
  private let socket: CInt
  /// Nil while it is not watched.
  private var interest: Interest?

  init(_ socket: CInt, on reactor: Reactor) {
    self.socket = socket
    self.reactor = reactor
  }

  /// One that is not watched begins to be only for reading.
  mutating func update(_ wanted: Interest, for handler: any ReadinessHandler) throws(SystemError) {
    guard wanted != interest, interest != nil || wanted.contains(.reading) else { return }
    if interest == nil {
      try reactor.watch(socket, wanted, handler)
    } else {
      try reactor.setInterest(socket, wanted)
    }
    interest = wanted
  }

  mutating func stop() {
    interest = nil
    reactor.unwatch(socket)
  }
}
