import API
import Testing

@Suite struct `What admins may be called, and their passwords` {
  /// What `body` has to complain about.
  static func problem(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [
    ("ann", "ann"), ("Ann Lee", "Ann Lee"), ("ann\u{200B}", "ann"), (" ann ", " ann"),
    ("e\u{301}va", "\u{E9}va"), ("admin", "admin"), ("安", "安"),
    (String(repeating: "x", count: 32), String(repeating: "x", count: 32)),
  ])
  func `a name is kept clean and composed`(typed: String, kept: String) throws {
    #expect(try AdminRules.name(typed).utf8.elementsEqual(kept.utf8))
  }

  @Test(arguments: [
    ("", "\"name\" has nothing in it that can be seen"),
    ("\u{200B}", "\"name\" has nothing in it that can be seen"),
    ("a\u{1B}b", "\"name\" must not contain U+001B (escape) at line 1, column 2"),
    (String(repeating: "x", count: 33), "\"name\" has 33 characters; at most 32 are allowed"),
    (String(repeating: "安", count: 21), "\"name\" has 63 bytes; at most 60 are allowed"),
    ("api", "no admin may be called api: in the log of events, api is nobody's name"),
    (
      "DashBoard",
      "no admin may be called DashBoard: in the log of events, dashboard is nobody's name"
    ),
    ("\u{430}pi", "no admin may be called \u{430}pi: in the log of events, api is nobody's name"),
  ])
  func `other names are refused`(name: String, why: String) {
    #expect(Self.problem { _ = try AdminRules.name(name) } == why)
  }

  @Test(arguments: [
    ("ann", "Ann", true), ("Ann", "aNN", true), ("Eva", "\u{C9}va", false),
    ("\u{E9}va", "E\u{301}VA", true), ("ann", "ann ", false), ("ann", "\u{430}nn", false),
    ("ann", "", false),
  ])
  func `case does not matter in a login, looks do`(name: String, typed: String, isMeant: Bool) {
    #expect(AdminRules.isMeant(name, by: typed) == isMeant)
  }

  @Test(arguments: [
    ("correct horse", nil), ("8 signs.", nil), (String(repeating: "x", count: 511), nil),
    ("ÄÖÜäöüß!", nil), ("7 signs", "a password has at least 8 characters"),
    ("", "a password has at least 8 characters"),
    (String(repeating: "x", count: 512), "a password has at most 511 bytes"),
    (String(repeating: "ü", count: 256), "a password has at most 511 bytes"),
    ("correct\u{0}horse", "a password has no control characters in it"),
    ("correct\nhorse", "a password has no control characters in it"),
    ("correct\u{9B}horse", "a password has no control characters in it"),
  ])
  func `a password has limits, and no characters that hide the rest`(
    password: String, why: String?
  ) {
    #expect(Self.problem { _ = try AdminRules.password(password) } == why)
  }

  @Test func `a password is the same however an accent is typed`() throws {
    let (one, two) = (try AdminRules.typed("caf\u{E9}"), try AdminRules.typed("cafe\u{301}"))
    #expect(one.utf8.elementsEqual(two.utf8))
  }
}
