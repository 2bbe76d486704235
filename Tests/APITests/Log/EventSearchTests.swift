import Support
import Testing
import TinyHTTP
import Wire

@testable import API

@Suite struct `Looking for events` {
  private static func event(_ target: String, old: String? = nil, new: String? = nil) -> Event {
    Event(
      seq: 1, time: "2026-11-29T12:00:00.000Z", actor: "Zoë", action: "member.kicked",
      target: target, old: old, new: new, note: "192.0.2.7")
  }

  @Test(arguments: [
    ("ann", true), ("ANN", true), ("an", true), ("nn", false), ("zoe", true), ("ZOË", true),
    ("spam", true), ("no spam", true), ("spam no", false), ("192.0.2.7", true),
    ("92.0.2.7", false), ("member kicked", true), ("member.kicked", true), ("7 on one", true),
    ("bob", false), ("hello", true),
  ])
  func `words are found from their beginning, wherever they stand`(words: String, isFound: Bool) {
    var matcher = EventMatcher(words)
    #expect(
      matcher.matches(Self.event("ann (7 on one)", old: "hello", new: "no spam")) == isFound)
  }

  @Test func `punctuation looks for nothing`() {
    #expect(EventMatcher("…!").isEmpty)
    #expect(!EventMatcher("!a").isEmpty)
  }

  // MARK: - Over HTTP

  private let site: TestSite

  init() throws {
    site = try TestSite()
    let kick = #"{"server": "one", "member": 7, "name": "ann", "reason": "spam"}"#
    // There is no such server: it fails, and says of whom.
    _ = try? site.send(.post, "/kicks", kick, [])
    for (path, body) in [
      ("/banner/", #"{"banner": "=1+1;\"x\""}"#), ("/doors", #"{"open": false}"#),
      ("/doors", #"{"open": true}"#), ("/history", #"{"lines": 3}"#),
      ("/bans", #"{"range": "192.0.2.0/24", "reason": "spam"}"#),
    ] {
      try site.json(.post, path, body, [("X-Actor", "Zoë")])
    }
  }

  private func actions(_ query: String) throws -> [String] {
    guard case .array(let events)? = try site.json(.get, "/events\(query)")["events"] else {
      return []
    }
    return events.compactMap { $0["action"]?.text }
  }

  @Test(arguments: [
    ("?action=ban.added", ["ban.added"]),
    ("?action=doors.closed,doors.opened", ["doors.opened", "doors.closed"]),
    ("?action=doors.closed,doors.opened&after=0", ["doors.closed", "doors.opened"]),
    ("?q=spam", ["ban.added"]), ("?q=doors&limit=1", ["doors.opened"]),
    ("?target=192.0.2.0/24", ["ban.added"]), ("?actor=api&q=192.0.2", ["ban.added"]),
    ("?actor=nobody", []), ("?since=2100-01-01T00:00:00Z", []),
    ("?until=1980-01-01T00:00:00Z", []),
    (
      "?q=doors&since=1980-01-01T00:00:00Z&limit=9&before=3",
      ["doors.closed"]
    ),
  ])
  func `what fits is found, in its order`(query: String, found: [String]) throws {
    #expect(try actions(query) == found)
  }

  @Test func `a page says where more may be, and nothing is passed over`() throws {
    for number in 1...30 { try site.json(.post, "/banner/", "{\"banner\": \"b \(number)\"}") }
    for filter in ["", "&q=banner", "&action=banner.changed"] {
      for start in ["", "after=0"] {
        var (seqs, target) = ([Int](), "/events?limit=7\(filter)&\(start)")
        while true {
          let page = try site.json(.get, target)
          guard case .array(let events)? = page["events"] else { break }
          seqs += events.compactMap { if case .integer(let seq)? = $0["seq"] { seq } else { nil } }
          guard case .integer(let next)? = page["next"] else { break }
          target = "/events?limit=7\(filter)&\(start.isEmpty ? "before" : "after")=\(next)"
        }
        #expect(seqs.count == (filter.isEmpty ? 35 : 31))
        #expect(seqs == (start.isEmpty ? seqs.sorted(by: >) : seqs.sorted()))
        #expect(Set(seqs).count == seqs.count)
      }
    }
  }

  @Test(arguments: [
    ("?q=...", "q must have a letter or a digit to look for"),
    ("?action=door", "there is no action \"door\"; /openapi.json lists them"),
    ("?since=now", "since must be a time such as 2026-11-28T13:20:00Z, from 1970 on"),
    ("?after=1&before=3", "there is after, for what is newer, or before, not both"),
    ("/export?format=xml", "format must be csv or jsonl"),
  ])
  func `what cannot be looked for is refused with a reason`(query: String, why: String) throws {
    let answer = try site.send(.get, "/events\(query)")
    #expect(answer.status == .badRequest)
    #expect(try JSON.decode(Outcome.self, from: answer.body).error == why)
  }

  // MARK: - As a file

  private func export(
    _ format: ExportFormat, _ filter: EventFilter = EventFilter()
  ) throws -> [String] {
    let next = site.journal.export(filter, format)
    var bytes: [UInt8] = []
    while let piece = try site.reactor.wait(for: next()) { bytes += piece }
    return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `the log as CSV is no formula, and quotes are doubled`() throws {
    let lines = try export(.csv)
    #expect(lines[0] == "\u{FEFF}seq,time,actor,note,action,target,old,new\r")
    try #require(lines.count == 6)
    #expect(lines[1].hasSuffix(##"","'=1+1;""x""""## + "\r"))
    #expect(lines[1].contains(#","api","Zoë","banner.changed","#))
  }

  @Test func `as JSON lines it is what GET has`() throws {
    let lines = try export(.jsonl, EventFilter(actions: [.banAdded, .historyChanged]))
    let events = try lines.map { try JSON.decode(Event.self, from: Array($0.utf8)) }
    let listed = try JSON.decode(
      EventList.self,
      from: site.send(.get, "/events?after=0&action=ban.added,history.changed").body)
    #expect(events == listed.events)
    #expect(events.map(\.action) == ["history.changed", "ban.added"])
  }

  @Test func `a file has the days in its name that were asked for`() throws {
    let answer = try site.send(
      .get, "/events/export?since=2026-11-24T00:00:00Z&until=2026-11-25T00:00:00Z")
    #expect(answer.fields["Content-Type"] == ExportFormat.csv.contentType)
    #expect(
      answer.fields["Content-Disposition"]
        == #"attachment; filename="netcatchat-log-2026-11-24.csv""#)
  }

  @Test func `a file has all that is there, however many`() throws {
    for number in 1...600 {
      _ = site.start(.post, "/banner/", "{\"banner\": \"b \(number)\"}")
    }
    try site.json(.post, "/doors", #"{"open": false}"#)
    let lines = try export(.jsonl, EventFilter(words: "banner"))
    #expect(lines.count == 601)
  }
}
