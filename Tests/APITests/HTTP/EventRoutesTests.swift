import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Events over HTTP` {
  let site: TestSite

  init() throws { site = try TestSite() }

  func setBanners(_ count: Int) throws {
    for number in 1...count { try site.json(.post, "/banner/", "{\"banner\": \"\(number)\"}") }
  }

  func seqs(_ target: String) throws -> [Int] {
    guard case .array(let events)? = try site.json(.get, target)["events"] else { return [] }
    return events.compactMap {
      if case .integer(let seq)? = $0["seq"] { seq } else { nil }
    }
  }

  @Test func `newest first, or after a seq in order`() throws {
    try setBanners(60)
    #expect(try seqs("/events") == Array((11...60).reversed()))
    #expect(try seqs("/events?limit=2") == [60, 59])
    #expect(try seqs("/events?after=57") == [58, 59, 60])
    #expect(try seqs("/events?after=0&limit=3") == [1, 2, 3])
    #expect(try seqs("/events?after=60") == [])
    #expect(try seqs("/events?after=0&limit=500").count == 60)
    #expect(try seqs("/events?after=5&wait=60&limit=1") == [6])
  }

  @Test func `it holds until something happens`() throws {
    var answer: HTTPResponse?
    site.start(.get, "/events?after=0&wait=25").addCallback { answer = $0 }
    #expect(site.journal.newEvents.count == 1)
    try setBanners(1)
    try site.reactor.wait { answer != nil }
    let event = try JSON.decode(JSONValue.self, from: answer?.body ?? [])["events"]?[0]
    #expect(event?["action"] == "banner.changed")
    #expect(event?["new"] == "1")
    #expect(event?["old"]?.text?.hasPrefix("Welcome") == true)
  }

  @Test func `when the time is up there is nothing new`() throws {
    var answer: HTTPResponse?
    site.start(.get, "/events?after=0&wait=1").addCallback { answer = $0 }
    site.clock.advance(by: .seconds(1))
    try site.reactor.wait { answer != nil }
    #expect(try JSON.decode(JSONValue.self, from: answer?.body ?? []) == ["events": []])
  }

  @Test func `nobody writes into the log but by doing something`() throws {
    let body = #"{"action": "login.succeeded", "target": "192.0.2.7:4711"}"#
    #expect(try site.send(.post, "/events", body).status == .methodNotAllowed)
    #expect(site.journal.snapshot.lastSeq == 0)
  }

  @Test(arguments: ["limit=0", "limit=501", "limit=x", "after=-1", "wait=61"])
  func `a bad query is 400`(query: String) throws {
    _ = try site.error(.get, "/events?" + query)
  }
}
