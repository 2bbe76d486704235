import ServiceKit
package import TinyReactor
package import Wire

/// Carries out what admins order: only orders for this process and for somebody who is here under
/// the name given, and each only once, however it comes and however often.
package final class Orders {
  private let clock: any ReactorTime
  private let chat: ChatFactory
  private let server: String
  private let instance: String
  private var memory = OrderMemory()

  /// `server` and `instance` are what the API knows this process by.
  package init(on clock: any ReactorTime, _ chat: ChatFactory, server: String, instance: String) {
    self.clock = clock
    self.chat = chat
    self.server = server
    self.instance = instance
  }

  /// Carries out an order that was given directly. It has to name this process's instance, known
  /// only to the API and those whom it tells: without a token, that keeps others from giving
  /// orders.
  package func carryOut(_ order: Order) -> OrderResult {
    guard let id = order.knownBy, order.server == server, order.instance == instance else {
      return OrderResult(order: order.id ?? "", server: server, outcome: .absent)
    }
    return obey(order, id)
  }

  /// Carries out an order that waited for us, or for all servers. Nil when it is not for us, or
  /// when nobody wants to hear what came of it.
  package func carryOutLate(_ order: Order) -> OrderResult? {
    guard order.server == nil || order.server == server else { return nil }
    let meansAnybody = order.action == .announce && order.instance == nil
    guard meansAnybody || (order.server == server && order.instance == instance) else {
      chat.log.info("order not carried out: it is for another process", ["order": order.seq])
      return nil
    }
    guard let id = order.knownBy else {
      if meansAnybody { _ = chat.carryOut(order) }
      return nil
    }
    return obey(order, id)
  }

  private func obey(_ order: Order, _ id: String) -> OrderResult {
    if let known = memory.result(of: id, at: clock.now) { return known }
    guard memory.hasRoom(at: clock.now) else {
      return OrderResult(order: id, server: server, outcome: .busy)
    }
    let report = chat.carryOut(order)
    let result = OrderResult(
      order: id, server: server, outcome: report.outcome, name: report.name, range: report.range,
      mutes: report.mutes.isEmpty ? nil : report.mutes)
    memory.add(result, at: clock.now)
    return result
  }
}

extension Order {
  /// Its id, if it has a valid one.
  fileprivate var knownBy: String? { id.flatMap { ServerID.isValid($0) ? $0 : nil } }
}

/// The results of the last orders, for as long as one of them may come again.
package struct OrderMemory {
  /// Six orders a second for all the time that they are kept.
  package static let ordersMax = 4_096
  /// Longer than an order waits in the API.
  package static let timeMax = Duration.seconds(Limits.orderSecondsMax + 60)

  private var results: [String: OrderResult] = [:]
  /// Oldest first.
  private var order: [(id: String, time: Duration)] = []

  package init() {}

  package mutating func result(of id: String, at now: Duration) -> OrderResult? {
    forget(at: now)
    return results[id]
  }

  package mutating func hasRoom(at now: Duration) -> Bool {
    forget(at: now)
    return order.count < Self.ordersMax
  }

  package mutating func add(_ result: OrderResult, at now: Duration) {
    precondition(results[result.order] == nil, "carried out once")
    results[result.order] = result
    order.append((result.order, now))
  }

  private mutating func forget(at now: Duration) {
    let old = order.prefix { now - $0.time >= Self.timeMax }
    for (id, _) in old { results[id] = nil }
    order.removeFirst(old.count)
  }
}
