import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Notes on people` {
  let site: TestSite

  init() throws { site = try TestSite() }

  func texts(_ query: String = "") throws -> [String] {
    let notes = try site.json(.get, "/notes\(query)")["notes"]
    return (0..<(notes?.count ?? 0)).map { notes?[$0]?["text"]?.text ?? "-" }
  }

  func note(_ target: String, _ text: String, _ fields: [(String, String)] = []) throws {
    try site.json(.post, "/notes", #"{\#(target), "text": "\#(text)"}"#, fields)
  }

  @Test func `a note is written, read by who looks for name or address, and removed`() throws {
    let zoe = try site.session(as: "zoe", .owner)
    try note(#""name": "troll""#, "was rude", zoe)
    try note(#""range": "::ffff:192.0.2.0/120""#, "a school")
    try note(#""range": "198.51.100.7""#, "another")
    #expect(try texts() == ["another", "a school", "was rude"])
    #expect(try texts("?name=TR0LL") == ["was rude"])
    #expect(try texts("?range=192.0.2.7") == ["a school"])
    #expect(try texts("?range=192.0.0.0/16") == ["a school"])
    #expect(try texts("?name=troll&range=198.51.100.7") == ["another", "was rude"])
    #expect(try texts("?name=ann") == [])
    let first = try site.json(.get, "/notes?name=troll")["notes"]?[0]
    #expect(first?["name"] == "troll" && first?["actor"] == "zoe" && first?["range"] == nil)
    guard case .integer(let id)? = first?["id"] else { throw HTTPError(.badRequest, "no id") }
    try site.json(.delete, "/notes/\(id)")
    #expect(try texts() == ["another", "a school"])
    let events = try site.json(.get, "/events")["events"]
    #expect(events?[0]?["action"] == "note.removed" && events?[0]?["old"] == "was rude")
    #expect(events?[2]?["target"] == "192.0.2.0/24" && events?[2]?["new"] == "a school")
    #expect(try site.json(.get, "/config")["seq"] == 0, "chat servers need not know")
  }

  @Test func `they are read page by page, and outlast the API`() throws {
    for number in 0..<5 { try note(#""name": "troll""#, "n\(number)") }
    #expect(try texts("?limit=2") == ["n4", "n3"])
    #expect(try site.json(.get, "/notes?limit=2")["more"] == true)
    try site.stop()
    let again = try TestSite(in: site.folder)
    let rest = try again.json(.get, "/notes?before=4&limit=3")
    #expect(rest["notes"]?.count == 3 && rest["more"] == false)
  }

  @Test(arguments: [
    (#"{"text": "x"}"#, #"a note is about a "name" or about a "range""#),
    (
      #"{"name": "a", "range": "::2", "text": "x"}"#,
      #"a note is about a "name" or about a "range""#
    ),
    (#"{"name": "a"}"#, #""text" is missing; it must be a string"#),
    (#"{"name": "a", "text": ""}"#, #""text" has nothing in it that can be seen"#),
    (
      #"{"name": "a", "text": "\#(String(repeating: "x", count: 501))"}"#,
      #""text" has 501 characters; at most 500 are allowed"#
    ),
  ])
  func `a bad one is refused with a sentence`(body: String, why: String) throws {
    #expect(try site.error(.post, "/notes", body) == why)
    #expect(try site.error(.delete, "/notes/7", status: 404) == "there is no note 7")
    #expect(try texts() == [])
  }
}
