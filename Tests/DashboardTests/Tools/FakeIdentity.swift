import Dashboard
import TinyHTTP
import Wire

/// The part of the fake API that knows who is who: admins, sessions, tokens.
final class FakeIdentity {
  private(set) var admins: [(admin: Admin, password: String)] = []
  var tokens: [APIToken] = []
  /// Names by the tokens of their sessions; nil is whoever comes.
  private(set) var sessions: [String: String?] = [:]
  /// What was asked of it: `POST /sessions by 192.0.2.7`.
  private(set) var requests: [String] = []
  private var lastSession = 0

  static let noon = "2026-11-24T12:00:00.000Z"

  func add(_ name: String, _ password: String, _ role: Role) {
    let admin = Admin(
      id: admins.count + 1, name: name, role: role, since: Self.noon, actor: "api",
      passwordSince: Self.noon)
    admins.append((admin, password))
    sessions = sessions.filter { $0.value != nil }
  }

  /// As after a change of that admin.
  func endSessions(of name: String?) { sessions = sessions.filter { $0.value != name } }

  static func isAbout(_ request: HTTPRequest) -> Bool {
    ["/session", "/sessions"].contains(request.path)
  }

  func note(_ request: HTTPRequest) {
    let note = request.fields["X-Actor"].map { " by \($0)" } ?? ""
    requests.append("\(request.method.rawValue) \(request.target)\(note)")
  }

  func takeRequests() -> [String] {
    defer { requests = [] }
    return requests
  }

  /// The token of a session that a request bears; nil without one.
  private static func token(in request: HTTPRequest) -> String? {
    request.fields["Authorization"].flatMap {
      $0.hasPrefix("Bearer ncs_") ? String($0.dropFirst("Bearer ".count)) : nil
    }
  }

  /// Whom the log names: an admin, `dashboard`, or `api`, with what they add.
  func author(of request: HTTPRequest) -> String {
    let who = Self.token(in: request).map { sessions[$0].flatMap { $0 } ?? "dashboard" } ?? "api"
    return request.fields["X-Actor"].map { "\(who) · \($0)" } ?? who
  }

  func add(to router: inout Router) {
    router.use { [unowned self] request, next in
      if let token = Self.token(in: request), sessions[token] == nil {
        throw HTTPError(.unauthorized, "this session has ended; log in again")
      }
      return try next(request)
    }
    router.on(.get, "/session") { [unowned self] request in .json(caller(of: request)) }
    router.on(.post, "/sessions") { [unowned self] in .json(try logIn($0)) }
    router.on(.delete, "/session") { [unowned self] request in
      if let token = Self.token(in: request) { sessions[token] = nil }
      return .json(Outcome.success)
    }
    router.on(.get, "/admins") { [unowned self] _ in
      .json(AdminList(admins: admins.map(\.admin)))
    }
    router.on(.post, "/codes") { [unowned self] request in
      .json(
        LoginCode(
          name: caller(of: request).name ?? "", code: "k7mq-x3pf-92ab-tdhw", seconds: 300))
    }
    router.on(.get, "/tokens") { [unowned self] _ in .json(APITokenList(tokens: tokens)) }
  }

  /// What the API lets whoever sent it do.
  func role(of request: HTTPRequest) -> Role { caller(of: request).role }

  private func caller(of request: HTTPRequest) -> Caller {
    let session = Self.token(in: request).flatMap { sessions[$0] }
    let admin = session.flatMap { name in admins.first { $0.admin.name == name } }?.admin
    let kind: Caller.Kind = session == nil ? .service : admin == nil ? .anyone : .admin
    return Caller(
      kind: kind, role: admin?.role ?? .owner, name: admin?.name, hasAdmins: !admins.isEmpty)
  }

  private func logIn(_ request: HTTPRequest) throws -> SessionCredentials {
    let login = try request.json(NewSession.self)
    lastSession += 1
    let token = "ncs_\(lastSession)"
    guard let name = login.name else {
      guard admins.isEmpty else { throw HTTPError(.unauthorized, "there are admins") }
      sessions[token] = .some(nil)
      return SessionCredentials(token: token, name: nil, role: .owner)
    }
    guard
      let known = admins.first(where: { $0.admin.name == name && $0.password == login.password })
    else { throw HTTPError(.unauthorized, "name or password is wrong") }
    sessions[token] = .some(name)
    return SessionCredentials(token: token, name: name, role: known.admin.role)
  }
}
