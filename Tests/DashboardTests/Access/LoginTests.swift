import Dashboard
import ServiceKit
import Testing
import TinyReactor
import Wire

/// Sessions by reference: `#expect` cannot change a value.
private final class SessionTable {
  private var sessions = Sessions()
  func open(at now: Duration) -> String {
    sessions.open(SessionCredentials(token: "ncs_1", name: "ann", role: .owner), at: now)
  }
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
    (["DASHBOARD_HOSTS": "*"], "DASHBOARD_HOSTS is *, which needs ADMIN_PASSWORD"),
    (["API_TOKEN": "two words"], "API_TOKEN has to be visible ASCII"),
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
    var reader = SettingsReader(
      environment: Self.password.merging(["DASHBOARD_HOSTS": " chat.example ,* "]) { $1 })
    #expect(DashboardSettings(from: &reader).hosts == ["chat.example", "*"])
    #expect(reader.problems == [])
  }

  @Test(arguments: [
    ("chat.example.org", nil), ("a_b-c,10.0.0.5,::1,[::1]:8000,chat:8000,example.org.", nil),
    (" ", nil), ("http://x", "http://x"), ("a b", "a b"), ("a,,b", ""), ("a,", ""), (",", ""),
    ("*.example.org", "*.example.org"), ("é", "é"), ("a:b", "a:b"), ("..", ".."),
    ("a,b\u{202E}", "b\\u202e"),
  ])
  func `what is no host name is said`(_ hosts: String, _ wrong: String?) {
    var reader = SettingsReader(environment: ["DASHBOARD_HOSTS": hosts])
    _ = DashboardSettings(from: &reader)
    #expect(reader.problems.isEmpty == (wrong == nil), "\(reader.problems)")
    for problem in reader.problems {
      let beginning = "DASHBOARD_HOSTS has \"\(wrong ?? "")\" in it, which is no host name"
      #expect(problem.hasPrefix(beginning), "\(problem)")
    }
  }
}
