import ServiceKit
import TinyReactor
import Wire

/// Lines that filters hold, until a moderator has decided about them or they have waited for too long.
///
/// They are on disk alone. One timer is armed for the oldest, and only while there are some.
package final class HeldLines {
  private let clock: any ReactorTime
  private let journal: Journal
  private let moderation: Moderation
  private let orders: Orders
  private let presence: Presence
  private var timer: DelayedCall?

  init(
    on clock: any ReactorTime, journal: Journal, moderation: Moderation, orders: Orders,
    presence: Presence
  ) {
    self.clock = clock
    self.journal = journal
    self.moderation = moderation
    self.orders = orders
    self.presence = presence
  }

  /// Looks after those that an earlier process has left.
  package func start() { armTimer() }

  /// Keeps what a chat server hands over. Fails with a `ChangeRefusal` when too many wait.
  func take(_ line: NewHeldLine) -> Deferred<Void> {
    moderation.commit(.lineHeld(line), actor: "api").addCallback { [weak self] _ in
      guard let self, timer == nil else { return }
      armTimer()
    }
  }

  /// Fails with a `StateError` when the database cannot be read, as `release` does.
  func lines(after id: Int, limit: Int) -> Deferred<HeldList> {
    read { try $0.heldLines(after: id, limit: limit) }
  }

  /// Has its author say it, on the chat server where they are. Fires and fails as `Orders.give`; also
  /// fails with a `ChangeRefusal` when there is no such line, or it is being released.
  func release(_ id: Int, actor: Author) -> Deferred<Orders.Answer> {
    read { try $0.held(id) }.addCallback { [orders, presence] line in
      guard let line else { throw ChangeRefusal.noSuchHeld(id: id) }
      return orders.release(line, on: try presence.server(line.server), actor: actor)
    }
  }

  /// It is never said.
  func drop(_ id: Int, actor: Author) -> Deferred<Event?> {
    moderation.commit(.heldDropped(id: id), actor: actor)
  }

  private func read<Value: Sendable>(
    _ body: @escaping @Sendable (inout Store) throws -> Value
  ) -> Deferred<Value> {
    journal.worker.run(body).addErrback { [journal] error -> Value in
      journal.health.failed(error)
      throw StateError(
        .unavailable, "held lines cannot be read: \(DatabaseHealth.reason(error))")
    }
  }

  // MARK: - Those that have waited for too long

  private func armTimer(noSoonerThan pause: Duration = .zero) {
    guard !journal.isClosed else { return }
    read { try $0.heldSince() }.addCallbacks(
      { [weak self] since in
        guard let self, timer == nil, let since = since.flatMap(WallTime.init(rfc3339:)),
          let now = WallTime(rfc3339: moderation.time())
        else { return }
        let delay = since + .seconds(Limits.heldSecondsMax) - now
        arm(max(pause, delay))
      },
      { [weak self] _ in self?.arm(APILimits.expiryRetryDelay) })
  }

  private func arm(_ delay: Duration) {
    guard timer == nil, !journal.isClosed else { return }
    timer = clock.callLater(delay) { [weak self] in
      self?.timer = nil
      self?.expire()
    }
  }

  /// A pause follows, whatever comes of it: what is being released does not go yet.
  private func expire() {
    let oldest = moderation.time(.seconds(-Limits.heldSecondsMax))
    moderation.commit(.heldExpired(since: oldest), actor: "api").addBoth { [weak self] _ in
      self?.armTimer(noSoonerThan: APILimits.expiryRetryDelay)
    }
  }
}
