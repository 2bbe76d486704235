import API
import Support
import Testing
import Wire

@Suite struct `Pages of the transcript`: TranscriptSuite {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// As a newcomer asks: newest first.
  func newest(
    _ store: TranscriptStore, _ edit: (inout MessageFilter) -> Void = { _ in }
  ) throws -> (ids: [Int], more: Bool) {
    var filter = MessageFilter(limit: 50)
    edit(&filter)
    let page = try store.page(filter)
    return (page.messages.map(\.id), page.more)
  }

  @Test func `newest first, or after an id in order, and more says whether there are more`() throws
  {
    let store = try open()
    try take(store, lines(10))
    #expect(try newest(store) == (Array((1...10).reversed()), false))
    #expect(try newest(store) { $0.limit = 10 } == (Array((1...10).reversed()), false))
    #expect(try newest(store) { $0.limit = 9 } == (Array((2...10).reversed()), true))
    #expect(try newest(store) { $0.limit = 1 } == ([10], true))
    #expect(try newest(store) { $0.before = 4 } == ([3, 2, 1], false))
    #expect(try newest(store) { ($0.before, $0.limit) = (4, 2) } == ([3, 2], true))
    #expect(try newest(store) { $0.before = 1 } == ([], false))
    #expect(try newest(store) { $0.after = 0 } == (Array(1...10), false))
    #expect(try newest(store) { ($0.after, $0.limit) = (3, 2) } == ([4, 5], true))
    #expect(try newest(store) { ($0.after, $0.limit) = (8, 2) } == ([9, 10], false))
    #expect(try newest(store) { $0.after = 10 } == ([], false))
    #expect(try newest(store) { $0.after = .max } == ([], false))
    #expect(try newest(store) { ($0.after, $0.before) = (3, 6) } == ([4, 5], false))
    #expect(try newest(try openEmpty()) == ([], false))
  }

  func openEmpty() throws -> TranscriptStore {
    try TranscriptStore.open(folder.path + "/empty.db")
  }

  @Test func `kinds, names and words narrow it down, together too`() throws {
    let store = try open()
    try take(
      store, batch("The backup failed"), batch("backup is fine", first: 2, name: "Bob"),
      batch("waves at the backup", first: 3, kind: .done),
      batch("ann joined", first: 4, kind: .coming), batch("ann left", first: 5, kind: .left),
      batch("Straße", first: 6, name: "Zoë"), batch("bob's back", first: 7, name: "bobby"),
      batch("build ok", first: 8, name: "ci", kind: .bot))
    #expect(try newest(store) { $0.query = "backup" }.ids == [3, 2, 1])
    #expect(try newest(store) { ($0.query, $0.after) = ("BACK", 0) }.ids == [1, 2, 3, 7])
    #expect(try newest(store) { ($0.query, $0.limit) = ("backup", 2) } == ([3, 2], true))
    #expect(try newest(store) { ($0.query, $0.before) = ("backup", 3) }.ids == [2, 1])
    #expect(try newest(store) { ($0.query, $0.after) = ("backup", 1) }.ids == [2, 3])
    #expect(try newest(store) { $0.query = "backup failed" }.ids == [1])
    #expect(try newest(store) { $0.query = "\"failed backup\"" }.ids == [])
    #expect(try newest(store) { $0.query = "strasse" }.ids == [6])
    #expect(try newest(store) { $0.query = "@bob" }.ids == [2])
    #expect(try newest(store) { $0.query = "...!?" }.ids == [], "no word is in no line")
    #expect(try newest(store) { $0.name = "bob" }.ids == [2])
    #expect(try newest(store) { $0.name = "ZOE" }.ids == [6])
    #expect(try newest(store) { ($0.name, $0.query) = ("ann", "backup") }.ids == [3, 1])
    #expect(try newest(store) { $0.kinds = [.coming, .left] }.ids == [5, 4])
    #expect(try newest(store) { $0.kinds = MessageKind.talk }.ids == [8, 7, 6, 3, 2, 1])
    #expect(try newest(store) { ($0.kinds, $0.name) = ([.done], "ann") }.ids == [3])
    #expect(try newest(store) { ($0.kinds, $0.query) = ([.said], "backup") }.ids == [2, 1])
    #expect(try newest(store) { ($0.room, $0.query) = ("attic", "backup") }.ids == [])
  }

  @Test(arguments: [
    "\"", "\"\"\"", "' OR 1=1 --", "a\" OR \"b", "NEAR(a b, 2)", "line:", "* ^ ( ) { } + - : ,",
    "AND OR NOT", "@", "@@", "\u{0}", "%", "?1", "-backup", "line : backup", "words MATCH 'x'",
  ])
  func `no search is an error, whatever is typed`(query: String) throws {
    let store = try open()
    try take(store, batch("plain"))
    #expect(try newest(store) { $0.query = query }.ids == [])
    #expect(try newest(store) { $0.name = query }.ids == [])
  }

  @Test func `a span of time has lines of that time, also those that came late`() throws {
    let store = try open()
    // Ids 1 to 5 in order of arrival; the third was said long before the others.
    let times = [60, 61, 0, 120, 30].map { Self.noon + $0 * 1_000 }
    for (index, time) in times.enumerated() {
      try take(store, batch("x", first: index + 1, time: time))
    }
    for since in stride(from: -30, through: 150, by: 15) {
      for until in stride(from: -30, through: 150, by: 15) {
        let (from, to) = (Self.noon + since * 1_000, Self.noon + until * 1_000)
        let expected = (1...5).filter { times[$0 - 1] >= from && times[$0 - 1] < to }
        #expect(
          try newest(store) { ($0.after, $0.since, $0.until) = (0, from, to) }.ids == expected)
        #expect(
          try newest(store) { ($0.query, $0.since, $0.until) = ("x", from, to) }.ids
            == expected.reversed())
      }
    }
    #expect(try newest(store) { $0.since = Self.noon + 60_000 }.ids == [4, 2, 1])
    #expect(try newest(store) { $0.until = Self.noon + 60_000 }.ids == [5, 3])
    #expect(try newest(store) { $0.since = Self.noon + 121_000 }.ids == [])
    #expect(try newest(store) { $0.until = Self.noon }.ids == [])
    #expect(try newest(store) { ($0.since, $0.before) = (Self.noon + 60_000, 4) }.ids == [2, 1])
    #expect(try newest(store) { ($0.since, $0.after) = (Self.noon, 2) }.ids == [3, 4, 5])
  }

  @Test func `hidden lines are left out, or shown without their text`() throws {
    let store = try open()
    try take(store, lines(3))
    #expect(try store.hide(2, by: "zoe", key: key("line 2")) == .changed)
    #expect(try newest(store).ids == [3, 1])
    #expect(try newest(store) { $0.limit = 2 } == ([3, 1], false))
    let all = try page(store) { $0.showsHidden = true }
    #expect(all.map(\.id) == [1, 2, 3])
    #expect(all.map(\.text) == ["line 1", nil, "line 3"])
    #expect(all.map(\.hiddenBy) == [nil, "zoe", nil])
    #expect(try store.line(2)?.hiddenBy == "zoe")
    #expect(try newest(store) { $0.query = "line" }.ids == [3, 1])
    #expect(
      try newest(store) { ($0.query, $0.showsHidden) = ("line", true) }.ids == [3, 1],
      "what is hidden is not found by its words")
    #expect(try store.line(2)?.text == nil)
  }
}
