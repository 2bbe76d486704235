/// What the reactor watches a socket for; only a change costs a system call.
struct SocketWatch {
  /// Nil while it is not watched.
  private var interest: Interest?

  /// Starts to watch an unwatched socket only once reading is wanted.
  mutating func update(
    _ wanted: Interest, of socket: CInt, for handler: any ReadinessHandler, on reactor: Reactor
  ) throws(SystemError) {
    guard wanted != interest, interest != nil || wanted.contains(.reading) else { return }
    if interest == nil {
      try reactor.watch(socket, wanted, handler)
    } else {
      try reactor.setInterest(socket, wanted)
    }
    interest = wanted
  }

  mutating func stop(_ socket: CInt, on reactor: Reactor) {
    interest = nil
    reactor.unwatch(socket)
  }
}
