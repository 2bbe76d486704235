import Dashboard
import Testing
import TinyHTTP
import Wire

@Suite struct LogQueryTests {
  @Test(arguments: [
    ("", ""), ("q=", ""), ("q=+spam+", "q=spam"), ("actor=ann", "actor=ann"),
    ("what=kicks", "action=member.kicked"),
    ("what=voice", "action=member.voiced%2Cmember.unvoiced"), ("what=moon", ""),
    ("about=192.0.2.0%2F24", "target=192.0.2.0%2F24"),
    ("since=2026-11-24T12%3A03", "since=2026-11-24T12%3A03%3A00Z"),
    ("until=2026-11-24T12%3A03%3A10Z", "until=2026-11-24T12%3A03%3A10Z"),
    ("since=yesterday", ""), ("since=2026-11-24T12%3A03%2B01%3A00", ""), ("before=7", ""),
    ("q=" + String(repeating: "x", count: 300), "q=" + String(repeating: "x", count: 200)),
    ("actor=" + String(repeating: "x", count: 65), "actor=" + String(repeating: "x", count: 64)),
  ])
  func `what a form asks for is asked of the API, but for nonsense`(
    form: String, asked: String
  ) throws {
    let query = LogQuery(try Form(decoding: form))
    #expect(Form.encode(query.conditions) == asked)
    #expect(query.isFiltered == !asked.isEmpty)
    #expect(query.isLive == (asked.isEmpty && query.before == nil))
  }

  @Test func `the address of a page asks for the same`() throws {
    var query = LogQuery()
    #expect(query.target() == "/log" && query.target(before: 7) == "/log?before=7")
    query.search = "a&b"
    query.actor = "ann"
    query.topic = .bans
    query.target = "192.0.2.0/24"
    query.since = "2026-11-24T12:03:00Z"
    query.until = "2026-11-24T12:04:00Z"
    let target = query.target(before: 7)
    let form = try Form(decoding: String(target.drop { $0 != "?" }.dropFirst()))
    query.before = 7
    #expect(LogQuery(form) == query)
    #expect(
      query.file(.csv)
        == "/log/export?format=csv&q=a%26b&actor=ann&what=bans&about=192.0.2.0%2F24"
        + "&since=2026-11-24T12%3A03%3A00Z&until=2026-11-24T12%3A04%3A00Z")
  }

  @Test func `a page before the first event is empty, and not the newest`() throws {
    for (text, before) in [("0", 1), ("-7", 1), ("7", 7), ("x", nil)] as [(String, Int?)] {
      #expect(LogQuery(try Form(decoding: "before=\(text)")).before == before)
    }
  }

  @Test func `every action is in one topic, and every topic has some`() {
    let all = LogTopic.allCases.flatMap(\.actions)
    #expect(all.count == EventAction.allCases.count)
    #expect(Set(all) == Set(EventAction.allCases))
    #expect(LogTopic.allCases.allSatisfy { !$0.actions.isEmpty })
  }
}
