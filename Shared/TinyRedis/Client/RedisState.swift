/// How it is with a client's connection.
package enum RedisState: Equatable, CustomStringConvertible {
  /// An attempt begins.
  case connecting
  /// The server has let us in; what waited has been sent.
  case ready(RedisVersion)
  /// There is no connection any more, or none could be made; the next attempt follows by itself.
  case lost(RedisLoss)
  /// After `close`, for good.
  case closed

  package var description: String {
    switch self {
    case .connecting: "connecting"
    case .ready(let version): "ready, version \(version)"
    case .lost(let why): "lost: \(why)"
    case .closed: "closed"
    }
  }
}
