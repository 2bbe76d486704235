#if canImport(Glibc)
  import Glibc
#endif

extension Reactor {
  /// Has SIGINT and SIGTERM stop the reactor; a second one stops it at once.
  ///
  /// Call it before any thread is started: the signals are blocked in this thread and in those that
  /// it starts, and are read on the loop.
  package func stopOnSignals() throws {
    let descriptor = try system.makeSignalDescriptor([SIGINT, SIGTERM])
    let number = descriptor.number
    try watch(number, .reading, SignalReader(descriptor, on: self))
  }
}

private final class SignalReader: ReadinessHandler {
  private let descriptor: FileDescriptor
  private unowned let reactor: Reactor

  init(_ descriptor: consuming FileDescriptor, on reactor: Reactor) {
    self.descriptor = descriptor
    self.reactor = reactor
  }

  func readable(isHungUp: Bool) {
    guard case .bytes = reactor.system.read(descriptor.number, into: reactor.readBuffer) else {
      return
    }
    if reactor.isRunning { reactor.stop() } else { reactor.stopNow() }
  }
}
