import ServiceKit
package import TinyReactor
package import Wire

/// What admins have decided, as time goes by: which bans are in force, and which orders still wait.
///
/// A ban whose time is up is not served from that moment on, whatever the disk does. It is taken off
/// the disk, with an event, before anything else is changed, and by one timer that is armed for the
/// next end and only while there is one.
package final class Moderation {
  private let clock: any ReactorTime
  private let journal: Journal
  private let timeOfDay: () -> WallTime
  /// Bans that are on their way off the disk.
  private var expiring: Set<Int> = []
  private var timer: DelayedCall?
  /// Not before this time of `clock`, after the disk has refused.
  private var retryTime = Duration.zero

  /// `timeOfDay` is the wall clock; `clock` only measures how long to wait.
  package init(
    on clock: any ReactorTime, journal: Journal,
    timeOfDay: @escaping () -> WallTime = WallTime.now
  ) {
    self.clock = clock
    self.journal = journal
    self.timeOfDay = timeOfDay
    armTimer()
  }

  /// Those in force, oldest first.
  package var bans: [Ban] {
    let now = time()
    return journal.snapshot.configuration.bans.filter { !$0.isOver(at: now) }
  }

  /// What a chat server that knows `seq` is to know; nil has just started and has no orders to
  /// carry out.
  package func configuration(after seq: Int?) -> ChatConfiguration {
    var configuration = journal.snapshot.configuration
    configuration.bans = bans
    if let seq {
      let oldest = time(.seconds(-Limits.orderSecondsMax))
      configuration.orders = journal.snapshot.orders
        .filter { $0.order.seq > seq && $0.time >= oldest }.map(\.order)
    }
    return configuration
  }

  /// Bans `range`, as `BanRules` writes it, for some minutes or for ever.
  package func ban(
    _ range: String, reason: String, minutes: Int?, actor: String
  ) -> Deferred<Event?> {
    let until = minutes.map { time(.seconds($0 * 60)) }
    return commit(.banAdded(range: range, reason: reason, until: until), actor: actor)
  }

  /// Fires when it is on disk, with its event, or nil where nothing changed. Fails as
  /// `Journal.commit` does.
  package func commit(_ what: Change.What, actor: String) -> Deferred<Event?> {
    expire()
    return journal.commit(Change(what, actor: actor, time: time())).addCallback {
      [weak self] event in
      self?.armTimer()
      return event
    }
  }

  // MARK: - The end of bans

  private func expire() {
    let now = time()
    let ended = journal.snapshot.configuration.bans
      .filter { $0.isOver(at: now) && !expiring.contains($0.id) }
      .prefix(APILimits.bansExpiringMax - expiring.count)
    for ban in ended {
      expiring.insert(ban.id)
      journal.commit(Change(.banExpired(id: ban.id), actor: "api", time: now))
        .addBoth { [weak self] result in self?.expired(ban.id, result) }
    }
  }

  /// The journal has told the operator of a failure. Until a retry nothing is lost but disk space.
  private func expired(_ id: Int, _ result: Result<Event?, any Error>) {
    expiring.remove(id)
    if case .failure = result { retryTime = clock.now + APILimits.expiryRetryDelay }
    armTimer()
  }

  /// A timer that finds nothing to do, since its ban was lifted or the clock set back, is armed anew.
  private func armTimer() {
    timer.take()?.cancelIfActive()
    guard expiring.isEmpty,
      let next = journal.snapshot.configuration.bans.compactMap(\.until).min(),
      let end = WallTime(rfc3339: next)
    else { return }
    let delay = max(.zero, end - timeOfDay(), retryTime - clock.now)
    timer = clock.callLater(delay) { [weak self] in
      self?.expire()
      self?.armTimer()
    }
  }

  /// RFC 3339; texts of this form stand in the order of their times.
  private func time(_ offset: Duration = .zero) -> String {
    (timeOfDay() + offset).rfc3339
  }
}

extension Ban {
  fileprivate func isOver(at now: String) -> Bool { until.map { $0 <= now } ?? false }
}
