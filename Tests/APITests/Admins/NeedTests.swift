import API
import Testing
import Wire

@Suite struct `What a caller has to be` {
  static func admin(_ role: Role) -> Admin {
    Admin(id: 1, name: "ann", role: role, since: "t", actor: "api", passwordSince: "t")
  }

  static func script(_ role: Role, of admin: Role) -> Principal {
    .script(
      APIToken(id: 2, name: "ci", admin: "ann", role: role, since: "t"), of: Self.admin(admin))
  }

  static let principals: [(String, Principal)] =
    [("service", .service), ("anyone", .anyone(session: "h"))]
    + Role.allCases.map { ($0.rawValue, .admin(admin($0), session: "h")) }
    + [
      ("script", script(.owner, of: .owner)), ("weak script", script(.viewer, of: .owner)),
      ("lowered script", script(.owner, of: .viewer)),
    ]

  @Test(
    arguments: [
      (.service, "service"),
      (.role(.viewer, to: "x"), "*"),
      (.role(.moderator, to: "x"), "service anyone moderator owner script"),
      (.role(.owner, to: "x"), "service anyone owner script"),
      (.login(to: "x"), "viewer moderator owner"),
      (.session(to: "x"), "anyone viewer moderator owner"),
      (.bot, "*"),
    ] as [(Need, String)])
  func `is met by some, and not by others`(need: Need, names: String) {
    for (name, principal) in Self.principals {
      let isMet = names == "*" || " \(names) ".contains(" \(name) ")
      #expect((need.problem(of: principal) == nil) == isMet, "\(name)")
    }
  }

  @Test(
    arguments: [
      (
        .role(.moderator, to: "ban anybody"), "viewer",
        "viewers may not ban anybody; moderators and owners may"
      ),
      (.role(.owner, to: "make bots"), "moderator", "moderators may not make bots; owners may"),
      (
        .role(.owner, to: "make bots"), "weak script",
        "with the token ci you are as a viewer, and viewers may not make bots; owners may"
      ),
      (
        .service, "owner",
        "this is for chat servers and the dashboard, with API_TOKEN; no session and no token of an admin's "
          + "is good for it"
      ),
      (.login(to: "make a token"), "script", "only an admin who is logged in may make a token"),
      (.session(to: "log out"), "service", "only who is logged in may log out"),
    ] as [(Need, String, String)])
  func `is said in words`(need: Need, name: String, words: String) throws {
    let principal = try #require(Self.principals.first { $0.0 == name }?.1)
    #expect(need.problem(of: principal) == words)
  }

  @Test func `the log names whoever has proved it, and notes what they add`() {
    let authors = Self.principals.map { $0.1.author(note: "192.0.2.7") }
    #expect(
      authors.map(\.name)
        == ["api", "dashboard", "ann", "ann", "ann", "ann", "ann", "ann"])
    #expect(authors.prefix(5).allSatisfy { $0.note == "192.0.2.7" })
    #expect(authors.dropFirst(5).allSatisfy { $0.note == "token ci · 192.0.2.7" })
    #expect(Self.script(.owner, of: .owner).author(note: nil).note == "token ci")
  }
}
