/// Asks the kernel which descriptors are ready: the one thing that differs from system to system.
///
/// Level-triggered: a descriptor that is ready and not dealt with is reported again.
package protocol Poller: AnyObject {
  /// Starts watching; `token` comes back with each event.
  func add(_ descriptor: CInt, _ interest: Interest, token: UInt64) throws(SystemError)
  func modify(_ descriptor: CInt, _ interest: Interest, token: UInt64) throws(SystemError)
  /// Stops watching. Call it before the descriptor is closed.
  func remove(_ descriptor: CInt)
  /// Waits until something is ready or `timeout` has passed (nil: for ever), and replaces `events`.
  func wait(_ timeout: Duration?, _ events: inout [ReadyEvent]) throws(SystemError)
}

/// What to watch a descriptor for. Errors and hang-ups are always reported.
package struct Interest: OptionSet, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let reading = Interest(rawValue: 1)
  package static let writing = Interest(rawValue: 2)
  /// The peer has finished sending, whatever is still unread: for a handler that is not reading
  /// now.
  package static let finishing = Interest(rawValue: 4)
}

/// A descriptor that can be dealt with now.
package struct ReadyEvent: Sendable {
  package let token: UInt64
  /// Bytes, an end of file or an error are waiting to be read.
  package let isReadable: Bool
  package let isWritable: Bool
  /// Both directions are over: a hang-up or an error.
  package let isHungUp: Bool
  /// The peer has finished sending; reported only when asked for.
  package let isFinished: Bool
}

extension Duration {
  /// Whole milliseconds for the kernel, rounded up: 0.4 ms as 0 would spin. -1 waits for ever.
  static func millisecondsToWait(_ timeout: Duration?) -> CInt {
    guard let timeout else { return -1 }
    let (seconds, attoseconds) = timeout.components
    let longest: Int64 = 3_600
    if seconds >= longest { return CInt(longest * 1_000) }
    if seconds < 0 || attoseconds < 0 { return 0 }
    let attosecondsPerMillisecond: Int64 = 1_000_000_000_000_000
    let roundedUp = (attoseconds + attosecondsPerMillisecond - 1) / attosecondsPerMillisecond
    return CInt(seconds * 1_000 + roundedUp)
  }
}
