import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Configuration over HTTP` {
  let site: TestSite

  init() throws {
    site = try TestSite()
    try site.json(.post, "/banner/", #"{"banner": "one"}"#)
  }

  /// An answer that may still be to come.
  func start(_ target: String) -> () -> String? {
    var answer: HTTPResponse?
    site.start(.get, target).addCallback { answer = $0 }
    return {
      answer.flatMap { try? JSON.decode(JSONValue.self, from: $0.body)["banner"]?.text }
    }
  }

  @Test(arguments: [
    "/config", "/config/", "/config?wait=60", "/config?after=1", "/config?after=0&wait=60",
    "/config?after=1&wait=0", "/config?after=99&wait=60",
  ])
  func `it is answered at once unless the caller has it and wants to wait`(target: String) throws {
    #expect(start(target)() == "one")
  }

  @Test func `it holds until there is a new one`() throws {
    let answer = start("/config?after=1&wait=25")
    clockGoesOn(24)
    #expect(answer() == nil)
    #expect(site.journal.configurationChanges.count == 1)
    try site.json(.post, "/banner/", #"{"banner": "two"}"#)
    #expect(answer() == "two")
    #expect(
      try site.json(.get, "/config") == [
        "seq": 2, "banner": "two", "bans": [], "mutes": [], "doors_open": true, "history_lines": 10,
        "retention_days": 30, "hidden": [], "bots": [], "orders": [],
        "rules": ["slow_seconds": 0, "voiced_only": false], "limits": [:], "filters": [],
      ])
  }

  @Test func `it answers with what there is when the time is up`() {
    let answer = start("/config?after=1&wait=25")
    clockGoesOn(25)
    #expect(answer() == "one")
    #expect(site.journal.configurationChanges.count == 0)
  }

  @Test func `servers coming and going do not wake it`() throws {
    let answer = start("/config?after=1&wait=25")
    try site.json(.put, "/servers/a", TestSite.report)
    try site.reactor.wait { site.journal.snapshot.lastSeq == 2 }
    #expect(answer() == nil)
  }

  @Test func `one who hangs up is forgotten`() {
    let deferred = site.start(.get, "/config?after=1&wait=25")
    #expect(site.journal.configurationChanges.count == 1)
    deferred.cancel()
    #expect(site.journal.configurationChanges.count == 0)
  }

  @Test func `those who wait and have gone without a word keep nobody out`() {
    for _ in 1...300 { _ = site.start(.get, "/config?after=1&wait=25") }
    #expect(site.journal.configurationChanges.count == 256)
    clockGoesOn(25)
  }

  @Test(arguments: [
    ("after=x", "after must be a whole number from 0 to 9007199254740991"),
    ("after=-1", "after must be a whole number from 0 to 9007199254740991"),
    ("after=1.5", "after must be a whole number from 0 to 9007199254740991"),
    ("after=99999999999999999999", "after must be a whole number from 0 to 9007199254740991"),
    ("wait=-1", "wait must be a whole number from 0 to 60"),
    ("wait=61", "wait must be a whole number from 0 to 60"),
    ("after=", "after must be a whole number from 0 to 9007199254740991"),
  ])
  func `a bad query is refused with a sentence`(query: String, why: String) throws {
    #expect(try site.error(.get, "/config?" + query) == why)
  }

  @Test func `doors are closed and opened, and chat servers hear of it`() throws {
    let answer = start("/config?after=1&wait=25")
    #expect(try site.json(.get, "/doors") == ["open": true])
    #expect(try site.json(.post, "/doors", #"{"open": false}"#) == ["status": "SUCCESS"])
    #expect(answer() == "one")
    #expect(try site.json(.get, "/doors") == ["open": false])
    #expect(try site.json(.get, "/config")["doors_open"] == false)
    try site.json(.post, "/doors", #"{"open": false}"#)
    #expect(site.journal.snapshot.lastSeq == 2)
    try site.json(.post, "/doors", #"{"open": true}"#, [("X-Actor", "Zoë")])
    let event = try site.json(.get, "/events?limit=1")["events"]?[0]
    #expect(event?["action"] == "doors.opened")
    #expect(event?["note"] == "Zoë")
    #expect(event?["old"] == "closed")
    #expect(event?["new"] == "open")
  }

  @Test func `history is changed within its limits`() throws {
    #expect(try site.json(.get, "/history") == ["lines": 10])
    for lines in [0, 100] {
      try site.json(.post, "/history", "{\"lines\": \(lines)}")
      #expect(try site.json(.get, "/history") == ["lines": .integer(lines)])
      #expect(try site.json(.get, "/config")["history_lines"] == .integer(lines))
    }
    #expect(site.journal.snapshot.configuration.seq == 3)
  }

  @Test(arguments: [
    ("/doors", "{}", #""open" is missing; it must be true or false"#),
    ("/doors", #"{"open": 1}"#, #""open" must be true or false, not a number"#),
    ("/doors", #"{"open": "no"}"#, #""open" must be true or false, not a string"#),
    ("/history", "{}", #""lines" is missing; it must be a whole number"#),
    ("/history", #"{"lines": -1}"#, #""lines" must be from 0 to 100"#),
    ("/history", #"{"lines": 101}"#, #""lines" must be from 0 to 100"#),
    ("/history", #"{"lines": 1.5}"#, #""lines" must be a whole number, not a number"#),
  ])
  func `a bad setting is refused with a sentence`(path: String, body: String, why: String) throws {
    #expect(try site.error(.post, path, body) == why)
    #expect(site.journal.snapshot.lastSeq == 1)
  }

  func clockGoesOn(_ seconds: Int) { site.clock.advance(by: .seconds(seconds)) }
}
