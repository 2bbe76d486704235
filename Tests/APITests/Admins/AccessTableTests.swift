import API
import Testing
import TinyHTTP
import Wire

/// Each route and who may do it, as it is meant: the code must not be the only one to say.
@Suite struct `Who may do what` {
  /// From whom on: viewer, moderator, owner; or only a service, an admin who is logged in, any session.
  static let table = [
    "GET /users/": "viewer", "GET /banner/": "viewer", "POST /banner/": "owner",
    "GET /messages": "viewer", "POST /messages": "service", "GET /messages/stream": "viewer",
    "GET /messages/export": "viewer", "PUT /messages/{id}/hidden": "moderator",
    "DELETE /messages/{id}/hidden": "moderator", "GET /retention": "viewer",
    "POST /retention": "owner", "GET /servers": "viewer", "PUT /servers/{id}": "service",
    "GET /samples": "viewer", "GET /status": "viewer",
    "GET /servers/{id}/users": "viewer", "DELETE /servers/{id}": "service",
    "GET /bans": "viewer", "POST /bans": "moderator", "DELETE /bans/{id}": "moderator",
    "GET /notes": "viewer", "POST /notes": "moderator", "DELETE /notes/{id}": "moderator",
    "GET /bans/ended": "viewer", "GET /mutes/ended": "viewer", "PUT /bans/{id}": "moderator",
    "PUT /mutes/{id}": "moderator", "GET /people": "viewer",
    "GET /people/history": "viewer", "POST /bulk": "moderator",
    "GET /mutes": "viewer", "DELETE /mutes/{id}": "moderator",
    "POST /kicks": "moderator", "POST /mutes": "moderator", "POST /unmutes": "moderator",
    "POST /voices": "moderator", "POST /unvoices": "moderator", "GET /rules": "viewer",
    "POST /rules": "moderator", "GET /limits": "viewer", "POST /limits": "owner",
    "GET /filters": "viewer", "POST /filters": "moderator", "DELETE /filters/{id}": "moderator",
    "GET /held": "moderator", "POST /held": "service", "POST /held/{id}/release": "moderator",
    "DELETE /held/{id}": "moderator",
    "POST /announcements": "moderator", "POST /outcomes": "service", "GET /bots": "viewer",
    "POST /bots": "owner", "DELETE /bots/{id}": "owner", "POST /say": "owner",
    "POST /hooks/{token}": "bot", "GET /config": "service", "GET /doors": "viewer",
    "POST /doors": "moderator", "GET /history": "viewer", "POST /history": "owner",
    "GET /events": "viewer", "GET /events/export": "viewer", "GET /backup": "owner",
    "GET /backup/transcript": "owner", "POST /sessions": "service", "GET /session": "viewer",
    "DELETE /session": "session", "POST /password": "login", "POST /codes": "login",
    "GET /admins": "viewer",
    "POST /admins": "owner", "PUT /admins/{id}": "owner", "DELETE /admins/{id}": "owner",
    "GET /tokens": "viewer", "POST /tokens": "login", "DELETE /tokens/{id}": "viewer",
    "GET /openapi.json": "viewer", "GET /": "viewer",
  ]

  static let ranks = ["viewer", "moderator", "owner"]

  /// Whether a caller of that kind may.
  static func may(_ caller: String, _ need: String) -> Bool {
    switch need {
    case "service": return caller == "service"
    case "login": return ranks.contains(caller)
    case "session": return ranks.contains(caller)
    default:
      let words = caller.split(separator: " ").last.map(String.init) ?? ""
      guard let need = ranks.firstIndex(of: need) else { return false }
      return caller == "service" || ranks.firstIndex(of: words).map { $0 >= need } ?? false
    }
  }

  @Test func `every route is in the table`() throws {
    let routes = try TestSite().site.routes.map { "\($0.method.rawValue) \($0.path)" }
    #expect(Set(routes) == Set(Self.table.keys))
  }

  @Test func `each role and each token may do what the table says, and nothing more`() throws {
    let site = try TestSite(token: "s3cret")
    let service = TestSite.bearer("s3cret")
    var callers = ["service": service]
    for role in Role.allCases.reversed() {
      let session = try site.session(as: role.rawValue, role, service)
      let body = #"{"name": "ci", "role": "\#(role.rawValue)"}"#
      let token = try site.json(.post, "/tokens", body, session)["token"]?.text ?? ""
      callers["token \(role.rawValue)"] = TestSite.bearer(token)
      callers[role.rawValue] = session
    }
    for (route, need) in Self.table where need != "bot" {
      let words = route.split(separator: " ").map(String.init)
      let method = HTTPMethod(rawValue: words[0])
      let target = words[1].replacing("{id}", with: "4711").replacing("{token}", with: "x")
      for (caller, fields) in callers {
        let what = "\(route) by \(caller)"
        let response = try site.send(method, target, "", fields)
        let isRefused = response.status == .forbidden
        #expect(response.status != .unauthorized, "\(what)")
        #expect(isRefused == !Self.may(caller, need), "\(what): \(response.status.code)")
        if route == "DELETE /session", !isRefused {
          callers[caller] = try site.logIn(caller, service)
        }
      }
      #expect(try site.send(method, target).status == .unauthorized, "\(route) by nobody")
      for stale in ["ncs_", "nct_"] {
        let token = stale + String(repeating: "0", count: 64)
        let response = try site.send(method, target, "", TestSite.bearer(token))
        #expect(response.status == .unauthorized, "\(route) by \(stale)")
      }
    }
  }

  @Test func `the document says it too`() throws {
    let site = try TestSite()
    let paths = try site.json(.get, "/openapi.json")["paths"]
    let words = [
      "viewer": "For every admin.", "moderator": "For moderators and owners.",
      "owner": "For owners.", "service": "For chat servers and the dashboard, with API_TOKEN.",
    ]
    for (route, need) in Self.table {
      let parts = route.split(separator: " ").map(String.init)
      let said = paths?[parts[1]]?[parts[0].lowercased()]?["description"]?.text
      #expect(said != nil && (words[need] ?? said) == said, "\(route)")
    }
  }

  @Test(arguments: ["ncs_", "nct_"])
  func `a token that is nobody's is refused where none is required, too`(kind: String) throws {
    let site = try TestSite()
    let bearer = TestSite.bearer(kind + String(repeating: "0", count: 64))
    let why = try site.error(.get, "/banner/", "", bearer, status: 401)
    #expect(
      why
        == (kind == "ncs_"
          ? "this session has ended; log in again"
          : "no admin has that token, or it was revoked; POST /tokens makes one"))
    #expect(site.access.tokenRefusals == (kind == "ncs_" ? 0 : 1))
    #expect(try site.send(.get, "/livez", "", bearer).status == .notFound)
    #expect(try site.send(.get, "/banner/", "", TestSite.bearer("whatever")).status == .ok)
  }

  @Test func `a token that the operator has set counts as that, whatever it looks like`() throws {
    let token = "ncs_" + String(repeating: "0", count: 64)
    let site = try TestSite(token: token)
    #expect(try site.json(.get, "/session", "", TestSite.bearer(token))["kind"] == "service")
  }
}
