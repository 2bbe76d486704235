import TinyHTTP
package import TinyReactor
package import Wire

/// Asks a chat server who is there, at the moment when somebody wants to know.
///
/// Each question has a connection of its own: they are rare, and nothing has to be kept of servers
/// that come and go. What is answered is read and written anew, so that nothing passes but a roster.
/// The token goes along, to nobody who does not have it: only its bearers can say where to ask.
package final class Rosters {
  private let reactor: Reactor
  private let fields: HTTPFields
  private var underWay = 0

  /// Chat servers ask for the same `token` as the API.
  package init(on reactor: Reactor, token: String?) {
    self.reactor = reactor
    fields = HTTPFields(token.map { [("Authorization", "Bearer \($0)")] } ?? [])
  }

  /// Which part of a roster.
  package struct Query: Equatable {
    package var after: Int?
    package var limit: Int
    /// In the name or the address.
    package var search: String?
  }

  /// Fails with an `HTTPError`: 409 when the server has not said where, 503 when too many ask, 504
  /// when it takes too long, else 502.
  package func ask(_ server: ServerEntry, _ query: Query) -> Deferred<Roster> {
    guard let url = server.report.url else {
      return .failed(
        HTTPError(
          .conflict,
          "chat server \(server.id) does not say where its roster can be asked for; set its "
            + "CHAT_HTTP_URL"))
    }
    guard underWay < APILimits.rostersMax else {
      return .failed(
        HTTPError(
          .serviceUnavailable, "\(APILimits.rostersMax) rosters are being asked for; try again"))
    }
    let client: HTTPClient
    do throws(HTTPError) {
      client = try HTTPClient(
        on: reactor, base: url, fields: fields, connectionsMax: 1,
        responseBodyBytesMax: APILimits.rosterBytesMax)
    } catch {
      return .failed(badGateway(server, "cannot be asked: \(error.message)"))
    }
    underWay += 1
    return client.send(
      HTTPRequest(.get, "/roster?" + query.encoded), deadline: APILimits.rosterWaitMax
    )
    .addBoth { [weak self] result in
      self?.underWay -= 1
      client.close()
      return try result.get()
    }
    .addCallbacks(
      { response in try self.read(response, of: server, atMost: query.limit) },
      { error in throw self.explain(error, server) })
  }

  private func read(
    _ response: HTTPResponse, of server: ServerEntry, atMost limit: Int
  ) throws(HTTPError) -> Roster {
    guard response.status == .ok else {
      throw badGateway(server, "refused with \(response.status.code) \(response.status.reason)")
    }
    let roster: Roster
    do throws(HTTPError) {
      roster = try JSON.decode(Roster.self, from: response.body)
    } catch {
      throw badGateway(server, "sent no roster: \(error.message)")
    }
    guard roster.users.count <= limit else {
      throw badGateway(server, "sent \(roster.users.count) users where \(limit) were asked for")
    }
    return roster
  }

  private func explain(_ error: any Error, _ server: ServerEntry) -> HTTPError {
    if error is TimeoutError {
      return HTTPError(
        .gatewayTimeout, "chat server \(server.id) did not answer in \(APILimits.rosterWaitMax)")
    }
    return badGateway(server, "did not answer at \(server.report.url ?? ""): \(error)")
  }

  private func badGateway(_ server: ServerEntry, _ what: String) -> HTTPError {
    HTTPError(.badGateway, "chat server \(server.id) \(what)")
  }
}

extension Rosters.Query {
  fileprivate var encoded: String {
    var pairs = [("limit", String(limit))]
    if let after { pairs.append(("after", String(after))) }
    if let search { pairs.append(("q", search)) }
    return Form.encode(pairs)
  }
}
