/// How a client works; what is not said is fit for short commands to a server nearby.
package struct RedisOptions: Sendable {
  /// What the server lists this client as (CLIENT LIST): visible ASCII.
  package var name: String?
  /// For each command that is not given one of its own, for a PING, and for `close`.
  package var deadline = Duration.seconds(1)
  /// For one attempt to connect and to be let in.
  package var attemptMax = Duration.seconds(3)
  /// How often a PING asks whether the server still answers; nil never asks. Commands with a longer
  /// deadline than `deadline` may hold up an answer (XREAD BLOCK): while one of them waits, there is
  /// no PING, and its own deadline takes its place.
  package var heartbeat: Duration? = .seconds(1)
  /// Commands that may wait for an answer, and their bytes; more fail at once.
  package var waitingMax = 1_024
  package var waitingBytesMax = 1_048_576
  package var limits = RESPLimits()
  /// Pauses between attempts grow from one to the other.
  package var pauseFirst = Duration.milliseconds(100)
  package var pauseLongest = Duration.seconds(1)

  package init() {}
}
