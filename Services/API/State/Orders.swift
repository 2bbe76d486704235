import ServiceKit
package import TinyReactor
package import Wire

/// Has orders carried out, and learns the outcome of each.
///
/// An order is on disk before the chat server is asked, and its outcome is in the audit log before
/// the caller hears of it; a caller is told when the disk did not take that. If a server cannot be asked, the order waits in the configuration that
/// the server follows. The order may have been carried out and only the answer lost: the server
/// knows it by its id, does not carry it out again, and reports its outcome.
package final class Orders {
  /// What the caller who gives an order hears.
  package enum Answer: Equatable {
    /// It was carried out; with a remark, if there is one.
    case done(String?)
    /// A chat server could not be asked; which one, and what happens now.
    case waiting(String)
  }

  private let clock: any ReactorTime
  private let journal: Journal
  private let moderation: Moderation
  private let chats: ChatServers
  private let timeOfDay: () -> WallTime
  private var underWay = 0
  /// Outcomes that could not be written, to be retried.
  private var unwritten: [Change.What] = []
  private var retryCall: DelayedCall?
  /// For the expiry of the order that has waited longest.
  private var expiryCall: DelayedCall?
  private var isExpiring = false

  /// `timeOfDay` is the wall clock; `clock` only measures how long to wait.
  package init(
    on clock: any ReactorTime, journal: Journal, moderation: Moderation, chats: ChatServers,
    timeOfDay: @escaping () -> WallTime = WallTime.now
  ) {
    self.clock = clock
    self.journal = journal
    self.moderation = moderation
    self.chats = chats
    self.timeOfDay = timeOfDay
    armExpiry()
  }

  /// Fires when the order is carried out or waits. Fails with a `StateError`: `.unknown` when
  /// `whom` is not there, `.conflict` when they go by another name, `.unavailable` when it is
  /// neither carried out nor waits.
  package func give(
    _ action: Order.Action, _ whom: MemberAction, on server: ServerEntry, actor: Author
  ) -> Deferred<Answer> {
    let recipient = Change.Recipient(
      server: server.id, instance: whom.instance ?? server.report.instance)
    return carryOut(
      Change.NewOrder(
        id: Self.newID(), action: action, recipients: [recipient], member: whom.member,
        name: whom.name, text: whom.reason,
        until: action == .mute ? moderation.end(after: whom.minutes) : nil),
      by: [server], actor)
  }

  /// Has a held line said. Besides, it fails with a `ChangeRefusal` when another order does that.
  func release(
    _ line: HeldLine, on server: ServerEntry, actor: Author
  ) -> Deferred<Answer> {
    carryOut(
      Change.NewOrder(
        id: Self.newID(), action: line.kind == .said ? .say : .act,
        recipients: [Change.Recipient(server: server.id, instance: line.instance)],
        member: line.member, name: line.name, text: line.text, held: line.id),
      by: [server], actor)
  }

  /// Says `text` on all `servers`; with none, it waits for all that follow the configuration.
  package func announce(
    _ text: String, on servers: [ServerEntry], actor: Author
  ) -> Deferred<Answer> {
    let known = servers.map { Change.Recipient(server: $0.id, instance: $0.report.instance) }
    let anybody = Change.Recipient(server: "", instance: nil)
    return carryOut(
      Change.NewOrder(
        id: Self.newID(), action: .announce, recipients: known.isEmpty ? [anybody] : known,
        text: text),
      by: servers, actor)
  }

  /// Records the outcome that a chat server reports for an order that had waited for it.
  package func heard(_ result: OrderResult) -> Deferred<Void> {
    let waiting = journal.snapshot.orders.first {
      $0.order.id == result.order && ($0.order.server ?? result.server) == result.server
    }
    guard let waiting else { return .succeeded(()) }
    return moderation.commit(
      result.change(about: waiting.order.member, on: [result.server]), actor: "api"
    ).addCallback { _ in }
  }

  /// Unique, even across restarts.
  private static func newID() -> String {
    String(UInt64.random(in: .min ... .max), radix: 36)
      + String(UInt64.random(in: .min ... .max), radix: 36)
  }

  // MARK: - Giving it

  /// Runs to its end even if the caller disconnects.
  private func carryOut(
    _ order: Change.NewOrder, by servers: [ServerEntry], _ actor: Author
  ) -> Deferred<Answer> {
    guard underWay < APILimits.ordersUnderWayMax else {
      return .failed(
        StateError(
          .unavailable, "\(APILimits.ordersUnderWayMax) orders are being given; try again"))
    }
    underWay += 1
    let answer = Deferred<Answer>()
    moderation.commit(.ordered(order), actor: actor)
      .addCallback { [self] _ in ask(servers, order) }
      .addCallback { [self] replies in settle(Replies(order, replies)) }
      .addBoth { [self] result in
        underWay -= 1
        armExpiry()
        answer.fire(result)
      }
    return answer
  }

  private func ask(
    _ servers: [ServerEntry], _ order: Change.NewOrder
  ) -> Deferred<[(server: String, reply: Result<OrderResult, any Error>)]> {
    let asked = zip(servers, order.recipients).map { server, recipient in
      chats.give(order.order(for: recipient), to: server)
    }
    return DeferredList.all(asked, consumeErrors: true)
      .addCallback { replies in zip(servers, replies).map { ($0.id, $1) } }
  }

  // MARK: - What came of it

  private func settle(_ replies: Replies) -> Deferred<Answer> {
    let written = replies.outcomes.map { change in
      moderation.commit(change, actor: "api").addErrback { [self] error -> Event? in
        later(change)
        throw error
      }
    }
    let waits = replies.waiting.map { moderation.commit($0, actor: "api") }
    return DeferredList.all(written, consumeErrors: true)
      .addCallback { [self] results in
        let failure = results.lazy.compactMap { $0.failure }.first
        let note = failure.map { "the log does not say so yet: \($0)" }
        guard let waits else { return .succeeded(try replies.answer(note: note)) }
        return waits.addCallbacks(
          { _ in try replies.answer(note: note) },
          { [self] error in
            give(up: replies, because: error)
            throw StateError(
              .unavailable, replies.lostMessage + "; \(error); try again later")
          })
      }
  }

  /// The order cannot even wait.
  private func give(up replies: Replies, because error: any Error) {
    guard let change = replies.givenUp("\(error)") else { return }
    moderation.commit(change, actor: "api").addCallbacks({ _ in }, { [self] _ in later(change) })
  }

  /// Retries the write later. If the process ends first, the order's row is still there.
  private func later(_ change: Change.What) {
    unwritten.append(change)
    guard retryCall == nil, !journal.isClosed else { return }
    retryCall = clock.callLater(APILimits.expiryRetryDelay) { [weak self] in
      guard let self else { return }
      retryCall = nil
      let changes = unwritten
      unwritten = []
      for change in changes {
        moderation.commit(change, actor: "api").addCallbacks({ _ in }, { _ in self.later(change) })
      }
    }
  }

  // MARK: - What nobody carries out

  private func armExpiry() {
    expiryCall.take()?.cancelIfActive()
    guard !isExpiring, !journal.isClosed,
      let first = journal.snapshot.orders.lazy.compactMap({ WallTime(rfc3339: $0.time) }).min()
    else { return }
    let delay = first + .seconds(Limits.orderSecondsMax) - timeOfDay()
    expiryCall = clock.callLater(max(.zero, delay)) { [weak self] in self?.expire() }
  }

  private func expire() {
    let oldest = (timeOfDay() - .seconds(Limits.orderSecondsMax)).rfc3339
    let over = journal.snapshot.orders.filter { $0.time <= oldest }
    isExpiring = true
    let written = over.map { moderation.commit($0.order.overdue, actor: "api") }
    DeferredList.all(written, consumeErrors: true).addCallback { [weak self] results in
      guard let self else { return }
      isExpiring = false
      if results.contains(where: { $0.failure != nil }) {
        expiryCall = clock.callLater(APILimits.expiryRetryDelay) { [weak self] in self?.expire() }
      } else {
        armExpiry()
      }
    }
  }
}

extension Result {
  fileprivate var failure: Failure? {
    if case .failure(let error) = self { error } else { nil }
  }
}

extension Change.NewOrder {
  fileprivate func order(for recipient: Change.Recipient) -> Order {
    Order(
      id: id, action: action, server: recipient.server, instance: recipient.instance,
      member: member, name: name, text: text, until: until)
  }
}

extension Order {
  /// The change for an order that has waited long enough.
  fileprivate var overdue: Change.What {
    guard let server else { return .orderOver(id: id ?? "") }
    return .orderFailed(
      id: id ?? "", on: [server],
      why:
        "chat server \(server) has not said in \(Limits.orderSecondsMax / 60) minutes what came of "
        + "it")
  }
}
