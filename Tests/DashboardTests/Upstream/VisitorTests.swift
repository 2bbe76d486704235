import Dashboard
import Testing
import Wire

@Suite struct VisitorTests {
  /// From which role on each command is shown; `login` is for every admin, about themselves.
  static let table: [AdminCommand.Kind: String] = [
    .kick: "moderator", .mute: "moderator", .unmute: "moderator", .ban: "moderator",
    .lift: "moderator", .changeBan: "moderator", .liftMute: "moderator",
    .changeMute: "moderator", .announce: "moderator", .open: "moderator", .close: "moderator",
    .voice: "moderator", .unvoice: "moderator", .slow: "moderator", .voicedOnly: "moderator",
    .word: "moderator", .limits: "owner", .hide: "moderator", .show: "moderator", .history: "owner",
    .retention: "owner", .bulk: "moderator", .note: "moderator", .removeNote: "moderator",
    .makeBot: "owner", .revokeBot: "owner", .makeAdmin: "owner", .changeRole: "owner",
    .setPassword: "owner", .removeAdmin: "owner", .changePassword: "login", .makeToken: "login",
    .revokeToken: "login", .addFilter: "moderator", .removeFilter: "moderator",
    .release: "moderator", .drop: "moderator",
  ]

  @Test func `every command is in the table`() {
    #expect(Set(Self.table.keys) == Set(AdminCommand.Kind.allCases))
  }

  @Test(arguments: Role.allCases)
  func `each role may do what the table says, and nothing more`(role: Role) throws {
    let visitor = Visitor(name: "ann", role: role)
    for (kind, need) in Self.table {
      let least = Role(rawValue: need)
      #expect(visitor.may(kind) == least.map { role >= $0 } ?? true, "\(kind) by a \(role)")
    }
    #expect(visitor.mayModerate == (role >= .moderator))
    #expect(visitor.maySetBanner == (role == .owner))
    #expect(visitor.maySeeAdmins == (role == .owner))
  }

  @Test func `whoever comes to an open dashboard may do all that is not about an account`() {
    for (kind, need) in Self.table {
      #expect(Visitor.anyone.may(kind) == (need != "login"), "\(kind)")
    }
  }
}

@Suite struct IdentityNewsTests {
  private static func event(_ seq: Int, _ action: EventAction) -> Event {
    Event(
      seq: seq, time: "2026-11-24T12:00:00.000Z", actor: "ann", action: action.rawValue,
      target: "ben")
  }

  @Test(arguments: [
    (EventAction.adminRemoved, true), (.adminChanged, true), (.passwordChanged, true),
    (.adminMade, true), (.loggedOut, true), (.bannerChanged, false), (.loginSucceeded, false),
    (.tokenRevoked, false),
  ])
  func `sessions are looked at after what may have ended them`(action: EventAction, isNews: Bool) {
    var news = IdentityNews()
    let old = Self.event(1, .adminRemoved)
    let first = news.hear([old])
    #expect(!first, "what was before is none")
    let second = news.hear([Self.event(2, action), old])
    #expect(second == isNews)
    let third = news.hear([Self.event(2, action), old])
    #expect(!third, "it is news once")
  }
}
