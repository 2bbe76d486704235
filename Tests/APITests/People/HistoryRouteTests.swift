import API
import Testing
import TinyHTTP
import Wire

@Suite struct `A person's history over HTTP` {
  let site: TestSite

  init() throws { site = try TestSite() }

  @Test func `it is told to whoever may read`() throws {
    try site.json(.post, "/messages", MessageSuite.batch)
    #expect(
      try site.json(.get, "/people/history?name=AL") == [
        "names": [
          [
            "name": "Al", "lines": 1, "first": "2026-11-24T12:00:00.000Z",
            "last": "2026-11-24T12:00:00.000Z",
          ]
        ], "visits": 1,
      ])
    #expect(try site.json(.get, "/people/history?name=x") == ["names": [], "visits": 0])
  }

  @Test(arguments: [
    ("", "whose history? Say it with name="), ("?name=", "whose history? Say it with name="),
    (
      "?name=" + String(repeating: "x", count: 21),
      "name has 21 characters; at most 20 are allowed"
    ),
    ("?who=x", "there is no parameter \"who\"; there is \"name\""),
  ])
  func `somebody has to be named`(query: String, why: String) throws {
    #expect(try site.error(.get, "/people/history" + query) == why)
  }
}
