import ServiceKit
import TinyHTTP
package import TinyReactor
import Wire

/// Sends requests to chat servers, each at the URL that it has reported.
///
/// Each request has its own connection: requests are rare, and no state is kept for servers that
/// come and go. The token is sent only to servers that have it: only its bearers can report a URL.
package final class ChatServers {
  private let reactor: Reactor
  private let fields: HTTPFields

  /// Chat servers require the same `token` as the API.
  package init(on reactor: Reactor, token: String?) {
    self.reactor = reactor
    fields = HTTPFields(token.map { [BearerToken($0).field] } ?? [])
  }

  /// Fails with a `StateError`: `.late` when the server takes longer than `deadline`, else
  /// `.unreachable`.
  func ask(
    _ server: ServerEntry, _ request: HTTPRequest, deadline: Duration, answerBytesMax: Int
  ) -> Deferred<HTTPResponse> {
    guard let url = server.report.url else {
      return .failed(Self.problem(server, "does not say where it can be asked"))
    }
    let client: HTTPClient
    do throws(HTTPURLProblem) {
      client = try HTTPClient(
        on: reactor, base: url, fields: fields, connectionsMax: 1,
        responseBodyBytesMax: answerBytesMax)
    } catch {
      return .failed(Self.problem(server, "cannot be asked: \(error)"))
    }
    return client.send(request, deadline: deadline)
      .addBoth { result in
        client.close()
        return try result.get()
      }
      .addCallbacks(
        { response in
          guard response.status == .ok else {
            throw Self.problem(
              server, "refused with \(response.status.code) \(response.status.reason)")
          }
          return response
        },
        { error in throw Self.explain(error, server, deadline) })
  }

  private static func explain(
    _ error: any Error, _ server: ServerEntry, _ deadline: Duration
  ) -> StateError {
    if error is TimeoutError {
      return StateError(
        .late, "chat server \(server.id) did not answer in \(deadline)")
    }
    return problem(server, "did not answer at \(server.report.url ?? ""): \(error)")
  }

  static func problem(_ server: ServerEntry, _ what: String) -> StateError {
    StateError(.unreachable, "chat server \(server.id) \(what)")
  }
}
