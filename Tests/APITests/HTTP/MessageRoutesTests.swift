import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `What was said, over HTTP` {
  let site: TestSite

  init() throws { site = try TestSite() }

  /// Lines of ann's, the first of the number `first`, one a second from noon.
  func say(_ texts: String..., first: Int = 1, name: String = "ann", kind: String = "said") throws {
    let lines = texts.enumerated().map { index, text in
      """
      {"time": \(TestSite.start.milliseconds + (first + index) * 1_000), "kind": "\(kind)",
       "member": 7, "name": "\(name)", "text": "\(text)"}
      """
    }
    // Whatever was said is not of the future.
    site.clock.advance(by: .seconds(10))
    try site.json(
      .post, "/messages",
      #"{"room": "lobby", "origin": "a.b", "first": \#(first), "messages": [\#(lines.joined(separator: ","))]}"#
    )
  }

  func list(_ target: String) throws -> MessageList {
    let response = try site.send(.get, target)
    #expect(response.status == .ok, "\(target)")
    return try JSON.decode(MessageList.self, from: response.body)
  }

  func ids(_ query: String) throws -> [Int] { try list("/messages" + query).messages.map(\.id) }

  @Test func `newest first, or after an id in order, with all that is known of each`() throws {
    try say("one", "two", "three")
    #expect(try ids("") == [3, 2, 1])
    #expect(try ids("?after=1") == [2, 3])
    #expect(try ids("?before=3") == [2, 1])
    #expect(try list("/messages?limit=2").more)
    #expect(try !list("/messages?limit=3").more)
    #expect(
      try site.json(.get, "/messages?limit=1") == [
        "more": true,
        "messages": [
          [
            "id": 3, "room": "lobby", "origin": "a.b", "number": 3,
            "time": "2026-11-24T12:00:03.000Z", "kind": "said", "member": 7, "name": "ann",
            "text": "three",
          ]
        ],
      ])
  }

  @Test func `each filter does what it says`() throws {
    try say("the backup failed", "fine")
    try say("Straße backup", first: 3, name: "Zoë")
    try say("waves", first: 4, kind: "done")
    try site.json(.put, "/messages/2/hidden")
    for (query, expected) in [
      ("q=backup", [3, 1]), ("q=backup+failed", [1]), ("q=%22failed+backup%22", []),
      ("q=STRASSE", [3]), ("q=%40zoe", [3]), ("q=", [4, 3, 1]), ("name=zoe", [3]),
      ("name=ann", [4, 1]), ("name=", [4, 3, 1]), ("kind=done", [4]),
      ("kind=said,done", [4, 3, 1]),
      ("kind=bot", []), ("kind=", [4, 3, 1]), ("hidden=true", [4, 3, 2, 1]),
      ("hidden=1", [4, 3, 2, 1]), ("hidden=false", [4, 3, 1]), ("hidden=0", [4, 3, 1]),
      ("since=2026-11-24T12:00:03Z", [4, 3]), ("until=2026-11-24T12:00:03Z", [1]),
      ("since=2026-11-24T13:00:03%2B01:00", [4, 3]),
      ("since=2026-11-24T12:00:01.001Z&until=2026-11-24T12:00:04Z", [3]),
      ("room=attic", []), ("room=lobby&q=backup&name=ann&kind=said&limit=1", [1]),
      ("after=0&q=backup", [1, 3]), ("before=3&q=backup", [1]),
    ] { #expect(try ids("?" + query) == expected, "\(query)") }
  }

  @Test(arguments: [
    "limit=0", "limit=201", "limit=x", "before=0", "before=-1", "before=x", "after=-1",
    "after=9007199254740992", "wait=61", "wait=-1", "wait=x", "room=", "room=A", "room=..",
    "room=\(String(repeating: "a", count: 33))", "q=\(String(repeating: "x", count: 201))",
    "q=%1B", "q=%00", "q=%E2%80%AE", "name=\(String(repeating: "x", count: 65))", "name=%07",
    "kind=nonsense", "kind=said,nonsense", "kind=SAID", "since=yesterday", "since=2026-11-24",
    "since=1969-12-31T23:59:59Z", "until=2026-13-01T00:00:00Z", "hidden=yes", "hidden=TRUE",
    "nme=ann", "from=2026-11-24T12:00:00Z", "Q=x", "=x", "limit=5&userr=ann",
  ])
  func `a bad query is 400, for a page as for a stream`(query: String) throws {
    _ = try site.error(.get, "/messages?" + query)
    if !query.hasPrefix("wait") { _ = try site.error(.get, "/messages/stream?" + query) }
  }

  @Test func `it holds until something is said that fits`() throws {
    try say("one")
    var answer: HTTPResponse?
    site.start(.get, "/messages?after=1&wait=25&name=bob").addCallback { answer = $0 }
    try say("two", first: 2)
    _ = try ids("")
    #expect(answer == nil)
    try say("three", first: 3, name: "bob")
    try site.reactor.wait { answer != nil }
    let list = try JSON.decode(MessageList.self, from: answer?.body ?? [])
    #expect(list.messages.map(\.text) == ["three"])
    site.start(.get, "/messages?after=3&wait=25").addCallback { answer = $0 }
    answer = nil
    site.clock.advance(by: .seconds(25))
    try site.reactor.wait { answer != nil }
    #expect(
      try JSON.decode(MessageList.self, from: answer?.body ?? [])
        == MessageList(messages: [], more: false))
    #expect(try ids("?wait=25") == [3, 2, 1], "without an id there is nothing to wait for")
  }

  @Test func `a line is hidden from everybody and shown again, with events of it`() throws {
    try say("one", "two")
    let zoe = [("X-Actor", "zoe")]
    #expect(try site.json(.put, "/messages/1/hidden", "", zoe) == ["status": "SUCCESS"])
    #expect(
      try site.json(.put, "/messages/1/hidden", "", zoe)
        == ["status": "SUCCESS", "changed": false])
    #expect(try ids("") == [2])
    let line = try site.json(.get, "/messages?hidden=true&before=2")["messages"]?[0]
    #expect(line?["hidden_by"] == "api")
    #expect(line?["text"] == nil)
    #expect(line?["name"] == "ann")
    #expect(try site.json(.get, "/config")["hidden"] == [["origin": "a.b", "number": 1]])
    #expect(try site.json(.delete, "/messages/1/hidden", "", zoe) == ["status": "SUCCESS"])
    #expect(
      try site.json(.delete, "/messages/1/hidden", "", zoe)
        == ["status": "SUCCESS", "changed": false])
    #expect(try ids("") == [2, 1])
    #expect(try site.json(.get, "/config")["hidden"] == [])
    let events = try site.json(.get, "/events?after=0")["events"]
    #expect(events?.count == 2)
    #expect(events?[0]?["action"] == "message.hidden")
    #expect(events?[0]?["target"] == "1")
    #expect(events?[0]?["actor"] == "api")
    #expect(events?[0]?["note"] == "zoe")
    #expect(events?[0]?["new"] == nil || events?[0]?["new"]?.text?.contains("one") != true)
    #expect(events?[1]?["action"] == "message.shown")
  }

  @Test(arguments: [
    ("9", 404), ("0", 400), ("-1", 400), ("x", 400), ("1.5", 400), ("9007199254740991", 404),
    ("9007199254740992", 400), ("99999999999999999999999", 400), ("%00", 400),
  ])
  func `a line that is not there is said to be so`(id: String, status: Int) throws {
    try say("one")
    _ = try site.error(.put, "/messages/\(id)/hidden", status: status)
    _ = try site.error(.delete, "/messages/\(id)/hidden", status: status)
    #expect(try site.json(.get, "/events?after=0")["events"] == [])
  }

  @Test func `chat servers that wait for the configuration hear of a hidden line`() throws {
    try say("one")
    var answer: HTTPResponse?
    site.start(.get, "/config?after=0&wait=25").addCallback { answer = $0 }
    #expect(answer == nil)
    try site.json(.put, "/messages/1/hidden")
    try site.reactor.wait { answer != nil }
    let configuration = try JSON.decode(ChatConfiguration.self, from: answer?.body ?? [])
    #expect(configuration.hidden == [HiddenMessage(origin: "a.b", number: 1)])
  }

  // MARK: - Retention

  @Test(arguments: [0, 1, 365, 36_500])
  func `days are set within limits, told to chat servers, and logged`(days: Int) throws {
    #expect(try site.json(.get, "/retention") == ["days": 30])
    let body = "{\"days\": \(days)}"
    #expect(try site.json(.post, "/retention", body) == ["status": "SUCCESS"])
    #expect(try site.json(.post, "/retention", body) == ["status": "SUCCESS", "changed": false])
    #expect(try site.json(.get, "/retention") == ["days": .integer(days)])
    #expect(try site.json(.get, "/config")["retention_days"] == .integer(days))
    let event = try site.json(.get, "/events")["events"]?[0]
    #expect(event?["action"] == "retention.changed")
    #expect(event?["old"] == "30")
    #expect(event?["new"] == .string("\(days)"))
  }

  @Test(arguments: [
    #"{"days": -1}"#, #"{"days": 36501}"#, #"{"days": 1.5}"#, #"{"days": "1"}"#, "{}", "",
    #"{"days": null}"#, #"{"days": 1, "x": 2}"#,
  ])
  func `other days are refused`(body: String) throws {
    _ = try site.error(.post, "/retention", body)
    #expect(try site.json(.get, "/retention") == ["days": 30])
  }

  @Test func `what is not to be kept any more goes at once, and nothing new is kept`() throws {
    try say("Secretword", "two")
    try site.json(.post, "/retention", #"{"days": 0}"#)
    func isInFiles() -> Bool {
      site.folder.contents().contains { $0.value.holds("ecretword") }
    }
    try site.reactor.wait { site.transcript.lines == 0 && !isInFiles() }
    #expect(try ids("?hidden=true") == [])
    try say("Secretword", first: 3)
    #expect(try ids("?hidden=true") == [])
    #expect(!isInFiles())
    try site.json(.post, "/retention", #"{"days": 1}"#)
    try say("kept", first: 4)
    let page = try list("/messages")
    #expect(page.messages.map(\.text) == ["kept"], "and none is missing")
    #expect(page.messages.first?.id == 3)
  }

  @Test func `a shorter time makes what is older go, a longer one brings nothing back`() throws {
    try say("old")
    site.clock.advance(by: .seconds(2 * 86_400))
    try site.json(
      .post, "/messages",
      """
      {"room": "lobby", "origin": "a.b", "first": 2, "messages": [{"time":
       \((TestSite.start + site.clock.now).milliseconds), "kind": "said", "name": "ann",
       "text": "new"}]}
      """)
    try site.json(.post, "/retention", #"{"days": 1}"#)
    try site.reactor.wait { site.transcript.lines == 1 }
    #expect(try ids("") == [2])
    try site.json(.post, "/retention", #"{"days": 36500}"#)
    #expect(try ids("") == [2])
  }

  // MARK: - Access

  @Test(arguments: [
    (HTTPMethod.get, "/messages"), (.post, "/messages"), (.get, "/messages/stream"),
    (.put, "/messages/1/hidden"), (.delete, "/messages/1/hidden"), (.get, "/retention"),
    (.post, "/retention"),
  ])
  func `where a token is set it is needed`(method: HTTPMethod, target: String) throws {
    let site = try TestSite(token: "s3cret")
    let token = [("Authorization", "Bearer s3cret")]
    try site.json(.post, "/messages", MessageSuite.batch, token)
    let body = target == "/messages" ? MessageSuite.batch : #"{"days": 1}"#
    let sent = method == .post ? body : ""
    for fields in [[], [("Authorization", "Bearer wrong")]] {
      let response = try site.send(method, target, sent, fields)
      #expect(response.status.code == 401)
    }
    #expect(try site.json(.get, "/messages", "", token)["messages"]?.count == 1)
    #expect(try site.send(method, target, sent, token).status.code < 300)
  }
}
