import API
import Glibc
import Support
import Testing

/// The real program, asked with what people use.
@Suite struct `The api executable` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `curl reads and changes the banner, however it sends it`() throws {
    let api = try APIProcess(in: folder)
    #expect(try api.json("/banner/", "-d", #"{"banner": "from curl"}"#) == ["status": "SUCCESS"])
    #expect(try api.json("/banner/") == ["banner": "from curl"])
    #expect(
      try api.json("/banner/", "--json", #"{"banner": "as JSON"}"#) == ["status": "SUCCESS"])
    #expect(try api.json("/users/") == ["users": 0])
    let big = try api.curl(
      "/banner/", "-d", "{\"banner\": \"\(String(repeating: "x", count: 70_000))\"}")
    #expect(big.status == 413)
    #expect(try api.curl("/banner/", "-X", "PATCH").status == 405)
    #expect(try api.curl("/", "-H", "Host: evil.example").status == 403)
    #expect(try api.curl("/").body.contains("<h1>NetCatChat API</h1>"))
    #expect(try api.stop() == .code(0))
    #expect(api.process.errorText.contains("banner changed seq=2 target=banner actor=api"))
    #expect(!api.process.errorText.contains("from curl"))
  }

  @Test(.enabled(if: hasPythonRequests))
  func `the client of the talk works unchanged`() throws {
    let api = try APIProcess(in: folder)
    let client = try ChildProcess([
      "python3", "-c",
      """
      import json, requests
      API_URL = '\(api.url)'
      def set_banner(banner):
          url = API_URL + '/banner/'
          data = json.dumps({'banner': banner})
          return requests.post(url, data=data)
      print(set_banner('Grüße 👋\\nsecond line').json()['status'])
      print(repr(requests.get(API_URL + '/banner/').json()['banner']))
      print(requests.get(API_URL + '/users/').json()['users'])
      """,
    ])
    #expect(try client.waitForExit() == .code(0))
    #expect(client.outputText == "SUCCESS\n'Grüße 👋\\nsecond line'\n0\n")
  }

  @Test func `a stop answers those who wait, and ends at once`() throws {
    let api = try APIProcess(in: folder)
    let waiter = try ChildProcess(["curl", "-sS", api.url + "/config?after=0&wait=60"])
    try expectWaiters(1, at: api)
    #expect(try api.stop() == .code(0))
    #expect(try waiter.waitForExit() == .code(0))
    #expect(waiter.outputText.contains("Welcome to NetCatChat!"))
  }

  /// A reset, as from a machine that died; a client that merely has nothing more to say (FIN) is still
  /// owed its answer.
  @Test(.enabled(if: Programs.has("python3")))
  func `one who waits and whose connection breaks is forgotten`() throws {
    let api = try APIProcess(in: folder)
    let waiter = try ChildProcess([
      "python3", "-c",
      """
      import socket, struct, sys
      s = socket.create_connection(('127.0.0.1', \(api.url.split(separator: ":").last ?? "")))
      s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
      s.sendall(b'GET /config?after=0&wait=60 HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n')
      sys.stdin.read()
      s.close()
      """,
    ])
    try expectWaiters(1, at: api)
    waiter.closeInput()
    try expectWaiters(0, at: api)
  }

  @Test func `metrics count what happens`() throws {
    let api = try APIProcess(in: folder)
    for banner in ["a", "b", "b"] {
      _ = try api.json("/banner/", "-d", "{\"banner\": \"\(banner)\"}")
    }
    _ = try api.json("/servers/chat-1", "-X", "PUT", "-d", TestSite.report)
    _ = try api.json("/bans", "-d", #"{"range": "::2", "reason": ""}"#)
    _ = try api.json("/announcements", "-d", #"{"text": "Hi"}"#)
    let metrics = try api.curl("/metrics").body
    let databaseBytes = readFile(folder.database).count
    for line in [
      "netcatchat_users 3", "netcatchat_servers 1", "netcatchat_banner_changes_total 2",
      "netcatchat_bans 1", "netcatchat_orders_total 0",
      "# TYPE netcatchat_database_write_seconds_total counter",
      "netcatchat_database_bytes \(databaseBytes)",
      "netcatchat_database_failed_commits_total 0", "netcatchat_token_refusals_total 0",
    ] {
      #expect(metrics.contains("\n" + line + "\n"), "\(line)")
    }
  }

  @Test func `a token is asked of everybody, but not by health checks`() throws {
    let api = try APIProcess(in: folder, ["API_TOKEN": "s3cret"])
    #expect(try api.curl("/users/").status == 401)
    #expect(try api.curl("/users/", "-H", "Authorization: Bearer wrong").status == 401)
    #expect(try api.curl("/users/", "-H", "Authorization: Bearer s3cret").status == 200)
    #expect(try api.curl("/readyz").status == 200)
    #expect(try api.curl("/metrics").body.contains("\nnetcatchat_token_refusals_total 2\n"))
    #expect(try api.stop() == .code(0))
    let log = api.process.errorText
    #expect(!log.contains("s3cret"))
    // The first at once; the others would be counted after a minute.
    #expect(log.ranges(of: "was refused").count == 1)
    #expect(log.contains("error API_TOKEN: 127.0.0.1:"))
    #expect(log.contains(" was refused: it sent no token"))
  }

  @Test func `one that was stopped and goes on answers who waited, and has nothing to report`()
    throws
  {
    let api = try APIProcess(in: folder)
    api.process.signal(SIGSTOP)
    let callers = try [["/events"], ["/banner/", "-d", #"{"banner": "late"}"#], ["/readyz"]].map {
      try ChildProcess(["curl", "-sSf", api.url + $0[0]] + $0.dropFirst())
    }
    api.process.signal(SIGCONT)
    for caller in callers { #expect(try caller.waitForExit() == .code(0)) }
    #expect(try api.curl("/readyz").status == 200)
    #expect(try api.stop() == .code(0))
    #expect(!api.process.errorText.contains(" database "))
  }

  func expectWaiters(_ count: Int, at api: APIProcess) throws {
    let line = "netcatchat_waiters{topic=\"config\"} \(count)\n"
    for _ in 1...200 where try !api.curl("/metrics").body.contains(line) {}
    #expect(try api.curl("/metrics").body.contains(line))
  }
}

private let hasPythonRequests =
  Programs.has("python3")
  && (try? ChildProcess(["python3", "-c", "import requests"]).waitForExit()) == .code(0)
