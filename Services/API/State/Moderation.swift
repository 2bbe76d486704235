import ServiceKit
package import TinyReactor
package import Wire

/// What admins have decided, as of now: which bans and mutes are in force, and which orders still
/// wait.
///
/// A ban or a mute that has expired is not served from that moment on, whatever the disk does. It is
/// deleted from the disk, with an event, before any other change, and by one timer, which is armed for
/// the next expiry and only while there is one.
package final class Moderation {
  private let clock: any ReactorTime
  private let journal: Journal
  private let timeOfDay: () -> WallTime
  /// Bans and mutes that are being deleted; no two have the same id.
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
    return journal.snapshot.configuration.bans.filter { !$0.until.isOver(at: now) }
  }

  /// Mutes in force, oldest first.
  package var mutes: [Mute] {
    let now = time()
    return (journal.snapshot.configuration.mutes ?? []).filter { !$0.until.isOver(at: now) }
  }

  /// What a chat server that has `seq` needs to know. With nil it has just started, and has no
  /// orders to carry out.
  package func configuration(after seq: Int?) -> ChatConfiguration {
    var configuration = journal.snapshot.configuration
    configuration.bans = bans
    configuration.mutes = mutes
    if let seq {
      let oldest = time(.seconds(-Limits.orderSecondsMax))
      configuration.orders = journal.snapshot.orders
        .filter { $0.order.seq > seq && $0.time >= oldest }.map(\.order)
    }
    return configuration
  }

  /// Bans a range or a name, in the forms that `BanRules` returns, for `minutes`; nil is for ever.
  package func ban(
    _ range: String? = nil, name: String? = nil, reason: String, minutes: Int?, actor: Author
  ) -> Deferred<Event?> {
    commit(
      .banAdded(range: range, name: name, reason: reason, until: end(after: minutes)),
      actor: actor)
  }

  /// Mutes a name or a range, in the forms that `BanRules` returns, for `minutes`; nil is until it is
  /// lifted.
  package func mute(
    name: String?, range: String?, reason: String, minutes: Int?, actor: Author
  ) -> Deferred<Event?> {
    commit(
      .muteAdded(name: name, range: range, reason: reason, until: end(after: minutes)),
      actor: actor)
  }

  /// Terms of a ban or a mute that hold from now on: so many minutes, 0 without an end; nil leaves it.
  package func terms(reason: String?, minutes: Int?) -> Change.NewTerms {
    Change.NewTerms(
      reason: reason,
      end: minutes.map { $0 == 0 ? .never : .at(end(after: $0) ?? "") })
  }

  /// The time in so many minutes; nil is never.
  package func end(after minutes: Int?) -> String? { minutes.map { time(.seconds($0 * 60)) } }

  /// Commits a change made now. Fires and fails as `Journal.commit` does.
  package func commit(_ what: Change.What, actor: Author) -> Deferred<Event?> {
    expire()
    return journal.commit(Change(what, actor: actor, time: time())).addCallback {
      [weak self] event in
      self?.armTimer()
      return event
    }
  }

  // MARK: - The end of bans and mutes

  private func expire() {
    let now = time()
    let ended = ending.filter { $0.until.isOver(at: now) && !expiring.contains($0.id) }
      .prefix(APILimits.bansExpiringMax - expiring.count)
    for (id, _, end) in ended {
      expiring.insert(id)
      journal.commit(Change(end, actor: "api", time: now))
        .addBoth { [weak self] result in self?.expired(id, result) }
    }
  }

  /// All that can end by itself, and the change with which it does.
  private var ending: [(id: Int, until: String?, end: Change.What)] {
    let configuration = journal.snapshot.configuration
    return configuration.bans.map { ($0.id, $0.until, .banExpired(id: $0.id)) }
      + (configuration.mutes ?? []).map { ($0.id, $0.until, .muteExpired(id: $0.id)) }
  }

  /// The journal has logged a failure. Until the retry it costs only disk space.
  private func expired(_ id: Int, _ result: Result<Event?, any Error>) {
    expiring.remove(id)
    if case .failure = result { retryTime = clock.now + APILimits.expiryRetryDelay }
    armTimer()
  }

  /// A timer that finds nothing to do, since what was to end was lifted or the clock set back, is rearmed.
  private func armTimer() {
    timer.take()?.cancelIfActive()
    guard expiring.isEmpty,
      let next = ending.lazy.compactMap(\.until).min(),
      let end = WallTime(rfc3339: next)
    else { return }
    let delay = max(.zero, end - timeOfDay(), retryTime - clock.now)
    timer = clock.callLater(delay) { [weak self] in
      self?.expire()
      self?.armTimer()
    }
  }

  /// RFC 3339; such texts sort in order of time.
  func time(_ offset: Duration = .zero) -> String {
    (timeOfDay() + offset).rfc3339
  }
}

extension String? {
  /// Whether that end has come; nil never does.
  fileprivate func isOver(at now: String) -> Bool { map { $0 <= now } ?? false }
}
