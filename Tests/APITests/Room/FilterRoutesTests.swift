import API
import Support
import Testing
import TinyHTTP
import Wire

enum FilterSuite {
  static let filter = #"{"pattern": "buy now*", "action": "refuse", "reason": "no ads"}"#
  static let held = held("one-1", "maybe this")

  static func held(_ key: String, _ text: String, kind: String = "said", filter: Int = 1) -> String
  {
    #"""
    {"key": "\#(key)", "server": "a", "instance": "one", "member": 7, "name": "Al", \#
    "kind": "\#(kind)", "text": "\#(text)", "filter": \#(filter)}
    """#
  }
}

@Suite struct `Word filters over HTTP` {
  let site: TestSite

  init() throws { site = try TestSite() }

  /// `ACTION TARGET OLD NEW ACTOR` of the newest event.
  func event() throws -> String {
    let event = try site.json(.get, "/events?limit=1")["events"]?[0]
    return ["action", "target", "old", "new", "note"].map { event?[$0]?.text ?? "-" }
      .joined(separator: " | ")
  }

  @Test func `a filter is made and removed, each with an event, and chat servers learn of it`()
    throws
  {
    #expect(try site.json(.get, "/filters") == ["filters": []])
    let actor = [("X-Actor", "Zoë")]
    #expect(try site.json(.post, "/filters", FilterSuite.filter, actor).keys == ["status"])
    #expect(try event() == "filter.added | buy now* | - | refuse: no ads | Zoë")
    try site.json(.post, "/filters", #"{"pattern": "maybe", "action": "hold", "reason": null}"#)
    #expect(try event() == "filter.added | maybe | - | hold | -")
    let filters: JSONValue = [
      [
        "id": 1, "pattern": "buy now*", "action": "refuse", "reason": "no ads", "actor": "api",
        "since": "2026-11-24T12:00:00.000Z",
      ],
      [
        "id": 2, "pattern": "maybe", "action": "hold", "reason": "", "actor": "api",
        "since": "2026-11-24T12:00:00.000Z",
      ],
    ]
    #expect(try site.json(.get, "/filters") == ["filters": filters])
    #expect(try site.json(.get, "/config")["filters"] == filters)
    #expect(try site.json(.get, "/config")["seq"] == 2)
    try site.json(.delete, "/filters/1", "", actor)
    #expect(try event() == "filter.removed | buy now* | refuse: no ads | - | Zoë")
    #expect(try site.json(.get, "/config")["filters"]?.count == 1)
    #expect(try site.error(.delete, "/filters/1", status: 404) == "there is no filter 1")
    try site.stop()
    let again = try TestSite(in: site.folder)
    #expect(try again.json(.get, "/filters")["filters"]?[0]?["pattern"] == "maybe")
  }

  @Test(arguments: ["BUY, now*", "bűy  now**", "buy: now*!"])
  func `the same words again are refused`(pattern: String) throws {
    try site.json(.post, "/filters", FilterSuite.filter)
    let body = #"{"pattern": "\#(pattern)", "action": "hold"}"#
    #expect(
      try site.error(.post, "/filters", body, status: 409)
        == "filter 1 looks for the same words; remove that one to change it")
    #expect(site.journal.snapshot.lastSeq == 1)
  }

  @Test func `there are 200 at most`() throws {
    for index in 1...200 {
      try site.json(.post, "/filters", #"{"pattern": "w\#(index)", "action": "refuse"}"#)
    }
    #expect(
      try site.error(.post, "/filters", FilterSuite.filter, status: 409)
        == "there are 200 filters, and no room for more; remove some")
  }

  @Test(arguments: [
    (#"{"pattern": "* !", "action": "refuse"}"#, "a pattern needs a letter or a digit to look for"),
    (#"{"action": "refuse"}"#, #""pattern" is missing; it must be a string"#),
    (#"{"pattern": "x", "action": "burn"}"#, #""action" must be refuse or hold"#),
    (
      #"{"pattern": "x", "action": "hold", "reasons": "y"}"#,
      #"there is no "reasons"; did you mean "reason"?"#
    ),
    (
      #"{"pattern": "\#(String(repeating: "ß", count: 100))", "action": "hold"}"#,
      "that pattern is too long: its letters are 202 in their plain forms, and 128 are the most"
    ),
  ])
  func `what cannot be is refused with a sentence`(body: String, why: String) throws {
    #expect(try site.error(.post, "/filters", body) == why)
    #expect(site.journal.snapshot.lastSeq == 0)
  }
}
