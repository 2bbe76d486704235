import TinyHTTP
import TinyReactor

/// What a chat server serves at its own port: a roster, or whatever a test wants to see in its place.
final class FakeChat {
  /// The targets that were asked for, with the token each time.
  private(set) var asked: [String] = []
  private let port: ListeningPort

  /// `answer` nil: never.
  init(on reactor: Reactor, _ answer: @escaping (HTTPRequest) -> HTTPResponse?) throws {
    final class Slot { weak var chat: FakeChat? }
    let slot = Slot()
    var router = Router()
    router.on(
      .get, "/roster",
      deferred: { request in
        slot.chat?.asked.append(
          request.target + " " + (request.fields["Authorization"] ?? "without token"))
        return answer(request).map { .succeeded($0) } ?? Deferred()
      })
    let server = HTTPServer(on: reactor, router: router)
    port = try ServerEndpoint("tcp:0:interface=127.0.0.1").listen(on: reactor, server)
    slot.chat = self
  }

  var url: String { "http://127.0.0.1:\(port.address.port)" }

  /// From now on nobody is there.
  func stop() { port.stopListening() }
}
