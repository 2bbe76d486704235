import Chat
import Testing
import Wire

struct LoginWordTests {
  @Test(arguments: [
    ("", LoginWords.nothing), ("ann", .name("ann")), ("\"ann lee\"", .name("ann lee")),
    ("ann k7mq-x3pf-92ab-tdhw", .code(name: "ann", code: "k7mqx3pf92abtdhw")),
    ("ann  K7MQX3PF92ABTDHW", .code(name: "ann", code: "k7mqx3pf92abtdhw")),
    ("ann lee k7mq-x3pf-92ab-tdhw", .code(name: "ann lee", code: "k7mqx3pf92abtdhw")),
    ("\"ann lee\" k7mq-x3pf-92ab-tdhw", .code(name: "ann lee", code: "k7mqx3pf92abtdhw")),
    ("ann hunter2", .noCode), ("ann k7mq-x3pf-92ab-tdh", .noCode),
    ("ann k7mq-x3pf-92ab-tdh1", .noCode), ("\"ann", .name("\"ann")), ("\"\" x", .nothing),
  ])
  func `a login has a name, and a code or nothing`(text: String, words: LoginWords) {
    #expect(LoginWords(text) == words)
  }

  @Test(arguments: [
    ("ben", true, ModerationWords(target: "ben")),
    ("@ben", true, ModerationWords(target: "ben")),
    ("ben 60", true, ModerationWords(target: "ben", minutes: 60)),
    (
      "ben 60 spam, again", true, ModerationWords(target: "ben", minutes: 60, reason: "spam, again")
    ),
    ("ben 60 spam", false, ModerationWords(target: "ben", reason: "60 spam")),
    ("ben 6o spam", true, ModerationWords(target: "ben", reason: "6o spam")),
    ("ben 99999999999999999999", true, ModerationWords(target: "ben", minutes: .max)),
    ("192.0.2.0/24 5", true, ModerationWords(target: "192.0.2.0/24", minutes: 5)),
    ("", true, nil),
  ])
  func `a command has a target, minutes and a reason`(
    text: String, takesMinutes: Bool, words: ModerationWords?
  ) {
    #expect(ModerationWords(CleanText(text), takesMinutes: takesMinutes) == words)
  }

  @Test func `tries come back, for each network and in all`() {
    var tries = LoginTries()
    for _ in 0..<5 {
      #expect(tries.wait(from: "a", at: .zero) == .zero)
      tries.take(from: "a", at: .zero)
    }
    #expect(tries.wait(from: "a", at: .zero) == .seconds(60))
    #expect(tries.wait(from: "b", at: .zero) == .zero)
    tries.giveBack(to: "a")
    #expect(tries.wait(from: "a", at: .zero) == .zero)
    for index in 0..<16 { tries.take(from: "\(index)", at: .zero) }
    #expect(tries.wait(from: "z", at: .zero) == .seconds(5))
    #expect(tries.wait(from: "z", at: .seconds(5)) == .zero)
  }

  @Test func `as many networks as there are cost no more memory`() {
    var tries = LoginTries()
    for index in 0...NetworkTries.networksMax { tries.take(from: "\(index)", at: .zero) }
    #expect(tries.wait(from: "0", at: .seconds(1_000_000)) == .zero)
    #expect(tries.wait(from: "0", at: .zero) > .zero, "all of them together have a limit")
  }
}
