import TinyHTTP
package import TinyReactor
package import Wire

/// Who the API takes us for, logging in and out, admins and the tokens of their scripts.
extension APIClient {
  /// As whom these requests come, and whether there are admins.
  package func caller() -> Deferred<Caller> {
    get("/session", as: Caller.self)
  }

  /// Begins a session; without a name, that of whoever comes.
  package func openSession(_ login: NewSession) -> Deferred<SessionCredentials> {
    tell(.post, "/sessions", login, deadline: Self.relayTimeMax).addCallback { response in
      try Self.decode(response, as: SessionCredentials.self)
    }
  }

  /// Ends the session that these requests bear.
  package func closeSession() -> Deferred<Void> {
    tell(.delete, "/session", nil as NewSession?).addCallback { _ in }
  }

  /// Oldest first.
  package func admins() -> Deferred<[Admin]> {
    get("/admins", as: AdminList.self).addCallback { $0.admins }
  }

  /// Oldest first; an owner is told of everybody's.
  package func tokens() -> Deferred<[APIToken]> {
    get("/tokens", as: APITokenList.self).addCallback { $0.tokens }
  }

  /// Makes a code with which whoever asks for it logs in at the prompt of a chat.
  package func makeLoginCode() -> Deferred<LoginCode> {
    tell(.post, "/codes", nil as NewSession?).addCallback { response in
      try Self.decode(response, as: LoginCode.self)
    }
  }

  // MARK: - On somebody's behalf

  /// By what the API recognizes the somebody on whose behalf it is asked.
  package struct Behalf {
    /// The token of their session.
    let token: () -> Deferred<String>
    /// Called with a token that the API knows no more; fires with whether `token` may have another.
    let lost: (String) -> Deferred<Bool>
    /// Stands beside their name in the log.
    let note: String
    /// A page updates itself: nobody has done anything.
    let isFollowing: Bool

    package init(
      token: @escaping () -> Deferred<String>, lost: @escaping (String) -> Deferred<Bool>,
      note: String, isFollowing: Bool
    ) {
      self.token = token
      self.lost = lost
      self.note = note
      self.isFollowing = isFollowing
    }

    fileprivate func sign(_ request: HTTPRequest, with token: String) -> HTTPRequest {
      var request = request
      request.fields["Authorization"] = "Bearer \(token)"
      request.fields["X-Actor"] = note
      if isFollowing { request.fields[APIClient.followField] = "1" }
      return request
    }
  }

  /// The same API, asked with our own token, with a note for the log.
  package func noting(_ note: String) -> APIClient {
    APIClient(
      send: { [send] request, deadline in
        var request = request
        request.fields["X-Actor"] = note
        return send(request, deadline)
      }, stream: stream)
  }

  /// The header of requests by which a page updates itself: they keep no session alive.
  package static let followField = "X-Follow"

  /// The same API, asked on somebody's behalf.
  package func acting(for behalf: Behalf) -> APIClient {
    APIClient(
      send: { [send] request, deadline in
        Self.attempt(request, behalf, status: { $0.status }) { send($0, deadline) }
      },
      stream: { [stream] request, deadline in
        Self.attempt(request, behalf, status: { $0.status }, discard: { $0.cancel() }) {
          stream($0, deadline)
        }
      })
  }

  /// What is answered 401 has not happened, and may be sent again.
  private static func attempt<Answer>(
    _ request: HTTPRequest, _ behalf: Behalf, isAgain: Bool = false,
    status: @escaping (Answer) -> HTTPStatus, discard: @escaping (Answer) -> Void = { _ in },
    _ ask: @escaping (HTTPRequest) -> Deferred<Answer>
  ) -> Deferred<Answer> {
    behalf.token().addCallback { token -> Deferred<Answer> in
      ask(behalf.sign(request, with: token)).addCallback { answer -> Deferred<Answer> in
        guard status(answer) == .unauthorized else { return .succeeded(answer) }
        return behalf.lost(token).addCallback { mayTryAgain -> Deferred<Answer> in
          guard mayTryAgain, !isAgain else { return .succeeded(answer) }
          discard(answer)
          return attempt(
            request, behalf, isAgain: true, status: status, discard: discard, ask)
        }
      }
    }
  }
}
