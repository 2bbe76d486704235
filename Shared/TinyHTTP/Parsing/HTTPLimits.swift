/// What one peer may ask of a server; each limit has its own answer.
package struct HTTPLimits: Sendable {
  package init() {}

  /// Request line and fields together; more is 431, or 414 while the request line has not ended.
  package var headBytesMax = 16_384
  /// More is 431.
  package var fieldsMax = 100
  /// More is 414.
  package var targetBytesMax = 8_192
  /// More is 413, as soon as the length says so or the chunks add up to it.
  package var bodyBytesMax = 65_536
  /// How long a connection may be idle: announced in whole seconds as `Keep-Alive: timeout=`.
  package var idleMax = Duration.seconds(75)
  /// How much later it is closed, without a word: a request sent in time has arrived by then. Not a
  /// whole second, since clients that ignore the announcement send at those.
  package var idleGrace = Duration.milliseconds(5_500)
  /// From the first byte of a head to its last; then 408.
  package var headTimeMax = Duration.seconds(10)
  /// From the head to the last byte of the body; then 408.
  package var bodyTimeMax = Duration.seconds(30)
  /// Beyond this, the connection that has waited longest for a request is dropped; when all are
  /// being answered, the new one gets 503 and a close.
  package var connectionsMax = 1_024
  /// What all clients together may leave unread; beyond it, the client that leaves most is dropped.
  package var unsentBytesMax = 67_108_864

  func timeMax(in phase: RequestParser.Phase) -> Duration {
    switch phase {
    case .idle: idleMax + idleGrace
    case .head: headTimeMax
    case .body: bodyTimeMax
    }
  }
}
