import API
import Support
import Testing
import TinyHTTP
import Wire

/// The real program, with the password of its first admin, asked with curl.
@Suite struct `The api executable and its admins` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let bearer = "Authorization: Bearer"

  func logIn(
    _ api: APIProcess, _ name: String, _ password: String, _ fields: String...
  ) throws -> (status: Int, token: String) {
    let body = #"{"name": "\#(name)", "password": "\#(password)"}"#
    let curl = try ChildProcess(
      ["curl", "-sS", "-w", "\n%{http_code}", "-d", body] + fields.flatMap { ["-H", $0] }
        + [api.url + "/sessions"])
    _ = try curl.waitForExit()
    let status = Int(curl.outputText.split(separator: "\n").last ?? "") ?? 0
    let json = curl.outputText.split(separator: "\n").dropLast().joined(separator: "\n")
    let answer = try JSON.decode(JSONValue.self, from: Array(json.utf8))
    return (status, answer["token"]?.text ?? "")
  }

  @Test func `a new database gets an owner, whom the setting then changes no more`() throws {
    let first = try APIProcess(in: folder, ["ADMIN_PASSWORD": "correct horse"])
    let session = try logIn(first, "admin", "correct horse")
    #expect(session.status == 200)
    let bearer = "\(Self.bearer) \(session.token)"
    let made = try first.json("/events?after=0", "-H", bearer)["events"]?[0]
    #expect(
      made?["action"] == "admin.made" && made?["target"] == "admin" && made?["new"] == "owner"
        && made?["actor"] == "api")
    #expect(
      try first.json("/admins/1", "-X", "PUT", "-d", #"{"role": "viewer"}"#)["status"] == "ERROR")
    #expect(try first.stop() == .code(0))
    #expect(first.process.errorText.contains("info admin made target=admin new=owner"))

    let second = try APIProcess(in: folder, ["ADMIN_PASSWORD": "battery staple"])
    #expect(try second.json("/session", "-H", bearer)["name"] == "admin")
    #expect(try logIn(second, "admin", "battery staple").status == 401)
    #expect(try logIn(second, "Admin", "correct horse").status == 200)
    let metrics = try second.curl("/metrics").body
    for line in [
      "netcatchat_admins 1", "netcatchat_sessions 2", "netcatchat_failed_logins_total 1",
      "netcatchat_password_hashes_total 3",
    ] {
      #expect(metrics.contains("\n" + line + "\n"), "\(line)")
    }
    #expect(try second.stop() == .code(0))
    for process in [first.process, second.process] {
      for secret in ["horse", "staple", session.token, "$y$"] {
        #expect(!process.errorText.contains(secret), "\(secret)")
      }
    }
    for (name, bytes) in folder.contents() {
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(!text.contains("correct horse") && !text.contains(session.token), "\(name)")
    }
  }

  @Test func `with a token, only who has it may try passwords`() throws {
    let settings = ["ADMIN_PASSWORD": "correct horse", "API_TOKEN": "s3cret"]
    let api = try APIProcess(in: folder, settings)
    #expect(try logIn(api, "admin", "correct horse").status == 401)
    let session = try logIn(
      api, "admin", "correct horse", "\(Self.bearer) s3cret", "X-Actor: 192.0.2.7")
    #expect(session.status == 200)
    #expect(
      api.process.errorText.contains(
        "login succeeded seq=2 target=admin actor=admin note=192.0.2.7"))
    #expect(try api.curl("/users/", "-H", "\(Self.bearer) \(session.token)").status == 200)
  }

  @Test func `a backup has who may log in, and nobody who is`() throws {
    let api = try APIProcess(in: folder, ["ADMIN_PASSWORD": "correct horse"])
    let session = try logIn(api, "admin", "correct horse")
    let other = try TemporaryFolder()
    _ = try api.curl("/backup", "-H", "\(Self.bearer) \(session.token)", "-o", other.database)
    let restored = try APIProcess(in: other)
    #expect(
      try restored.curl("/session", "-H", "\(Self.bearer) \(session.token)").status == 401)
    #expect(try logIn(restored, "admin", "correct horse").status == 200)
  }
}
