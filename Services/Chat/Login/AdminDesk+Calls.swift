import TinyHTTP
import TinyReactor
import Wire

/// Asking the API on somebody's behalf. Commands of one admin are carried out one after the other.
extension AdminDesk {
  /// Carries out a command, and tells its outcome in a line. They go on typing meanwhile.
  func carryOut(for member: Member, _ call: @escaping AdminCall) {
    guard let visit = visit(of: member), let login = visit.login else { return }
    guard login.waiting.count < Self.waitingMax else {
      return tell(
        visit, "\(Self.waitingMax) of your commands wait for the API; this one was not taken")
    }
    login.waiting.append(call)
    proceed(login, visit)
  }

  func proceed(_ login: AdminLogin, _ visit: Visit) {
    guard !login.isCalling else { return }
    guard !login.waiting.isEmpty else {
      if login.isEnding { endSession(login, visit) }
      return
    }
    login.isCalling = true
    let call = login.waiting.removeFirst()
    call(login).addBoth { [self] result in
      login.isCalling = false
      switch result {
      case .success(let words): tell(visit, words)
      case .failure(let error): hear(error, login, visit)
      }
      proceed(login, visit)
    }
  }

  private func hear(_ error: any Error, _ login: AdminLogin, _ visit: Visit) {
    guard let refusal = error as? APIRefusal else {
      return tell(visit, "the API did not answer; whether it was done, its log tells")
    }
    let isLoggedIn = visit.login === login
    switch refusal.status {
    case .unauthorized:
      // The session is over, and with it all that waits.
      (login.waiting, login.isEnding) = ([], false)
      if isLoggedIn { visit.login = nil }
      tell(visit, "not done: your login has ended; /login \(login.name) begins another")
    case .forbidden:
      login.waiting = []
      tell(visit, "not done: \(refusal.words); you are logged out")
      if isLoggedIn { visit.login = nil }
      login.isEnding = true
    default: tell(visit, "not done: \(refusal.words)")
    }
  }

  private func endSession(_ login: AdminLogin, _ visit: Visit) {
    login.isEnding = false
    ask(.delete, "/session", nil as NewSession?, token: login.token, note: visit.note)
      // It ends by itself, then.
      .addCallbacks({ _ in }, { _ in })
  }

  // MARK: - Requests

  /// Fires with what to tell whoever asked for it: `done`, or what the API says instead.
  func order(
    _ path: String, _ body: some Encodable, as login: AdminLogin, note: String, done: String
  ) -> Deferred<String> {
    ask(.post, path, body, token: login.token, note: note).addCallback { response -> String in
      let outcome = try? JSON.decode(Outcome.self, from: response.body)
      if response.status == .accepted {
        return "it waits: \(outcome?.message ?? "a chat server cannot be asked")"
      }
      if outcome?.changed == false { return "it was so already" }
      return done + (outcome?.message.map { " (\($0))" } ?? "")
    }
  }

  /// Fails with an `APIRefusal` for any status but 2xx. Without a token it comes from this server.
  func ask(
    _ method: HTTPMethod, _ target: String, _ body: (some Encodable)?, token: String?, note: String
  ) -> Deferred<HTTPResponse> {
    var request = HTTPRequest(method, target)
    if let token { request.fields["Authorization"] = "Bearer \(token)" }
    if method != .get { request.fields["X-Actor"] = note }
    if let body {
      // Strings and numbers always have a JSON form.
      request.body = (try? JSON.encode(body)) ?? []
      request.fields["Content-Type"] = "application/json"
    }
    underWay += 1
    return send(request, Self.deadline).addBoth { [self] result -> HTTPResponse in
      defer { ended() }
      let response = try result.get()
      guard 200..<300 ~= response.status.code else { throw APIRefusal(response) }
      return response
    }
  }
}

/// What the API says when it does not do something.
struct APIRefusal: Error {
  let status: HTTPStatus
  let words: String

  init(_ response: HTTPResponse) {
    status = response.status
    let outcome = try? JSON.decode(Outcome.self, from: response.body)
    words = outcome?.error ?? "the API answers \(response.status.code)"
  }
}
