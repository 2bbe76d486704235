import TinyHTTP
import TinyReactor
import Wire

/// The pages that list people and bans. Each asks the API anew, and shows why when there is no answer.
extension Routes {
  func people(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    let query = PeoplePage.Query(request.query)
    return api(for: request).servers().addBoth { servers -> Deferred<HTTPResponse> in
      let servers = servers.mapError(APIFailure.init)
      return self.people(query, on: servers, for: request)
    }
  }

  private func people(
    _ query: PeoplePage.Query, on servers: Result<[ServerEntry], APIFailure>,
    for request: HTTPRequest
  ) -> Deferred<HTTPResponse> {
    var query = query
    let mayModerate = visitor(of: request).mayModerate
    let known = (try? servers.get()) ?? []
    query.server = query.server ?? (known.first { $0.live } ?? known.first)?.id
    guard let server = query.server, case .success = servers else {
      let content = PeoplePage(query, servers: servers, roster: nil, mayModerate: mayModerate)
      return .succeeded(people(content, for: request))
    }
    return api(for: request).roster(
      of: server, after: query.after, limit: PeoplePage.peopleShown, search: query.search
    ).addBoth { [query] roster -> HTTPResponse in
      let roster = roster.mapError(APIFailure.init)
      return self.people(
        PeoplePage(query, servers: servers, roster: roster, mayModerate: mayModerate), for: request)
    }
  }

  private func people(_ content: PeoplePage, for request: HTTPRequest) -> HTTPResponse {
    page(.people, "People", for: request, script: LiveUpdates.script, content.html)
  }

  func bans(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    return api(for: request).bans().addBoth { bans -> HTTPResponse in
      let content = BansPage(
        BansPage.Query(request.query), bans.mapError(APIFailure.init), timeOfDay: self.timeOfDay(),
        mayModerate: self.visitor(of: request).mayModerate)
      return self.page(.bans, "Bans", for: request, script: LiveUpdates.script, content.html)
    }
  }
}
