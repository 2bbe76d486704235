import TinyHTTP
import TinyReactor
import Wire

/// Logging in and out.
extension Site {
  var sessionRoutes: [Route] {
    [
      Route(
        .post, "/sessions",
        "Logs an admin in, by password or code; without a name whoever comes, while there are no admins",
        needs: .service, body: .newSession, answer: .sessionCredentials, takesActor: true,
        answerIsSecret: true, errors: [.tooManyRequests], logIn),
      Route(.get, "/session", "Who the caller is", answer: .caller) { [self] request in
        let caller = try access.principal(of: request).caller(hasAdmins: !admins.all.isEmpty)
        return .succeeded(.json(caller))
      },
      Route(
        .delete, "/session", "Logs the caller out", needs: .session(to: "log out"),
        answer: .outcome, takesActor: true
      ) { [self] request in
        guard let session = try access.principal(of: request).session else {
          preconditionFailure("its need was checked")
        }
        return admins.sessions.close(session, actor: try access.author(of: request))
          .addCallback { _ in .json(Outcome.success) }
      },
      Route(
        .post, "/codes",
        "Makes a code with which the caller can log in once, at the prompt of a chat",
        needs: .login(to: "make a code"), answer: .loginCode, takesActor: true,
        answerIsSecret: true
      ) { [self] request in
        guard let admin = try access.principal(of: request).admin else {
          preconditionFailure("its need was checked")
        }
        return admins.makeCode(for: admin, actor: try access.author(of: request))
          .addCallback { .json($0) }
      },
      Route(
        .post, "/password", "Changes the caller's own password, and ends their other sessions",
        needs: .login(to: "change a password of their own"), body: .passwordChange,
        answer: .outcome, takesActor: true, errors: [.tooManyRequests], changePassword),
    ]
  }

  private func logIn(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let body = try request.object(.newSession)
    let note = try request.note()
    guard body.has("name") || body.has("password") || body.has("code") else {
      return admins.openToAnyone(note: note).addCallback { .json($0) }
    }
    let name = try body.line("name", charactersMax: Limits.adminNameCharactersMax)
    if body.has("code") {
      let code = try body.line("code", charactersMax: APILimits.codeCharactersMax)
      return admins.logIn(name, code: code, note: note).addCallback { .json($0) }
    }
    let password = try AdminRules.typed(try body.string("password"))
    return admins.logIn(name, password: password, note: note).addCallback { .json($0) }
  }

  private func changePassword(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    guard case .admin(let admin, let session) = try access.principal(of: request) else {
      preconditionFailure("its need was checked")
    }
    let body = try request.object(.passwordChange)
    let old = try AdminRules.typed(try body.string("old"))
    let new = try AdminRules.password(try body.string("new"))
    return admins.changePassword(
      of: admin, from: old, to: new, sparing: session, actor: try access.author(of: request)
    ).addCallback { _ in .json(Outcome.success) }
  }
}
