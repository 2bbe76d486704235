import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// What the real program keeps, whatever happens to it, its file and its disk.
@Suite struct `The data of the api executable` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `everything is there after a restart, and two files are left in between`() throws {
    let first = try APIProcess(in: folder)
    _ = try first.json("/banner/", "-d", #"{"banner": "kept"}"#)
    let events = try first.json("/events")
    #expect(try first.stop() == .code(0))
    #expect(folder.contents().keys.sorted() == ["test-transcript.db", "test.db"])
    let second = try APIProcess(in: folder)
    #expect(try second.json("/config")["seq"] == 1)
    #expect(try second.json("/banner/") == ["banner": "kept"])
    #expect(try second.json("/events") == events)
  }

  @Test
  func `a database removed under it is said once in the log and by readyz, and reading goes on`()
    throws
  {
    let api = try APIProcess(in: folder)
    _ = try api.json("/banner/", "-d", #"{"banner": "kept"}"#)
    folder.move("test.db", to: "elsewhere")
    for _ in 0..<20 {
      let refused = try api.curl("/banner/", "-d", #"{"banner": "lost"}"#)
      #expect(refused.status == 503)
      #expect(refused.body.contains("test.db was removed or replaced"))
    }
    let ready = try api.curl("/readyz")
    #expect(ready.status == 503)
    #expect(ready.body.contains("database: \(folder.database) was removed or replaced"))
    #expect(try api.curl("/livez").status == 200)
    #expect(try api.json("/config")["banner"] == "kept")
    folder.move("elsewhere", to: "test.db")
    while try api.curl("/readyz").status != 200 {}
    #expect(try api.json("/banner/", "-d", #"{"banner": "again"}"#) == ["status": "SUCCESS"])
    #expect(try api.stop() == .code(0))
    let log = api.process.errorText
    #expect(log.ranges(of: "database failed").count == 1)
    #expect(log.ranges(of: "database works again").count == 1)
  }

  @Test func `a log cut short under it is said by readyz, and nothing is acknowledged any more`()
    throws
  {
    let api = try APIProcess(in: folder)
    _ = try api.json("/banner/", "-d", #"{"banner": "kept"}"#)
    let cut = try ChildProcess(["truncate", "-s", "4096", folder.database + "-wal"])
    #expect(try cut.waitForExit() == .code(0))
    for _ in 0..<3 {
      let refused = try api.curl("/banner/", "-d", #"{"banner": "lost"}"#)
      #expect(refused.status == 503)
      #expect(refused.body.contains("test.db-wal was cut from"))
    }
    let ready = try api.curl("/readyz")
    #expect(ready.status == 503)
    #expect(ready.body.contains("database: \(folder.database)-wal was cut from"))
    #expect(ready.body.contains("stop the API and restore a backup"))
    #expect(try api.curl("/backup").status == 503)
    #expect(try api.json("/config")["banner"] == "kept")
    #expect(try api.stop() == .code(0))
    #expect(readFile(folder.database + "-wal").count == 4_096, "left as it was found")
    #expect(api.process.errorText.ranges(of: "database failed").count == 1)
  }

  @Test func `what was acknowledged survives kill -9 under load`() throws {
    let reactor = try Reactor()
    for round in 1...3 {
      let api = try APIProcess(in: folder)
      let client = try HTTPClient(on: reactor, base: api.url)
      var acknowledged: [String] = []
      var failures = 0
      func write(_ writer: Int, _ number: Int) {
        let banner = "round \(round) writer \(writer) number \(number)"
        let body = Array("{\"banner\": \"\(banner)\"}".utf8)
        client.send(HTTPRequest(.post, "/banner/", body: body)).addCallbacks(
          { response in
            #expect(response.status == .ok)
            acknowledged.append(banner)
            if acknowledged.count == 200 { api.process.signal(9) }
            write(writer, number + 1)
          },
          { _ in failures += 1 })
      }
      for writer in 1...8 { write(writer, 1) }
      try reactor.wait { failures == 8 }
      #expect(try api.process.waitForExit() == .signal(9))
      client.close()

      let survivors = Set(try Store.open(folder.database).events(.newest(limit: 10_000)).map(\.new))
      for banner in acknowledged { #expect(survivors.contains(banner)) }
      #expect(acknowledged.count >= 200)
    }
  }

  @Test func `what admins decided survives kill -9, and chat servers get it after the restart`()
    throws
  {
    let first = try APIProcess(in: folder)
    _ = try first.json("/servers/a", "-X", "PUT", "-d", TestSite.report)
    for (path, body) in [
      ("/bans", #"{"range": "192.0.2.0/24", "reason": "spam", "minutes": 60}"#),
      ("/bans", #"{"range": "::2", "reason": ""}"#), ("/doors", #"{"open": false}"#),
      ("/history", #"{"lines": 3}"#),
    ] {
      #expect(try first.json(path, "-d", body, "-H", "X-Actor: zoe") == ["status": "SUCCESS"])
    }
    for (path, body) in [
      ("/kicks", `Orders over HTTP`.member), ("/announcements", #"{"text": "Back in a minute"}"#),
    ] {
      #expect(try first.json(path, "-d", body, "-H", "X-Actor: zoe")["status"] == "WAITING")
    }
    let before = try first.json("/config?after=1")
    #expect(before["bans"]?.count == 2)
    #expect(before["doors_open"] == false)
    #expect(before["history_lines"] == 3)
    #expect(before["orders"]?.count == 2)
    first.process.signal(9)
    _ = try first.process.waitForExit()

    let second = try APIProcess(in: folder)
    #expect(try second.json("/config?after=1") == before)
    #expect(try second.json("/config")["orders"] == [])
    #expect(try second.json("/bans")["bans"] == before["bans"])
    #expect(try second.json("/bans/2", "-X", "DELETE") == ["status": "SUCCESS"])
    #expect(try second.curl("/bans", "-d", #"{"range": "::2", "reason": ""}"#).status == 409)
    #expect(try second.curl("/metrics").body.contains("\nnetcatchat_bans 1\n"))
  }

  @Test func `a ban that ended while nobody was there is gone at the start, with an event`() throws
  {
    do {
      let store = try Store.open(folder.database)
      let (range, time) = ("192.0.2.7", "2026-01-01T00:00:00.000Z")
      _ = try store.commit([
        Change(.banAdded(range: range, reason: "", until: time), actor: "zoe", time: time)
      ])
    }
    let api = try APIProcess(in: folder)
    #expect(try api.json("/bans") == ["bans": []])
    let events = try api.json("/events?after=1&wait=30")["events"]
    #expect(events?[0]?["action"] == "ban.expired")
    #expect(events?[0]?["target"] == "192.0.2.7")
    #expect(try api.json("/config")["seq"] == 2)
  }

  @Test(.enabled(if: Programs.has("prlimit")))
  func `a full disk loses nothing that was acknowledged, and the service goes on`() throws {
    let api = try APIProcess(in: folder)
    // Not from its start, which a sanitized program could not make.
    let limit = try ChildProcess(["prlimit", "--pid", "\(api.process.pid)", "--fsize=204800:"])
    #expect(try limit.waitForExit() == .code(0))
    var last = ""
    var answer = (body: "", status: 200)
    for number in 1...200 where answer.status == 200 {
      let banner = "\(number) " + String(repeating: "x", count: 4_000)
      answer = try api.curl("/banner/", "-d", "{\"banner\": \"\(banner)\"}")
      if answer.status == 200 { last = banner }
    }
    #expect(answer.status == 503)
    #expect(answer.body.contains("not saved: "))
    #expect(
      try api.curl("/metrics").body.contains("\nnetcatchat_database_failed_commits_total 1\n"))
    // Not only until somebody asks: what is tried then is no smaller than what failed.
    for _ in 1...20 { #expect(try api.curl("/readyz").status == 503) }
    #expect(!api.process.errorText.contains("works again"))
    #expect(try api.json("/banner/") == ["banner": .string(last)])
    #expect(try api.curl("/livez").status == 200)

    let heal = try ChildProcess(["prlimit", "--pid", "\(api.process.pid)", "--fsize=unlimited"])
    #expect(try heal.waitForExit() == .code(0))
    for _ in 1...100 where try api.curl("/readyz").status != 200 {}
    #expect(try api.curl("/readyz").status == 200)
    #expect(try api.json("/banner/", "-d", #"{"banner": "saved"}"#) == ["status": "SUCCESS"])
    api.process.signal(9)
    _ = try api.process.waitForExit()
    let events = try Store.open(folder.database).events(.newest(limit: 2))
    #expect(events.map(\.new) == ["saved", last])
  }
}
