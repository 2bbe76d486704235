import ServiceKit
package import TinyReactor
package import Wire

/// Keeps the leases of chat servers, and records when one joins or leaves.
///
/// Leases are in memory only: a renewal each second is not worth an fsync, and after a restart the
/// servers are back within a second. They end lazily, on access, and by one timer, which is armed
/// for the next expiry and only while there is one.
package final class Presence {
  private let clock: any ReactorTime
  private let record: (Change) -> Void
  private var leases: Leases
  private var timer: DelayedCall?
  /// Told of each report that counts.
  package var onReport: (_ id: String, ServerReport) -> Void = { _, _ in }

  /// `record` is called for each server that joins, leaves or is disputed.
  package init(
    on clock: any ReactorTime, leases: Leases = Leases(), record: @escaping (Change) -> Void
  ) {
    self.clock = clock
    self.leases = leases
    self.record = record
  }

  /// Begins or renews a server's lease. Throws `.unavailable` when there are too many servers, and
  /// `.conflict` when another process holds that id.
  package func renew(_ id: String, _ report: ServerReport, actor: Author) throws(StateError) {
    expire()
    let now = WallTime.now().rfc3339
    switch leases.renew(id, report, at: clock.now, seen: now) {
    case .joined: record(Change(.serverJoined(id: id), actor: actor, time: now))
    case .renewed: break
    case .regained(let rival):
      record(Change(.serverDisputed(id: id, rival: rival.url), actor: "api", time: now))
    case .rival: throw Self.disputed(id)
    case .refused:
      throw StateError(
        .unavailable, "there are \(leases.liveCount) chat servers already; no room for more")
    }
    armTimer()
    onReport(id, report)
  }

  /// Ends a server's lease at its goodbye. Throws `.unknown` when there is no such server, and
  /// `.conflict` when a process other than `instance` holds the id.
  package func end(_ id: String, instance: String? = nil, actor: Author) throws(StateError) {
    expire()
    if let instance, let holder = leases.entry(id)?.report.instance, holder != instance {
      throw Self.disputed(id)
    }
    guard let wasLive = leases.end(id, at: clock.now) else { throw Self.unknown(id) }
    if wasLive { record(.left(id, "goodbye", actor: actor)) }
  }

  /// People in all rooms together.
  package var users: Int {
    expire()
    return leases.users
  }

  /// How many servers have a running lease.
  package var liveCount: Int {
    expire()
    return leases.liveCount
  }

  /// Live servers, and those lately gone.
  package var servers: ServerList {
    expire()
    return ServerList(servers: leases.entries)
  }

  /// Live servers, and those that may still be back for waiting orders.
  package var reachable: [ServerEntry] {
    expire()
    return leases.reachable(at: clock.now)
  }

  /// A server that is live or lately gone. Throws `.unknown` when there is no such server.
  package func server(_ id: String) throws(StateError) -> ServerEntry {
    expire()
    guard let entry = leases.entry(id) else { throw Self.unknown(id) }
    return entry
  }

  private static func unknown(_ id: String) -> StateError {
    StateError(.unknown, "there is no chat server \(id)")
  }

  private static func disputed(_ id: String) -> StateError {
    StateError(
      .conflict,
      "another chat server goes by the name \(id) and came first; give each its own CHAT_SERVER_ID")
  }

  private func expire() {
    for id in leases.expire(at: clock.now) {
      record(.left(id, "no sign of life for \(Limits.leaseSeconds) s", actor: "api"))
    }
  }

  /// A renewal leaves an armed timer as it is: it fires, finds nothing to do, and is rearmed.
  private func armTimer() {
    guard timer == nil, let end = leases.nextEnd else { return }
    timer = clock.callLater(max(.zero, end - clock.now)) { [weak self] in
      guard let self else { return }
      timer = nil
      expire()
      armTimer()
    }
  }
}

extension Change {
  fileprivate static func left(_ id: String, _ why: String, actor: Author) -> Change {
    Change(.serverLeft(id: id, why: why), actor: actor, time: WallTime.now().rfc3339)
  }
}
