import FoundationEssentials
import Support
import Testing
import TinyHTTP
import Wire

@testable import Dashboard

/// What is read by hand is what a decoder reads.
@Suite struct PeopleReadingTests {
  private static let here: PeopleHere = {
    let full = RosterEntry(
      id: 7, name: "ann", address: "192.0.2.7", since: 125, idle: 3, lines: 34, muted: true,
      voiced: true, mute: MuteInForce(id: 5, by: .range, until: "2026-11-24T12:00:00.000Z"),
      gone: true,
      joined: "2026-11-24T11:00:00.000Z", active: "2026-11-24T11:01:00.000Z")
    let bare = RosterEntry(
      id: 0, name: "é\u{202E}\"\\\n🐈", address: "2001:db8::7", since: 0, idle: nil, lines: 0,
      muted: false)
    return PeopleHere(
      people: [
        PersonHere(server: "a", instance: "i1", user: full),
        PersonHere(server: "b", instance: nil, user: bare),
      ], total: 12_345, missing: [.init(server: "c", why: "it is \"away\"")], next: "n|7",
      servers: ["a", "b", "c"])
  }()

  private static func json(_ here: PeopleHere) throws -> [UInt8] {
    Array(try JSONEncoder().encode(here))
  }

  @Test func `what was written is read`() throws {
    for here in [Self.here, PeopleHere(people: [], total: 0)] {
      #expect(try PeopleHere(reading: Self.json(here)) == here)
    }
  }

  @Test(arguments: [
    #"{"people": null, "total": 1}"#, #"{"people": []}"#, #"{"people": {}, "total": 1}"#,
    #"{"people": [1], "total": 1}"#, #"{"people": [], "total": "1"}"#,
    #"{"people": [], "total": 1.5}"#,
    #"{"people": [], "total": 99999999999999999999}"#, #"{"people": [{}], "total": 1}"#,
    #"{"people": [], "total": 1, "next": 7}"#, #"{"people": [], "total": 1, "servers": [7]}"#,
    #"{"people": [], "total": 1, "servers": "a"}"#, #"{"people": [], "total": 1, "missing": [{}]}"#,
    "[]", "7", "", "{", #"{"people": [], "total": 1} 7"#,
    #"{"people": [{"server": "a", "user": 7}], "total": 1}"#,
    #"{"people": [{"server": "a", "user": {"id": 1}}], "total": 1}"#,
  ])
  func `what a decoder refuses is refused`(text: String) {
    let body = Array(text.utf8)
    #expect(throws: JSONError.self) { try JSON.decode(PeopleHere.self, from: body) }
    #expect(throws: JSONError.self) { try PeopleHere(reading: body) }
  }

  @Test func `what is not known is skipped, and null is nothing`() throws {
    let text = #"""
      {"new": {"a": [1, {}]}, "people": [{"x": [], "server": "a", "instance": null, "user": {"id": 1,
      "name": "ann", "address": "", "since": 1, "idle": null, "lines": 2, "muted": false, "y": {"z": 1},
      "mute": null, "gone": null}}], "total": 1, "next": null, "missing": null, "servers": null}
      """#
    let body = Array(text.utf8)
    #expect(try PeopleHere(reading: body) == JSON.decode(PeopleHere.self, from: body))
  }

  @Test func `of bytes that were changed both read the same, or nothing`() throws {
    let whole = try Self.json(Self.here)
    var random = SplitMix(seed: 7)
    for _ in 0..<3_000 {
      var body = whole
      for _ in 0...Int(random.next() % 2) {
        body[Int(random.next() % UInt64(body.count))] = UInt8(
          truncatingIfNeeded: random.next() % 128)
      }
      let decoded = try? JSON.decode(PeopleHere.self, from: body)
      // A decoder takes 1e1 and 7.0 for whole numbers, which the API does not write.
      if let read = try? PeopleHere(reading: body) { #expect(read == decoded) }
    }
  }
}
