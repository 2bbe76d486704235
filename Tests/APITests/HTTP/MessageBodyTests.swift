import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// Bodies of `POST /messages`: whatever is sent, it is taken whole or refused with a sentence.
@Suite struct `Lines handed over to the API` {
  let site: TestSite

  init() throws { site = try TestSite() }

  static let line = #"{"time": 1795521600000, "kind": "said", "name": "Al", "text": "hi"}"#

  static func body(
    _ messages: String, room: String = #""lobby""#, origin: String = #""a.b""#, first: String = "1"
  ) -> String {
    #"{"room": \#(room), "origin": \#(origin), "first": \#(first), "messages": \#(messages)}"#
  }

  /// A line with one member changed; empty takes it away.
  static func line(_ name: String, _ value: String) -> String {
    var members = [
      "time": "1795521600000", "kind": #""said""#, "name": #""Al""#, "text": #""hi""#,
    ]
    members[name] = value.isEmpty ? nil : value
    return "{" + members.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
  }

  static func quoted(_ character: Character, _ count: Int) -> String {
    "\"" + String(repeating: character, count: count) + "\""
  }

  func texts() throws -> [String?] {
    let list = try JSON.decode(
      MessageList.self, from: try site.send(.get, "/messages?after=0").body)
    return list.messages.map(\.text)
  }

  static let refused: [(String, String)] = [
    ("", "the body is empty; JSON is expected"),
    ("[]", "the body must be a JSON object"),
    ("null", "the body must be a JSON object"),
    ("{", "the body is not valid JSON at line 1, column 2: the text ends inside an object"),
    ("{}", "a room's name is 1 to 32 of a-z 0-9 . _ - and not dots alone"),
    (body("[\(line)]") + "x", "nothing may follow"),
    (body("[\(line),]"), "is not valid JSON"),
    (body("[\(line)]", room: "\"\""), "a room's name is"),
    (body("[\(line)]", room: "\"Lobby\""), "a room's name is"),
    (body("[\(line)]", room: "\"..\""), "a room's name is"),
    (body("[\(line)]", room: quoted("a", 33)), "a room's name is"),
    (body("[\(line)]", room: "1"), "a room's name is"),
    (body("[\(line)]", room: "null"), "a room's name is"),
    (body("[\(line)]", room: "\"a/b\""), "a room's name is"),
    (body("[\(line)]", origin: "\"ab\""), "\"origin\" must be SERVER.INSTANCE"),
    (body("[\(line)]", origin: "\"a.\""), "\"origin\" must be"),
    (body("[\(line)]", origin: "\".b\""), "\"origin\" must be"),
    (body("[\(line)]", origin: "\"...\""), "\"origin\" must be"),
    (body("[\(line)]", origin: "\"a b.c\""), "\"origin\" must be"),
    (body("[\(line)]", origin: "\"a.é\""), "\"origin\" must be"),
    (body("[\(line)]", origin: "\"\(String(repeating: "a", count: 65)).b\""), "\"origin\" must be"),
    (body("[\(line)]", origin: "{\"a\": [1, {}]}"), "\"origin\" must be"),
    (body("[\(line)]", first: "0"), "\"first\" must be the number of the first line, from 1"),
    (body("[\(line)]", first: "-1"), "\"first\" must be"),
    (body("[\(line)]", first: "1.5"), "\"first\" must be"),
    (body("[\(line)]", first: "1e3"), "\"first\" must be"),
    (body("[\(line)]", first: "\"1\""), "\"first\" must be"),
    (body("[\(line)]", first: "9007199254740992"), "\"first\" must be"),
    (body("[\(line)]", first: String(repeating: "9", count: 400)), "\"first\" must be"),
    (body("[]"), "\"messages\" is missing or empty"),
    (#"{"room": "lobby", "origin": "a.b", "first": 1}"#, "\"messages\" is missing or empty"),
    (body("{}"), "\"messages\" must be an array"), (body("null"), "\"messages\" must be an array"),
    (body("[1]"), "\"messages\" must hold objects"),
    (body("[[]]"), "\"messages\" must hold objects"),
    (body("[\(line), null]"), "\"messages\" must hold objects"),
    (body("[{}]"), "message 1 needs a \"time\""),
    (body("[\(line), \(line("time", ""))]"), "message 2 needs a \"time\""),
    (body("[\(line("time", "-1"))]"), "message 1 needs a \"time\" in milliseconds since 1970"),
    (body("[\(line("time", "1.5"))]"), "message 1 needs a \"time\""),
    (body("[\(line("time", "9007199254740992"))]"), "message 1 needs a \"time\""),
    (body("[\(line("kind", ""))]"), "message 1 needs"),
    (body("[\(line("kind", "1"))]"), "message 1 needs"),
    (body("[\(line("kind", #""missing""#))]"), "which only the API makes"),
    (body("[\(line("name", ""))]"), "message 1 needs"),
    (body("[\(line("name", "null"))]"), "message 1 needs"),
    (body("[\(line("name", quoted("a", 129)))]"), "has a \"name\" of more than 128 bytes"),
    (body("[\(line("name", quoted("é", 65)))]"), "has a \"name\" of more than 128 bytes"),
    (body("[\(line("name", #""a\u0000""#))]"), "has a \"name\" that must not contain U+0000"),
    (body("[\(line("text", ""))]"), "message 1 needs"),
    (body("[\(line("text", "[]"))]"), "message 1 needs"),
    (body("[\(line("text", quoted("a", 1_025)))]"), "has a \"text\" of more than 1024 bytes"),
    (body("[\(line("text", quoted("👋", 257)))]"), "has a \"text\" of more than 1024 bytes"),
    (body("[\(line("text", #""a\nb""#))]"), "must not contain U+000A"),
    (body("[\(line("text", #""\u001b[31m""#))]"), "must not contain U+001B"),
    (body("[\(line("text", #""\u007f""#))]"), "must not contain U+007F"),
    (body("[\(line("text", #""\u0085""#))]"), "must not contain U+0085"),
    (body("[\(line("text", #""\u202e""#))]"), "must not contain U+202E"),
    (body("[\(line("text", #""\u2028""#))]"), "must not contain U+2028"),
    (body("[\(line("text", #""\ud800""#))]"), "is not valid JSON"),
    (body("[\(line("member", "-1"))]"), "has a \"member\" that is no id"),
    (body("[\(line("member", "1.5"))]"), "has a \"member\" that is no id"),
    (body("[\(line("member", "\"7\""))]"), "has a \"member\" that is no id"),
    (body("[\(line("member", "[[[]]]"))]"), "has a \"member\" that is no id"),
    (body("[\(line("member", "true"))]"), "has a \"member\" that is no id"),
    (
      body("[" + Array(repeating: line, count: 201).joined(separator: ",") + "]"),
      "\"messages\" holds 200 lines at most"
    ),
    (#"{"room": "a", "room": "b"}"#, "is not valid JSON"),
    (
      body("[" + String(repeating: "[", count: 600) + String(repeating: "]", count: 600) + "]"),
      "is not valid JSON"
    ),
  ]

  @Test(arguments: refused)
  func `what is wrong is refused with a sentence, and nothing of it is kept`(
    body: String, why: String
  ) throws {
    let error = try site.error(.post, "/messages", body)
    #expect(error.contains(why))
    #expect(try texts() == [])
    #expect(site.transcript.statistics.batches == 0)
  }

  @Test func `a body that is cut anywhere is refused`() throws {
    let whole = Self.body("[\(Self.line), \(Self.line("member", "7"))]")
    for count in 0..<whole.utf8.count {
      _ = try site.error(.post, "/messages", String(whole.prefix(count)))
    }
    #expect(try texts() == [])
    try site.json(.post, "/messages", whole)
    #expect(try texts() == ["hi", "hi"])
  }

  @Test func `what only a newer chat server knows is skipped, and its kinds are notices`() throws {
    let message = #"""
      {"x": {"time": [1, {"kind": null}]}, "time": 1795521600000, "kind": "waved", "member": null,
       "name": "", "text": "\u00e9\ud83d\udc4b \"\\\/", "z": []}
      """#
    let body =
      #"{"y": [[{}]], "first": 1, "messages": [\#(message)], "origin": "a.b.c", "room": "l"}"#
    #expect(try site.json(.post, "/messages", body) == ["last": 1])
    let line = try site.json(.get, "/messages?room=l")["messages"]?[0]
    #expect(line?["kind"] == "notice")
    #expect(line?["text"] == #"é👋 "\/"#)
    #expect(line?["origin"] == "a.b.c")
    #expect(line?["member"] == nil)
  }

  @Test func `200 lines as long as can be fit into a body, one byte each`() throws {
    let lines = Array(repeating: Self.line, count: 200).joined(separator: ",")
    #expect(try site.json(.post, "/messages", Self.body("[\(lines)]")) == ["last": 200])
    let long = Array(repeating: Self.line("text", Self.quoted("x", 1_024)), count: 40)
      .joined(separator: ",")
    #expect(
      try site.json(.post, "/messages", Self.body("[\(long)]", first: "201")) == ["last": 240])
    #expect(try site.json(.post, "/messages", Self.body("[\(long)]", first: "9")) == ["last": 240])
  }

  @Test func `only JSON is taken, and for POST alone`() throws {
    let body = Self.body("[\(Self.line)]")
    for type in ["text/html", "multipart/form-data"] {
      _ = try site.error(.post, "/messages", body, [("Content-Type", type)], status: 415)
    }
    _ = try site.error(.post, "/messages", body, [("Content-Encoding", "gzip")], status: 415)
    _ = try site.error(.put, "/messages", body, status: 405)
    #expect(try texts() == [])
  }
}
