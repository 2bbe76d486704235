import TinyHTTP
import TinyReactor
import Wire

/// Who may do what: the pages of bots, of admins, and of one's own account.
extension Routes {
  func bots(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    api(for: request).bots().addBoth { bots -> HTTPResponse in
      let content = BotsPage(
        bots.mapError(APIFailure.init), timeOfDay: self.timeOfDay(),
        mayMake: self.visitor(of: request).may(.makeBot))
      return self.page(.bots, "Bots", for: request, script: LiveUpdates.script, content.html)
    }
  }

  func admins(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    let visitor = visitor(of: request)
    guard visitor.maySeeAdmins else {
      return .succeeded(refusal(AdminWords.refusal(of: .makeAdmin, to: visitor), for: request))
    }
    let api = api(for: request)
    let tokens = api.tokens()
    return api.admins().addBoth { admins -> Deferred<HTTPResponse> in
      tokens.addBoth { tokens -> HTTPResponse in
        let content = AdminsPage(
          admins.mapError(APIFailure.init), tokens: tokens.mapError(APIFailure.init), for: visitor,
          timeOfDay: self.timeOfDay())
        return self.page(.admins, "Admins", for: request, script: LiveUpdates.script, content.html)
      }
    }
  }

  func account(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    let visitor = visitor(of: request)
    guard visitor.may(.changePassword) else {
      return .succeeded(
        refusal(AdminWords.refusal(of: .changePassword, to: visitor), for: request))
    }
    return api(for: request).tokens().addBoth { tokens -> HTTPResponse in
      let content = AccountPage(
        visitor, tokens: tokens.mapError(APIFailure.init), timeOfDay: self.timeOfDay())
      return self.page(nil, "Your account", for: request, script: LiveUpdates.script, content.html)
    }
  }

  /// Each press of the button makes another code; it is shown in this answer and in no other.
  func makeLoginCode(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    let visitor = visitor(of: request)
    guard visitor.may(.changePassword) else {
      return .succeeded(
        refusal(AdminWords.refusal(of: .changePassword, to: visitor), for: request))
    }
    return api(for: request).makeLoginCode().addBoth { code -> HTTPResponse in
      switch code {
      case .success(let code): return self.page(nil, "Code", for: request, AccountPage.made(code))
      case .failure(let error):
        let failure = APIFailure(error)
        return self.page(
          nil, "Code", for: request, status: failure.statusForAdmin,
          PageFrame.apology("No code was made", failure.explanation))
      }
    }
  }
}
