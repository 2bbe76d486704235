#if canImport(Glibc)
  import Glibc
#endif

extension Reactor {
  /// Has SIGINT and SIGTERM stop the reactor; a second one stops it at once. SIGPIPE is ignored: a
  /// closed log is no reason to die.
  ///
  /// Call it before any thread is started: the signals are blocked in this thread and in those that
  /// it starts, and are read on the loop.
  package func stopOnSignals() throws {
    System.ignoreBrokenPipes()
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
    guard case .bytes(let count) = reactor.system.read(descriptor.number, into: reactor.readBuffer)
    else { return }
    // SIGINT and SIGTERM may come in one read.
    for _ in 0..<(count / System.signalRecordBytes) {
      if reactor.isStopping { reactor.stopNow() } else { reactor.stop() }
    }
  }
}
