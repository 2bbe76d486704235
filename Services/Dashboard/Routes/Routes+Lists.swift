import TinyHTTP
import TinyReactor
import Wire

/// The page that lists bans. It asks the API anew, and shows why when there is no answer.
extension Routes {
  func bans(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    return api(for: request).bans().addBoth { bans -> HTTPResponse in
      let content = BansPage(
        BansPage.Query(request.query), bans.mapError(APIFailure.init), timeOfDay: self.timeOfDay(),
        mayModerate: self.visitor(of: request).mayModerate)
      return self.page(.bans, "Bans", for: request, script: LiveUpdates.script, content.html)
    }
  }
}
