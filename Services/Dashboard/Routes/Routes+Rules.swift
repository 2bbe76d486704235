import TinyHTTP
import TinyReactor
import Wire

/// What holds for the whole room.
extension Routes {
  func rules(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    let api = api(for: request)
    let (rules, doors, limits) = (api.rules(), api.doors(), api.limits())
    return rules.addBoth { rules -> Deferred<HTTPResponse> in
      doors.addBoth { doors -> Deferred<HTTPResponse> in
        limits.addBoth { limits -> HTTPResponse in
          let answers = RulesPage.Answers(
            rules: rules.mapError(APIFailure.init), doors: doors.mapError(APIFailure.init),
            limits: limits.mapError(APIFailure.init))
          let content = RulesPage(answers, for: self.visitor(of: request))
          return self.page(
            .rules, "Rules", for: request, script: LiveUpdates.script, content.html)
        }
      }
    }
  }
}
