import Testing

@testable import Benchmarks

@Suite struct SearchTests {
  private static let searches = Search.make(
    7, words: ["depart"], names: ["ann"], samples: ["Hm, so", "the depart ends"])

  @Test(arguments: [
    (Search.Kind.rareWord, "depart", #""depart"*"#, "depart"),
    (.commonWord, "depart", #""depart"*"#, "depart"),
    (.twoWords, "depart depart", #""depart"* "depart"*"#, #"depart.*depart\|depart.*depart"#),
    (.beginning, "dep", #""dep"*"#, "dep"),
    (.phrase, #""the depart""#, #""the depart""#, "the depart"),
    (.name, "@ann", #""@ann""#, "ann"),
    (.nameAndWord, "@ann depart", #""@ann" "depart"*"#, "ann.*depart"),
  ])
  func `every kind is said as the API, FTS5 and grep take it`(
    kind: Search.Kind, query: String, match: String, pattern: String
  ) throws {
    let search = try #require(SearchTests.searches.first { $0.kind == kind })
    #expect(search.query == query)
    #expect(search.match == match)
    #expect(search.pattern == pattern)
  }

  @Test func `German letters are plain in the index alone`() throws {
    let searches = Search.make(1, words: ["äußert"], names: [], samples: [])
    #expect(searches.first?.query == "äußert")
    #expect(searches.first?.match == #""aussert"*"#)
  }

  @Test func `without words there is nothing to search for`() {
    #expect(Search.make(7, words: [], names: [], samples: []).isEmpty)
  }

  @Test(arguments: [
    ("ann", "ann"), ("@ann dep*", "%40ann%20dep%2A"), ("\"a+b\"", "%22a%2Bb%22"), ("ü9", "%C3%BC9"),
  ])
  func `a search goes into a query`(text: String, encoded: String) {
    #expect(percentEncoded(text) == encoded)
  }

  @Test func `what the yardstick says is read`() throws {
    let poured = try #require(SQLiteLoop.Poured("2000000 30.5 20.25 0.125\n"))
    #expect(poured.lines == 2_000_000 && poured.seconds == 30.5)
    #expect(poured.cpuSeconds == 20.25 && poured.longestBatchSeconds == 0.125)
    #expect(SQLiteLoop.Poured("yardstick: no memory\n") == nil)
    let found = try #require(SQLiteLoop.Found("961.6 51"))
    #expect(found.nanoseconds == 961_600 && found.lines == 51)
    #expect(SQLiteLoop.Found("961.6") == nil)
  }
}
