import Glibc

extension Reactor {
  /// Has SIGINT, SIGTERM and SIGHUP stop the reactor; a second SIGINT or SIGTERM stops it at once.
  /// SIGHUP stays ignored if it already was, as under `nohup`. SIGPIPE is ignored: a closed log is
  /// no reason to die.
  ///
  /// Call it before any thread is started: the signals are blocked in this thread and in those that
  /// it starts, and are read on the loop.
  package func stopOnSignals() throws {
    System.ignoreBrokenPipes()
    // Once blocked, even an ignored signal would be delivered.
    let hangUp = System.isIgnored(SIGHUP) ? [] : [SIGHUP]
    let descriptor = try system.makeSignalDescriptor([SIGINT, SIGTERM] + hangUp)
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

  var name: String { "signals" }

  func readable(isHungUp: Bool) {
    guard case .bytes(let count) = reactor.system.read(descriptor.number, into: reactor.readBuffer)
    else { return }
    // Several may come in one read.
    for number in System.signals(in: reactor.readBuffer, bytes: count) {
      // A closing terminal may send SIGHUP twice; that is no request to hurry.
      if !reactor.isStopping { reactor.stop() } else if number != SIGHUP { reactor.stopNow() }
    }
  }
}
