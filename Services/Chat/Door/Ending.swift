package import TinyReactor

/// Until when lines that wait are said of somebody who has finished sending, or is gone.
///
/// Who finished in good order is heard for a minute more, though they have left since: a pipe does both
/// (`seq 99 | nc -q0`). Who was reset is heard for five seconds, and so is who ended and left while
/// lines waited that had come a while before: that is no pipe, but a Ctrl-C after a paste.
package struct Ending: Equatable {
  /// How long what waits is said after the end of input.
  package static let finishedMax = Duration.seconds(60)
  /// The same after a reset.
  package static let resetMax = Duration.seconds(5)
  /// A pipe ends with its last bytes; an end that comes later is somebody's wish.
  package static let pipeEndMax = Duration.milliseconds(500)

  /// Nil while there is no end.
  package private(set) var until: Duration?
  /// How long that was when the input ended.
  package private(set) var span = finishedMax
  private var isInterruption = false
  private var isGone = false

  package init() {}

  /// The peer sends nothing more; its last bytes came at `lastArrival`. False when that is known.
  package mutating func finish(at now: Duration, lastArrival: Duration) -> Bool {
    guard until == nil else { return false }
    isInterruption = now - lastArrival > Self.pipeEndMax
    until = now + Self.finishedMax
    return true
  }

  /// The peer has said that it wants no more, as telnet does at Ctrl-C. False when the end is known.
  package mutating func interrupt(at now: Duration) -> Bool {
    guard until == nil else { return false }
    isInterruption = true
    span = Self.resetMax
    until = now + span
    return true
  }

  /// The peer is gone.
  package mutating func lose(_ reason: ConnectionLost, at now: Duration, lastArrival: Duration) {
    guard !isGone else { return }
    isGone = true
    if until == nil, reason.isAfterEndOfInput {
      _ = finish(at: now, lastArrival: lastArrival)
    }
    guard until == nil || isInterruption else { return }
    until = min(until ?? now + Self.resetMax, now + Self.resetMax)
  }
}
