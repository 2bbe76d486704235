import Dashboard
import Service
import Testing
import TinyReactor

@Suite struct PasswordTests {
  @Test(arguments: [
    "", "correct hors", "correct horse ", "Correct horse", "correct horsecorrect horse", "c",
    "correct hors\u{65}\u{301}", "\0", "correct horse\0",
  ])
  func `only the password is the password`(guess: String) {
    #expect(!Password("correct horse").matches(guess))
    #expect(Password("correct horse").matches("correct horse"))
  }

  @Test func `bytes are compared, not how they look`() {
    #expect(!Password("caf\u{E9}caf\u{E9}").matches("cafe\u{301}cafe\u{301}"))
  }
}

/// Sessions by reference: `#expect` cannot change a value.
private final class SessionTable {
  private var sessions = Sessions()
  func open(at now: Duration) -> String { sessions.open(at: now) }
  func use(_ token: String, at now: Duration) -> Bool { sessions.use(token, at: now) }
  func isLive(_ token: String, at now: Duration) -> Bool { sessions.isLive(token, at: now) }
  func close(_ token: String) { sessions.close(token) }
}

@Suite struct SessionsTests {
  @Test func `a session ends when idle too long`() {
    let sessions = SessionTable()
    let token = sessions.open(at: .zero)
    #expect(sessions.use(token, at: Sessions.idleMax - .seconds(1)))
    #expect(sessions.use(token, at: Sessions.idleMax + Sessions.idleMax - .seconds(2)))
    #expect(!sessions.use(token, at: Sessions.idleMax * 3))
    #expect(!sessions.use(token, at: .zero), "it is gone for good")
  }

  @Test func `looking does not keep a session alive`() {
    let sessions = SessionTable()
    let token = sessions.open(at: .zero)
    #expect(sessions.isLive(token, at: Sessions.idleMax - .seconds(1)))
    #expect(!sessions.isLive(token, at: Sessions.idleMax))
  }

  @Test func `a session ends after its lifetime however busy`() {
    let sessions = SessionTable()
    let token = sessions.open(at: .zero)
    var now = Duration.zero
    while now + .seconds(3_600) < Sessions.lifetimeMax {
      now += .seconds(3_600)
      #expect(sessions.use(token, at: now))
    }
    #expect(!sessions.use(token, at: Sessions.lifetimeMax))
  }

  @Test func `tokens are long, and never the same`() {
    let sessions = SessionTable()
    let tokens = (0..<50).map { _ in sessions.open(at: .zero) }
    #expect(Set(tokens).count == 50)
    #expect(tokens.allSatisfy { $0.utf8.count == 64 && $0.allSatisfy(\.isHexDigit) })
    #expect(!sessions.use("", at: .zero))
  }

  @Test func `one login too many ends the idlest session`() {
    let sessions = SessionTable()
    let first = sessions.open(at: .zero)
    let second = sessions.open(at: .seconds(1))
    for _ in 2..<Sessions.sessionsMax { _ = sessions.open(at: .seconds(2)) }
    #expect(sessions.use(first, at: .seconds(3)))
    _ = sessions.open(at: .seconds(4))
    #expect(sessions.isLive(first, at: .seconds(4)))
    #expect(!sessions.isLive(second, at: .seconds(4)))
  }

  @Test func `a closed session is closed`() {
    let sessions = SessionTable()
    let token = sessions.open(at: .zero)
    sessions.close(token)
    #expect(!sessions.isLive(token, at: .zero))
  }
}

@Suite struct LoginThrottleTests {
  @Test func `after a few failures each doubles the wait, up to a minute`() {
    var throttle = LoginThrottle()
    var waits: [Duration?] = []
    var now = Duration.zero
    for _ in 0..<12 {
      throttle.failed("192.0.2.7", at: now)
      let wait = throttle.wait(for: "192.0.2.7", at: now)
      waits.append(wait)
      now += wait ?? .zero
    }
    let expected = [nil, nil, nil, 1, 2, 4, 8, 16, 32, 60, 60, 60] as [Int?]
    #expect(waits == expected.map { $0.map { .seconds($0) } })
  }

  @Test func `the wait ends, and other addresses never had one`() {
    var throttle = LoginThrottle()
    for _ in 0..<5 { throttle.failed("192.0.2.7", at: .zero) }
    #expect(throttle.wait(for: "192.0.2.7", at: .seconds(1)) == .seconds(1))
    #expect(throttle.wait(for: "192.0.2.7", at: .seconds(2)) == nil)
    #expect(throttle.wait(for: "192.0.2.8", at: .zero) == nil)
  }

  @Test func `success and time are forgiving`() {
    var throttle = LoginThrottle()
    for _ in 0..<9 { throttle.failed("a", at: .zero) }
    throttle.succeeded("a")
    #expect(throttle.wait(for: "a", at: .zero) == nil)
    for _ in 0..<9 { throttle.failed("b", at: .zero) }
    throttle.failed("b", at: LoginThrottle.memory)
    #expect(throttle.wait(for: "b", at: LoginThrottle.memory) == nil)
  }

  @Test(arguments: [
    ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true),
    ("127.0.0.1", "127.7.0.2", true), ("127.0.0.1", "::1", true), ("127.0.0.1", "128.0.0.1", false),
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::", true),
    ("2001:db8::1", "2001:db8:0:0:1::", true),
    ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
    ("::1", "1::", false),
    ("192.0.2.7", "192.0.2.8", false),
  ])
  func `an IPv6 network counts as one, an IPv4 address as itself`(
    one: String, other: String, isSame: Bool
  ) {
    var throttle = LoginThrottle()
    for _ in 0..<5 { throttle.failed(one, at: .zero) }
    #expect((throttle.wait(for: other, at: .zero) != nil) == isSame)
  }

  @Test func `memory is bounded`() {
    var throttle = LoginThrottle()
    for number in 0..<3_000 { throttle.failed("192.0.2.\(number)", at: .seconds(number)) }
    #expect(throttle.addressCount == LoginThrottle.addressesMax)
  }
}

@Suite struct DashboardSettingsTests {
  static let password = ["ADMIN_PASSWORD": "correct horse"]
  static let everywhere = ["DASHBOARD_LISTEN": "tcp:8000"]
  static let open = ["DASHBOARD_OPEN": "1"]

  @Test(
    arguments: [
      [:], password, everywhere.merging(password) { $1 }, everywhere.merging(open) { $1 },
      ["DASHBOARD_LISTEN": "unix:/run/dashboard.sock"],
      ["DASHBOARD_LISTEN": #"tcp:8000:interface=\:\:1"#],
      ["ADMIN_PASSWORD": "12345678"], ["ADMIN_PASSWORD": "ÄÖÜäöüßé"],
      ["ADMIN_PASSWORD": ""],
    ])
  func `what is safe is accepted`(environment: [String: String]) {
    var reader = SettingsReader(environment: environment)
    _ = DashboardSettings(from: &reader)
    #expect(reader.problems == [])
  }

  @Test(arguments: [
    (everywhere, "set ADMIN_PASSWORD, or DASHBOARD_OPEN=1"),
    (["DASHBOARD_LISTEN": "tcp:8000:interface=0.0.0.0"], "can be reached by others"),
    (everywhere.merging(["ADMIN_PASSWORD": ""]) { $1 }, "set ADMIN_PASSWORD"),
    (["ADMIN_PASSWORD": "1234567"], "at least 8 characters"),
    (["ADMIN_PASSWORD": "with\u{7}bell"], "ADMIN_PASSWORD is not usable"),
  ])
  func `what is not is refused in one line that says what to do`(
    environment: [String: String], problem: String
  ) {
    var reader = SettingsReader(environment: environment)
    _ = DashboardSettings(from: &reader)
    #expect(reader.problems.count == 1)
    #expect(reader.problems.first?.contains(problem) == true, "\(reader.problems)")
  }

  @Test func `a refused password is never said`() {
    var reader = SettingsReader(environment: ["ADMIN_PASSWORD": "s3cret"])
    _ = DashboardSettings(from: &reader)
    #expect(!reader.problems.joined().contains("s3cret"))
  }

  @Test func `host names are separated by commas and blanks do not count`() {
    var reader = SettingsReader(environment: ["DASHBOARD_HOSTS": " chat.example ,, *,"])
    #expect(DashboardSettings(from: &reader).hosts == ["chat.example", "*"])
  }
}
