package import Wire

/// Which chat servers are there: those whose lease runs. A value without clock or loop; it is told the
/// time (monotonic) and answers what has happened.
package struct Leases {
  private struct Server {
    var report: ServerReport
    /// RFC 3339, of the last renewal.
    var seen: String
    var end: Duration
    var isLive: Bool
  }

  /// What a renewal came to.
  package enum Renewal: Equatable {
    case joined
    case renewed
    /// There are `APILimits.serversMax` live ones already.
    case refused
  }

  private var servers: [String: Server] = [:]
  private let serversMax: Int
  private static let term = Duration.seconds(Limits.leaseSeconds)

  package init(serversMax: Int = APILimits.serversMax) { self.serversMax = serversMax }

  /// Begins or goes on with a lease. Call `expire` first.
  package mutating func renew(
    _ id: String, _ report: ServerReport, at now: Duration, seen: String
  ) -> Renewal {
    let isRenewal = servers[id]?.isLive == true
    if servers[id] == nil, servers.count >= serversMax, !forgetLongestGone() { return .refused }
    servers[id] = Server(report: report, seen: seen, end: now + Self.term, isLive: true)
    return isRenewal ? .renewed : .joined
  }

  /// A server says goodbye and is gone from the list. Returns nil when it was not known, else whether
  /// its lease was running.
  package mutating func end(_ id: String) -> Bool? {
    servers.removeValue(forKey: id)?.isLive
  }

  /// Ends the leases that have run out and returns whose, in order of their ends. They stay in the
  /// list for `APILimits.serverGoneMax`.
  package mutating func expire(at now: Duration) -> [String] {
    let ended = servers.filter { $0.value.isLive && $0.value.end <= now }
      .sorted { ($0.value.end, $0.key) < ($1.value.end, $1.key) }
      .map(\.key)
    for id in ended { servers[id]?.isLive = false }
    servers = servers.filter { $0.value.isLive || now - $0.value.end < APILimits.serverGoneMax }
    return ended
  }

  /// When the next lease runs out.
  package var nextEnd: Duration? { servers.values.filter(\.isLive).map(\.end).min() }

  /// Servers whose lease runs.
  package var liveCount: Int { servers.values.count(where: \.isLive) }

  /// People in all rooms together.
  package var users: Int {
    servers.values.reduce(0) { sum, server in server.isLive ? sum + server.report.users : sum }
  }

  /// All that are known, in the order of their ids.
  package var entries: [ServerEntry] { servers.keys.sorted().compactMap(entry) }

  /// One that is known, else nil.
  package func entry(_ id: String) -> ServerEntry? {
    servers[id].map {
      ServerEntry(id: id, live: $0.isLive, seen: $0.seen, report: $0.report)
    }
  }

  private mutating func forgetLongestGone() -> Bool {
    let gone = servers.filter { !$0.value.isLive }.min { $0.value.end < $1.value.end }
    guard let gone else { return false }
    servers[gone.key] = nil
    return true
  }
}
