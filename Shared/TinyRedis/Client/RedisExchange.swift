import TinyReactor

/// One command on its way to its answer.
final class RedisExchange {
  enum Purpose { case command, heartbeat }

  let name: String
  let bytes: [UInt8]
  let purpose: Purpose
  let limit: Duration
  let deadline: Duration
  /// Where it ends in all that was written to its connection; nil when it was not.
  var end: Int?
  private var promise: Deferred<RESPValue>?
  private var readings = 0

  /// At most 64 KiB each: enough for a reply of 8 MiB.
  private static let readingsMax = 128

  init(_ command: RESPCommand, _ purpose: Purpose, limit: Duration, now: Duration) {
    name = command.name
    bytes = command.bytes
    self.purpose = purpose
    self.limit = limit
    deadline = now + limit
  }

  /// What the caller waits for. It is given up by `cancel`, which makes the answer one of no
  /// interest.
  func promise(_ promise: Deferred<RESPValue>) { self.promise = promise }
  func cancel() { promise = nil }

  /// An error as the whole answer fails the caller's Deferred; one within an array is the caller's
  /// business.
  func finish(_ reply: RESPValue) {
    guard let promise = promise.take() else { return }
    if case .error(let error) = reply {
      promise.errback(RedisError.reply(code: error.code, message: error.message))
    } else {
      promise.callback(reply)
    }
  }

  func fail(_ error: RedisError) { promise.take()?.errback(error) }

  /// Whether it may wait past its deadline for one more reading of what has arrived; not for ever,
  /// since that may be other traffic.
  func waitsForReading() -> Bool {
    readings += 1
    return readings <= Self.readingsMax
  }

  /// Whether `reply` answers a PING. An error does as well: it is the answer to this very one.
  static func isSignOfLife(_ reply: RESPValue) -> Bool {
    if case .error = reply { true } else { reply == .text("PONG") }
  }

  /// Its connection is lost, and `sentBytes` of all that was written to that have left us; a part of
  /// a command is never carried out.
  func fail(_ why: RedisLoss, sentBytes: Int = .max, now: Duration) {
    let mayHaveRun = end.map { $0 <= sentBytes } ?? false
    if case .silent = why, deadline <= now {
      fail(.timedOut(mayHaveRun: mayHaveRun, after: limit))
    } else {
      fail(.lost(mayHaveRun: mayHaveRun, why))
    }
  }
}
