package import Wire

/// Which chat servers are there: those whose lease is running. A value without clock or loop: it is
/// told the time (monotonic) and returns what has happened.
///
/// Two processes may use one id; the `instance` in their reports tells them apart. A newcomer takes
/// over at once, since it is usually the same server, restarted after it was killed. If the
/// previous process then renews its lease, both are alive: it gets the lease back, and the newcomer
/// is a rival, refused as long as that lease runs.
package struct Leases {
  private struct Server {
    var report: ServerReport
    /// RFC 3339, of the last renewal.
    var seen: String
    var end: Duration
    var isLive: Bool
    /// What this newcomer took over: the previous process's last report, and the end of its lease.
    var before: (report: ServerReport, end: Duration)?
    /// Instances that are refused, the latest last.
    var rivals: [String] = []
    /// When the dispute ends, unless a rival tries again.
    var disputeEnd: Duration?
  }

  /// Rivals remembered per server; a forgotten one is detected again within a second.
  private static let rivalsMax = 8

  /// The outcome of a renewal.
  package enum Renewal: Equatable {
    case joined
    case renewed
    /// Renewed, and the process that had taken over proved to be a rival: `from` is its report.
    case regained(from: ServerReport)
    /// The caller is a rival of the process that is there.
    case rival
    /// There are `APILimits.serversMax` live servers already.
    case refused
  }

  private var servers: [String: Server] = [:]
  private let serversMax: Int
  private static let term = Duration.seconds(Limits.leaseSeconds)

  package init(serversMax: Int = APILimits.serversMax) { self.serversMax = serversMax }

  /// Begins or renews a lease. Call `expire` first.
  package mutating func renew(
    _ id: String, _ report: ServerReport, at now: Duration, seen: String
  ) -> Renewal {
    guard var server = servers[id], server.isLive else {
      if servers[id] == nil, servers.count >= serversMax, !forgetLongestGone() { return .refused }
      servers[id] = Server(report: report, seen: seen, end: now + Self.term, isLive: true)
      return .joined
    }
    let (holder, caller) = (server.report.instance, report.instance)
    var renewal = Renewal.renewed
    if let holder, let caller, holder != caller {
      if server.rivals.contains(caller) {
        servers[id]?.disputeEnd = now + Self.term
        return .rival
      }
      if let before = server.before, before.report.instance == caller, now < before.end {
        renewal = .regained(from: server.report)
        server.before = nil
        server.rivals = server.rivals.suffix(Self.rivalsMax - 1) + [holder]
        server.disputeEnd = now + Self.term
      } else {
        server.before = (server.report, server.end)
      }
    }
    server.report = report
    server.seen = seen
    server.end = now + Self.term
    servers[id] = server
    return renewal
  }

  /// Ends a server's lease and removes it from the list; the previous process gets its own lease
  /// back if that still runs. Returns nil for an unknown id, else whether a live server is gone.
  package mutating func end(_ id: String, at now: Duration) -> Bool? {
    guard let server = servers.removeValue(forKey: id) else { return nil }
    guard server.isLive, let before = server.before, now < before.end else { return server.isLive }
    servers[id] = Server(report: before.report, seen: server.seen, end: before.end, isLive: true)
    return false
  }

  /// Ends the leases that have run out, and returns their ids in order of expiry. They stay in the
  /// list for `APILimits.serverGoneMax`.
  package mutating func expire(at now: Duration) -> [String] {
    let ended = servers.filter { $0.value.isLive && $0.value.end <= now }
      .sorted { ($0.value.end, $0.key) < ($1.value.end, $1.key) }
      .map(\.key)
    for id in ended { servers[id]?.isLive = false }
    for (id, server) in servers {
      if let end = server.disputeEnd, end <= now { servers[id]?.disputeEnd = nil }
    }
    servers = servers.filter { $0.value.isLive || now - $0.value.end < APILimits.serverGoneMax }
    return ended
  }

  /// When the next lease runs out.
  package var nextEnd: Duration? { servers.values.filter(\.isLive).map(\.end).min() }

  /// How many servers have a running lease.
  package var liveCount: Int { servers.values.count(where: \.isLive) }

  /// People in all rooms together.
  package var users: Int {
    servers.values.reduce(0) { sum, server in server.isLive ? sum + server.report.users : sum }
  }

  /// All known servers, in order of id.
  package var entries: [ServerEntry] { servers.keys.sorted().compactMap(entry) }

  /// Live servers, and those that may still be back for waiting orders.
  package func reachable(at now: Duration) -> [ServerEntry] {
    let orderTime = Duration.seconds(Limits.orderSecondsMax)
    return servers.filter { $0.value.isLive || now - $0.value.end < orderTime }
      .keys.sorted().compactMap(entry)
  }

  /// The server with that id; nil when unknown.
  package func entry(_ id: String) -> ServerEntry? {
    servers[id].map {
      ServerEntry(
        id: id, live: $0.isLive, seen: $0.seen, report: $0.report,
        disputed: $0.isLive && $0.disputeEnd != nil ? true : nil)
    }
  }

  private mutating func forgetLongestGone() -> Bool {
    let gone = servers.filter { !$0.value.isLive }.min { $0.value.end < $1.value.end }
    guard let gone else { return false }
    servers[gone.key] = nil
    return true
  }
}
