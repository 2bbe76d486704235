import Dashboard
import Testing
import TinyHTTP
import Wire

/// What each role is shown.
@Suite struct RoleRoutesTests {
  static func dashboard() throws -> TestDashboard {
    let dashboard = try IdentityRoutesTests.dashboard()
    let api = dashboard.api
    var zoe = FakeAPI.person(9, "zoe")
    zoe.voiced = true
    api.people = [FakeAPI.person(7, "ann"), FakeAPI.person(8, "ben", muted: true), zoe]
    api.bans = [FakeAPI.ban(3, "192.0.2.9")]
    api.decisions.mutes = [FakeDecisions.mute(5, name: "ben")]
    api.room.bots = [
      Bot(id: 4, name: "deploy", mayRead: false, since: FakeRoom.noon, actor: "owner")
    ]
    api.peopleHere.notes = [
      PersonRemark(id: 21, name: "ann", text: "new", since: FakeRoom.noon, actor: "owner")
    ]
    api.words.fill()
    api.room.say("hello")
    api.room.say(nil, hiddenBy: "owner")
    api.identity.tokens = [
      APIToken(id: 11, name: "mine", admin: "owner", role: .viewer, since: FakeRoom.noon),
      APIToken(id: 12, name: "theirs", admin: "viewer", role: .viewer, since: FakeRoom.noon),
    ]
    return dashboard
  }

  static let pages = [
    "/", "/people", "/person?server=chat-1&member=7&name=ann",
    "/person?server=chat-1&member=8&name=ben", "/person?server=chat-1&member=9&name=zoe", "/bans",
    "/mutes", "/bans/ended", "/mutes/ended", "/bots", "/banner", "/room/", "/rules", "/words",
    "/log",
    "/account",
  ]

  /// Commands whose forms and links a page has.
  static func commands(on page: Answer) -> Set<AdminCommand.Kind> {
    Set(
      AdminCommand.Kind.allCases.filter { kind in
        [
          "action=\"\(kind.path)\"", "action=\"\(kind.path)/ask\"", "href=\"\(kind.path)\"",
          "href=\"\(kind.path)?",
        ]
        .contains { page.text.contains($0) }
      })
  }

  @Test(arguments: Role.allCases)
  func `a page offers what its reader may do, and all of it somewhere`(role: Role) throws {
    let dashboard = try Self.dashboard()
    let session = try dashboard.logIn(IdentityRoutesTests.password, as: role.rawValue)
    let visitor = Visitor(name: role.rawValue, role: role)
    var offered: Set<AdminCommand.Kind> = []
    for target in Self.pages + (role == .owner ? ["/admins"] : []) {
      let page = try dashboard.get(target, cookie: session)
      #expect(page.status == 200, "\(target)")
      #expect(!page.text.contains("=&quot;"), "\(target): markup that was taken for text")
      offered.formUnion(Self.commands(on: page))
      #expect(
        page.text.contains("action=\"/set_banner/\"") == (target == "/banner" && role == .owner))
      #expect(page.text.contains("href=\"/admins\"") == (role == .owner), "\(target)")
      #expect(page.text.contains(RoomAddress.ban) == (target == "/room/" && role > .viewer))
    }
    dashboard.api.doorsOpen = false
    offered.formUnion(Self.commands(on: try dashboard.get("/", cookie: session)))
    let allowed = Set(AdminCommand.Kind.allCases.filter(visitor.may))
    // Who has no token of their own has none to revoke.
    let missing: Set<AdminCommand.Kind> = role == .moderator ? [.revokeToken] : []
    #expect(offered == allowed.subtracting(missing))
  }

  static let questions: [(kind: AdminCommand.Kind, query: String)] = [
    (.kick, "server=chat-1&member=7&name=ann"), (.mute, "server=chat-1&member=7&name=ann"),
    (.unmute, "server=chat-1&member=8&name=ben"), (.ban, "range=192.0.2.7&minutes=60"),
    (.lift, "id=3&range=192.0.2.9"), (.changeBan, "id=3&whom=192.0.2.9"),
    (.liftMute, "id=5&whom=ben"), (.changeMute, "id=5&whom=ben"), (.announce, "text=tea"),
    (.open, ""), (.close, ""),
    (.voice, "server=chat-1&member=7&name=ann"), (.unvoice, "server=chat-1&member=9&name=zoe"),
    (.slow, "seconds=10"), (.voicedOnly, "only=true"), (.word, ""), (.limits, "talk_rate=1"),
    (.history, "lines=5"), (.retention, "days=5"), (.hide, "id=1"), (.show, "id=2"),
    (.makeBot, "name=x"), (.revokeBot, "id=4&name=deploy"), (.makeAdmin, "name=eve&role=viewer"),
    (.changeRole, "id=1&name=admin&role=viewer"), (.setPassword, "id=1&name=admin"),
    (.removeAdmin, "id=1&name=admin"), (.changePassword, ""), (.makeToken, "name=ci&role=viewer"),
    (.revokeToken, "id=12&name=theirs"),
    (.bulk, "action=kick&who=server%3Dchat-1%26member%3D7%26name%3Dann"),
    (.note, "name=ann&on=ann&text=x"), (.removeNote, "id=21&on=ann&text=x"),
    (.addFilter, "pattern=x&action=hold"),
    (.removeFilter, "id=5&pattern=x"), (.release, "id=9&name=x"), (.drop, "id=9&name=x"),
  ]

  @Test(arguments: Role.allCases)
  func `a question that is not for them is refused politely`(role: Role) throws {
    let dashboard = try Self.dashboard()
    let session = try dashboard.logIn(IdentityRoutesTests.password, as: role.rawValue)
    let visitor = Visitor(name: role.rawValue, role: role)
    #expect(Set(Self.questions.map(\.kind)) == Set(AdminCommand.Kind.allCases))
    for (kind, query) in Self.questions {
      let page = try dashboard.get("\(kind.path)?\(query)", cookie: session)
      #expect(page.status == (visitor.may(kind) ? 200 : 403), "\(kind) by a \(role)")
      #expect(page.text.contains("action=\"\(kind.path)\"") == visitor.may(kind), "\(kind)")
      if !visitor.may(kind) {
        #expect(page.text.contains("You are logged in as \(role.words). This takes "))
        #expect(page.text.contains("aria-label=\"Pages\""), "the way to other pages is there")
      }
    }
    let admins = try dashboard.get("/admins", cookie: session)
    #expect(admins.status == (role == .owner ? 200 : 403))
    let ban = "/room/ban?server=chat-1&member=7&name=ann"
    #expect(try dashboard.get(ban, cookie: session).status == (role > .viewer ? 200 : 403))
  }

  @Test func `lines that come later have for a viewer no commands either`() throws {
    let dashboard = try Self.dashboard()
    for (role, hasCommands) in [("viewer", false), ("moderator", true)] {
      let session = try dashboard.logIn(IdentityRoutesTests.password, as: role)
      let lines = try dashboard.get("/room/lines?after=0", cookie: session)
      #expect(lines.text.contains("line-1"))
      #expect(lines.text.contains("<form") == hasCommands)
    }
  }

  @Test func `nobody's own account is open to whoever comes`() throws {
    let dashboard = try TestDashboard()
    #expect(try dashboard.get("/account").status == 403)
    #expect(try dashboard.get("/account/password").status == 403)
    let admins = try dashboard.get("/admins")
    #expect(admins.status == 200)
    #expect(admins.text.contains("The first has to be an owner."))
    #expect(admins.text.contains("value=\"owner\" selected"))
  }
}
