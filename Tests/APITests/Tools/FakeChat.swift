import TinyHTTP
import TinyReactor
import Wire

/// What a chat server serves at its own port: a roster, orders and what bots say, or whatever a test wants to see in
/// their place.
final class FakeChat {
  /// The targets that were asked for, with the token each time.
  private(set) var asked: [String] = []
  /// The orders that were given.
  private(set) var orders: [Order] = []
  /// What it says of an order; nil: never anything.
  var obey: (Order) -> HTTPResponse? = { .json(FakeChat.result($0, .done)) }
  /// What bots said.
  private(set) var said: [BotWords] = []
  /// What it says to that; nil: never anything.
  var hear: (BotWords) -> HTTPResponse? = { _ in .json(Outcome.success) }
  private let port: ListeningPort

  /// `answer` nil: never.
  init(
    on reactor: Reactor, _ answer: @escaping (HTTPRequest) -> HTTPResponse? = { _ in nil }
  ) throws {
    final class Slot { weak var chat: FakeChat? }
    let slot = Slot()
    var router = Router()
    router.on(
      .get, "/roster",
      deferred: { request in
        slot.chat?.note(request)
        return answer(request).map { .succeeded($0) } ?? Deferred()
      })
    router.on(
      .post, "/orders",
      deferred: { request in
        slot.chat?.note(request)
        let order = try JSON.decode(Order.self, from: request.body)
        slot.chat?.orders.append(order)
        return slot.chat?.obey(order).map { .succeeded($0) } ?? Deferred()
      })
    router.on(
      .post, "/say",
      deferred: { request in
        slot.chat?.note(request)
        let words = try JSON.decode(BotWords.self, from: request.body)
        slot.chat?.said.append(words)
        return slot.chat?.hear(words).map { .succeeded($0) } ?? Deferred()
      })
    let server = HTTPServer(on: reactor, router: router)
    port = try ServerEndpoint("tcp:0:interface=127.0.0.1").listen(on: reactor, server)
    slot.chat = self
  }

  private func note(_ request: HTTPRequest) {
    asked.append(request.target + " " + (request.fields["Authorization"] ?? "without token"))
  }

  static func result(
    _ order: Order, _ outcome: OrderResult.Outcome, name: String? = nil
  ) -> OrderResult {
    OrderResult(
      order: order.id ?? "", server: order.server ?? "", outcome: outcome, name: name)
  }

  var url: String { "http://127.0.0.1:\(port.address.port)" }

  /// From now on nobody is there.
  func stop() { port.stopListening() }
}
