import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Servers over HTTP` {
  let site: TestSite

  init() throws { site = try TestSite() }

  @Test func `a server is there for five seconds, and its users count`() throws {
    #expect(
      try site.json(.put, "/servers/chat-1", TestSite.report)
        == ["status": "SUCCESS", "lease": 5])
    #expect(try site.json(.get, "/users/") == ["users": 3])
    let entry = try site.json(.get, "/servers")["servers"]?[0]
    #expect(entry?["id"] == "chat-1")
    #expect(entry?["live"] == true)
    #expect(entry?["seen"]?.text?.hasSuffix("Z") == true)
    #expect(entry?["report"]?["users"] == 3)
    site.clock.advance(by: .seconds(5))
    #expect(try site.json(.get, "/users/") == ["users": 0])
    #expect(try site.json(.get, "/servers")["servers"]?[0]?["live"] == false)
  }

  @Test func `joining and leaving are events`() throws {
    try site.json(.put, "/servers/a", TestSite.report, [("X-Actor", "chat a")])
    try site.json(.put, "/servers/a", TestSite.report)
    try site.json(.put, "/servers/b", TestSite.report)
    #expect(try site.json(.delete, "/servers/b") == ["status": "SUCCESS"])
    site.clock.advance(by: .seconds(5))
    try site.reactor.wait { site.journal.snapshot.lastSeq == 4 }
    let events = try site.json(.get, "/events?after=0")["events"]
    let lines = (0..<4).map { index in
      ["action", "target", "actor", "new"].map { events?[index]?[$0]?.text ?? "-" }
        .joined(separator: " ")
    }
    #expect(
      lines == [
        "server.joined a api -", "server.joined b api -", "server.left b api goodbye",
        "server.left a api no sign of life for 5 s",
      ])
    #expect(site.journal.snapshot.configuration.seq == 0)
  }

  static func report(by instance: String) -> String {
    TestSite.report(url: "http://\(instance)").replacing(
      "}", with: ", \"instance\": \"\(instance)\"}")
  }

  @Test func `a second server of the same name is refused and told, and the log says so once`()
    throws
  {
    let (one, two) = (Self.report(by: "one"), Self.report(by: "two"))
    for report in [one, two, one] { try site.json(.put, "/servers/a", report) }
    for _ in 0..<5 {
      let why = try site.error(.put, "/servers/a", two, status: 409)
      #expect(why.contains("another chat server goes by the name a"))
      #expect(why.contains("CHAT_SERVER_ID"))
      try site.json(.put, "/servers/a", one)
    }
    let entry = try site.json(.get, "/servers")["servers"]?[0]
    #expect(entry?["disputed"] == true)
    #expect(entry?["report"]?["instance"] == "one")
    try site.reactor.wait { site.journal.snapshot.lastSeq == 2 }
    let event = try site.json(.get, "/events?limit=1")["events"]?[0]
    #expect(event?["action"] == "server.disputed")
    #expect(event?["target"] == "a")
    #expect(event?["new"] == "http://two")

    let why = try site.error(.delete, "/servers/a?instance=two", status: 409)
    #expect(why.contains("another chat server"))
    try site.json(.delete, "/servers/a?instance=one")
    try site.json(.put, "/servers/a", two)
  }

  @Test(arguments: ["", "a b", "..", String(repeating: "x", count: 65)])
  func `an instance is written as an id is`(instance: String) throws {
    let why = try site.error(
      .put, "/servers/a",
      Self.report(by: "h").replacing(
        "\"instance\": \"h\"", with: "\"instance\": \"\(instance)\""))
    #expect(why.hasPrefix("\"instance\" must be 1 to 64 of"))
  }

  @Test(arguments: [(1, true), (65_535, true), (0, false), (65_536, false)])
  func `a server may say where people connect`(port: Int, isFine: Bool) throws {
    let report = Self.report(by: "h").replacing(
      "\"instance\": \"h\"", with: "\"instance\": \"h\", \"port\": \(port)")
    if isFine {
      try site.json(.put, "/servers/a", report)
      let entry = try site.json(.get, "/servers")["servers"]?[0]
      #expect(entry?["report"]?["port"] == .integer(port))
    } else {
      #expect(try site.error(.put, "/servers/a", report) == "\"port\" must be from 1 to 65535")
    }
  }

  static func report(bus: String) -> String {
    TestSite.report.replacing("}", with: ", \"bus\": \(bus)}")
  }

  @Test(arguments: BusReport.State.allCases)
  func `a server says how it stands with the others`(state: BusReport.State) throws {
    let bus = #"{"state": "\#(state.rawValue)", "lag": 3, "unsent": 12, "newer": [1]}"#
    try site.json(.put, "/servers/a", Self.report(bus: bus))
    let entry = try site.json(.get, "/servers")["servers"]?[0]
    #expect(
      entry?["report"]?["bus"]
        == ["state": .string(state.rawValue), "lag": 3, "unsent": 12])
  }

  @Test(arguments: ["null", #"{"state": "dancing", "lag": 0, "unsent": 0}"#])
  func `one without a bus, or with a newer one's, is there all the same`(bus: String) throws {
    try site.json(.put, "/servers/a", Self.report(bus: bus))
    let entry = try site.json(.get, "/servers")["servers"]?[0]
    #expect(entry?["report"] != nil)
    #expect(entry?["report"]?["bus"] == nil)
  }

  @Test(arguments: [
    ("3", "\"bus\" must be an object, not a number"),
    ("[]", "\"bus\" must be an object, not an array"),
    ("{}", "\"state\" is missing; it must be a string"),
    (#"{"state": "island", "unsent": 0}"#, "\"lag\" is missing; it must be a whole number"),
    (
      #"{"state": "island", "lag": -1, "unsent": 0}"#, "\"lag\" must be from 0 to 1000000000000"
    ),
    (
      #"{"state": "island", "lag": 0, "unsent": "x"}"#,
      "\"unsent\" must be a whole number, not a string"
    ),
  ])
  func `what is wrong with it is said`(bus: String, why: String) throws {
    #expect(try site.error(.put, "/servers/a", Self.report(bus: bus)) == why)
  }

  @Test func `goodbye to nobody is 404`() throws {
    let why = try site.error(.delete, "/servers/nobody", status: 404)
    #expect(why == "there is no chat server nobody")
  }

  @Test(arguments: [
    "a%20b", "a%0A", "%3Cb%3E", "..%2Fx", "%C3%A9", String(repeating: "x", count: 65),
  ])
  func `a bad id is refused`(id: String) throws {
    let response = try site.send(.put, "/servers/" + id, TestSite.report)
    #expect((400...404).contains(response.status.code))
    #expect(try site.json(.get, "/servers")["servers"]?.count == 0)
  }

  @Test(arguments: [
    ("{}", #""users" is missing; it must be a whole number"#),
    (
      TestSite.report.replacing("3", with: "\"3\""),
      #""users" must be a whole number, not a string"#
    ),
    (
      TestSite.report.replacing("3", with: "3.5"), #""users" must be a whole number, not a number"#
    ),
    (TestSite.report.replacing("3", with: "-1"), #""users" must be from 0 to 1000000000000"#),
    (
      TestSite.report.replacing("3", with: "9223372036854775807"),
      #""users" must be from 0 to 1000000000000"#
    ),
    (
      TestSite.report.replacing("0.1", with: "\\u001b"),
      #""version" must have at most 64 bytes and no control characters"#
    ),
  ])
  func `a bad report is refused with a sentence`(report: String, why: String) throws {
    #expect(try site.error(.put, "/servers/a", report) == why)
    #expect(try site.json(.get, "/servers")["servers"]?.count == 0)
  }

  @Test(arguments: ["http://chat:8081", "http://127.0.0.1:8081", "http://[::1]:1", "HTTP://a"])
  func `a server may say where its roster is`(url: String) throws {
    try site.json(.put, "/servers/a", TestSite.report(url: url))
    let report = try site.json(.get, "/servers")["servers"]?[0]?["report"]
    #expect(report?["url"] == .string(url))
  }

  @Test(arguments: [
    "", "chat:8081", "https://chat", "file:///etc/passwd", "http://", "http://a/", "http://a/x",
    "http://a?x", "http://a#x", "http://u@a", "http://a:0", "http://a:99999", "http://a b",
    "http://a\\r\\nX: y", "http://é", "http://" + String(repeating: "a", count: 264),
  ])
  func `a URL that is not plain is refused`(url: String) throws {
    let why = try site.error(.put, "/servers/a", TestSite.report(url: url))
    #expect(why == #""url" must be http://host:port without a path, of at most 270 bytes"#)
  }
}
