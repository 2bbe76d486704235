import TinyHTTP
import TinyReactor
import Wire

/// Who may log in, and the tokens of their scripts.
extension Site {
  var adminRoutes: [Route] {
    [
      Route(.get, "/admins", "Who may log in, oldest first", answer: .adminList) { [self] _ in
        .succeeded(.json(AdminList(admins: admins.all)))
      },
      Route(
        .post, "/admins", "Lets somebody log in; the first has to be an owner",
        needs: .owner(to: "make admins"), body: .newAdmin, answer: .admin, takesActor: true,
        errors: [.conflict]
      ) { [self] request in
        let body = try request.object(.newAdmin)
        let name = try AdminRules.name(try body.string("name"))
        let role = try body.role("role")
        let password = try AdminRules.password(try body.string("password"))
        return admins.make(
          name, role: role, password: password, actor: try access.author(of: request)
        ).addCallback { .json($0) }
      },
      Route(
        .put, "/admins/{id}", "Changes a role or a password, and ends that admin's sessions",
        needs: .owner(to: "change admins"), id: .admin, body: .adminChange, answer: .outcome,
        takesActor: true, errors: [.notFound, .conflict], changeAdmin),
      Route(
        .delete, "/admins/{id}", "Removes an admin, with their sessions and tokens",
        needs: .owner(to: "remove admins"), id: .admin, answer: .outcome, takesActor: true,
        errors: [.notFound, .conflict]
      ) { [self] request in
        admins.remove(try request.adminID(), actor: try access.author(of: request))
          .addCallback { HTTPResponse(outcomeOf: $0) }
      },
    ]
  }

  private func changeAdmin(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let id = try request.adminID()
    let body = try request.object(.adminChange)
    let role = body.has("role") ? try body.role("role") : nil
    let password =
      body.has("password") ? try AdminRules.password(try body.string("password")) : nil
    guard role != nil || password != nil else {
      throw HTTPError(.badRequest, "there is neither \"role\" nor \"password\" to change")
    }
    let principal = try access.principal(of: request)
    let own = principal.admin?.id == id ? principal.session : nil
    return admins.change(
      id, role: role, password: password, sparing: own, actor: try access.author(of: request)
    ).addCallback { .json($0 ? Outcome.success : .unchanged) }
  }

  var tokenRoutes: [Route] {
    [
      Route(
        .get, "/tokens", "The tokens of the caller's scripts; an owner sees all",
        answer: .tokenList
      ) { [self] request in
        let principal = try access.principal(of: request)
        return .succeeded(.json(APITokenList(tokens: admins.tokens.tokens(for: principal))))
      },
      Route(
        .post, "/tokens",
        "Makes a token for a script of the caller's; it is in this answer and in no other",
        needs: .login(to: "make a token"), body: .newToken, answer: .tokenCredentials,
        takesActor: true, answerIsSecret: true, errors: [.conflict]
      ) { [self] request in
        guard let admin = try access.principal(of: request).admin else {
          preconditionFailure("its need was checked")
        }
        let body = try request.object(.newToken)
        let name = try body.line("name", charactersMax: Limits.adminNameCharactersMax)
        return admins.tokens.make(
          name, role: try body.role("role"), of: admin, actor: try access.author(of: request)
        ).addCallback { .json($0) }
      },
      Route(
        .delete, "/tokens/{id}", "Revokes a token; an owner may revoke everybody's",
        needs: .role(.viewer, to: "revoke a token"), id: .token, answer: .outcome,
        takesActor: true, errors: [.notFound]
      ) { [self] request in
        admins.tokens.revoke(
          try request.tokenID(), by: try access.principal(of: request),
          actor: try access.author(of: request)
        ).addCallback { HTTPResponse(outcomeOf: $0) }
      },
    ]
  }
}

extension RequestObject {
  /// A required member that must name a role.
  fileprivate func role(_ key: String) throws(HTTPError) -> Role {
    guard let role = Role(rawValue: try string(key)) else {
      let all = Role.allCases.map(\.rawValue).joined(separator: ", ")
      throw HTTPError(.badRequest, "\"\(key)\" must be one of \(all)")
    }
    return role
  }
}
