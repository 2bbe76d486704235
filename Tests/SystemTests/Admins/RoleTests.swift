import Support
import Testing
import TinyHTTP
import Wire

/// What each role may do is said twice: by the API, which judges, and by the dashboard's pages.
@Suite struct RoleTests {
  /// Where the dashboard asks, and what the API is sent for it.
  static let commands: [(question: String, order: String)] = [
    ("/kick?server=test&member=0&name=x", "POST /kicks"),
    ("/mute?server=test&member=0&name=x", "POST /mutes"),
    ("/unmute?server=test&member=0&name=x", "POST /unmutes"),
    ("/ban?range=192.0.2.7", "POST /bans"), ("/lift?id=4711&range=x", "DELETE /bans/4711"),
    ("/mute?range=192.0.2.7", "POST /mutes"), ("/mutes/lift?id=4711&whom=x", "DELETE /mutes/4711"),
    ("/mutes/change?id=4711&whom=x", "PUT /mutes/4711"),
    ("/bans/change?id=4711&whom=x", "PUT /bans/4711"),
    ("/announce?text=x", "POST /announcements"), ("/open", "POST /doors"),
    ("/close", "POST /doors"), ("/doors/word", "POST /doors"),
    ("/voice?server=test&member=0&name=x", "POST /voices"),
    ("/unvoice?server=test&member=0&name=x", "POST /unvoices"),
    ("/rules/slow?seconds=5", "POST /rules"), ("/rules/voice?only=true", "POST /rules"),
    ("/rules/limits?talk_rate=1", "POST /limits"),
    ("/hide?id=4711", "PUT /messages/4711/hidden"),
    ("/show?id=4711", "DELETE /messages/4711/hidden"), ("/history?lines=1", "POST /history"),
    ("/retention?days=1", "POST /retention"), ("/bots/new?name=x", "POST /bots"),
    ("/bots/revoke?id=4711", "DELETE /bots/4711"),
    ("/admins/new?name=x&role=viewer", "POST /admins"),
    ("/admins/role?id=4711&role=viewer", "PUT /admins/4711"),
    ("/admins/password?id=4711", "PUT /admins/4711"),
    ("/admins/remove?id=4711", "DELETE /admins/4711"), ("/account/password", "POST /password"),
    ("/account/tokens/new?name=x&role=viewer", "POST /tokens"),
    ("/account/tokens/revoke?id=4711", "DELETE /tokens/4711"), ("", "POST /banner/"),
    ("", "GET /backup"),
  ]

  /// How many of them each may not do.
  static let refused = [Role.viewer: 30, .moderator: 11, .owner: 0]

  @Test(arguments: Role.allCases)
  func `the API refuses what the dashboard does not offer, and nothing else`(role: Role) throws {
    let house = try Installation(["ADMIN_PASSWORD": Installation.password])
    try house.makeAdmins()
    let session = try house.session(of: role.rawValue)
    let cookies = try house.cookies(of: role.rawValue)
    func status(_ arguments: [String]) throws -> String {
      try Curl.run(["-o", "/dev/null", "-w", "%{http_code}"] + arguments)
    }
    var count = 0
    for (question, order) in Self.commands {
      let words = order.split(separator: " ").map(String.init)
      let answer = try status([
        "-X", words[0], "-H", "Authorization: Bearer \(session)", house.api + words[1],
      ])
      #expect(answer != "401" && answer != "000", "\(order) by a \(role)")
      if answer == "403" { count += 1 }
      guard !question.isEmpty else { continue }
      let page = try status(cookies + [house.dashboard + question])
      #expect((page == "403") == (answer == "403"), "\(question) by a \(role): \(page), \(answer)")
    }
    #expect(count == Self.refused[role], "by a \(role)")
    #expect(
      !(try house.events().contains { $0.actor == role.rawValue && $0.action != "login.succeeded" })
    )
  }

  @Test func `nobody chooses whom the log names`() throws {
    let house = try Installation(["ADMIN_PASSWORD": Installation.password])
    try house.makeAdmins()
    let ban = ["-H", "X-Actor: owner", "-H", "Content-Type: application/json"]
    let session = try house.session(of: "moderator")
    _ = try Curl.run(
      ban + [
        "-H", "Authorization: Bearer \(session)", "-d", #"{"range": "192.0.2.7", "reason": "x"}"#,
        house.api + "/bans",
      ])
    let cookies = try house.cookies(of: "moderator")
    _ = try Curl.run(
      cookies + [
        "-H", "X-Actor: owner", "-H", "X-Forwarded-For: owner", "-d", "range=192.0.2.8&minutes=",
        house.dashboard + "/ban",
      ])
    let bans = try house.events().filter { $0.action == "ban.added" }
    #expect(bans.map(\.actor) == ["moderator", "moderator"])
    #expect(bans.map(\.note) == ["owner", "127.0.0.1"])
    let log = try Curl.run(cookies + [house.dashboard + "/log"])
    #expect(log.contains("<b><bdi>moderator</bdi></b> · <b><bdi>owner</bdi></b> banned"))
  }

  @Test func `with a password for the dashboard alone nobody logs in, and all are told why`() throws
  {
    let house = try Installation()
    let port = freePorts(1)[0]
    let dashboard = try ChildProcess(
      [Programs.ours("dashboard")],
      environment: [
        "DASHBOARD_LISTEN": "tcp:\(port):interface=127.0.0.1", "API_URL": house.api,
        "ADMIN_PASSWORD": Installation.password,
      ])
    try dashboard.waitForErrors("nobody can log in")
    try dashboard.waitForErrors("Start the API with ADMIN_PASSWORD set, too")
    let page = try Curl.run(["-L", "http://127.0.0.1:\(port)/"])
    #expect(page.contains("Start the API with ADMIN_PASSWORD set, too"))
    // An admin by whatever way will do.
    try house.makeAdmins()
    let answer = try Curl.run([
      "-o", "/dev/null", "-w", "%{http_code}", "-d", "name=owner",
      "--data-urlencode", "password=\(Installation.password)", "http://127.0.0.1:\(port)/login",
    ])
    #expect(answer == "303")
    dashboard.signal(15)
    #expect(try dashboard.waitForExit() == .code(0))
  }
}
