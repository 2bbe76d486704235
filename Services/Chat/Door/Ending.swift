package import TinyReactor

/// How long waiting lines are still said after their sender has finished sending, or is gone.
///
/// After an end in good order they are said for a minute, even if the sender has left since: a pipe
/// does both (`seq 99 | nc -q0`). After a reset they are said for five seconds. The same goes for a
/// sender who ended and left while lines waited that had come a while before: that is no pipe, but
/// a Ctrl-C after a paste.
package struct Ending: Equatable {
  /// How long waiting lines are said after the end of input.
  package static let finishedMax = Duration.seconds(60)
  /// The same after a reset.
  package static let resetMax = Duration.seconds(5)
  /// A pipe ends with its last bytes; an end later than this is a person's decision.
  package static let pipeEndMax = Duration.milliseconds(500)

  /// When waiting lines are given up; nil while there is no end.
  package private(set) var until: Duration?
  /// How much time there was when the input ended.
  package private(set) var span = finishedMax
  private var isInterruption = false
  private var isGone = false

  package init() {}

  /// The peer sends no more; its last bytes came at `lastArrival`. False when that was known.
  package mutating func finish(at now: Duration, lastArrival: Duration) -> Bool {
    guard until == nil else { return false }
    isInterruption = now - lastArrival > Self.pipeEndMax
    until = now + Self.finishedMax
    return true
  }

  /// The peer has asked for an end, as telnet does at Ctrl-C. False when the end was known.
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
