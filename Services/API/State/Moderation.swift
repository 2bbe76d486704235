import ServiceKit
package import TinyReactor
package import Wire

/// What admins have decided, as of now: which bans are in force, and which orders still wait.
///
/// A ban that has expired is not served from that moment on, whatever the disk does. It is deleted
/// from the disk, with an event, before any other change, and by one timer, which is armed for the
/// next expiry and only while there is one.
package final class Moderation {
  private let clock: any ReactorTime
  private let journal: Journal
  private let timeOfDay: () -> WallTime
  /// Bans that are being deleted.
  private var expiring: Set<Int> = []
  private var timer: DelayedCall?
  /// No retry before this time of `clock`, after a write has failed.
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

  /// Bans in force, oldest first.
  package var bans: [Ban] {
    let now = time()
    return journal.snapshot.configuration.bans.filter { !$0.isOver(at: now) }
  }

  /// What a chat server that has `seq` needs to know. With nil it has just started, and has no
  /// orders to carry out.
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

  /// Bans `range`, in the form that `BanRules` returns, for `minutes`; nil is for ever.
  package func ban(
    _ range: String, reason: String, minutes: Int?, actor: Author
  ) -> Deferred<Event?> {
    let until = minutes.map { time(.seconds($0 * 60)) }
    return commit(.banAdded(range: range, reason: reason, until: until), actor: actor)
  }

  /// Commits a change made now. Fires and fails as `Journal.commit` does.
  package func commit(_ what: Change.What, actor: Author) -> Deferred<Event?> {
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

  /// The journal has logged a failure. Until the retry it costs only disk space.
  private func expired(_ id: Int, _ result: Result<Event?, any Error>) {
    expiring.remove(id)
    if case .failure = result { retryTime = clock.now + APILimits.expiryRetryDelay }
    armTimer()
  }

  /// A timer that finds nothing to do, since its ban was lifted or the clock set back, is rearmed.
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

  /// RFC 3339; such texts sort in order of time.
  private func time(_ offset: Duration = .zero) -> String {
    (timeOfDay() + offset).rfc3339
  }
}

extension Ban {
  fileprivate func isOver(at now: String) -> Bool { until.map { $0 <= now } ?? false }
}
