import API
import Support
import Testing
import Wire

@Suite struct `Lines that are taken`: TranscriptSuite {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `lines are there in order, with all that was said of them`() throws {
    let store = try open()
    let receipt = try take(
      store,
      MessageBatch(
        room: "lobby", origin: "eu.west.x1", first: 1,
        messages: [
          NewMessage(time: Self.noon, kind: .said, member: 3, name: "ann", text: "hello"),
          NewMessage(time: Self.noon + 1, kind: .notice, name: "", text: "doors \"open\" \\ 👋🏽"),
          NewMessage(time: Self.noon + 2, kind: .done, member: 3, name: "ann", text: ""),
        ]))
    #expect(receipt.words == ["3 0 0"])
    #expect(receipt.lastID == 3)
    #expect(receipt.added == 3)
    func line(_ id: Int, _ milliseconds: Int, _ kind: MessageKind, _ name: String, _ text: String)
      -> Message
    {
      Message(
        id: id, room: "lobby", origin: "eu.west.x1", number: id,
        time: "2026-11-24T12:00:00.00\(milliseconds)Z", kind: kind,
        member: name.isEmpty ? nil : 3, name: name, text: text)
    }
    let all = [
      line(1, 0, .said, "ann", "hello"), line(2, 1, .notice, "", "doors \"open\" \\ 👋🏽"),
      line(3, 2, .done, "ann", ""),
    ]
    #expect(try page(store) == all)
    #expect(try page(openCopy()) == all, "on disk")
    #expect(try store.line(2) == all[1])
    #expect(try store.line(4) == nil)
    #expect(try store.extent() == (3, 3))
  }

  @Test(arguments: MessageKind.allCases)
  func `each kind comes back as what it was`(kind: MessageKind) throws {
    let store = try open()
    try take(store, batch("x", kind: kind))
    #expect(try page(store).map(\.kind) == [kind])
  }

  /// What is handed over, and what is there then: texts, or `-7` for seven that are missing.
  static let ways: [(what: String, batches: [(first: Int, count: Int)], there: [Int])] = [
    ("one after the other", [(1, 2), (3, 2)], [1, 2, 3, 4]),
    ("the same again", [(1, 3), (1, 3)], [1, 2, 3]),
    ("the same again and more", [(1, 2), (1, 4)], [1, 2, 3, 4]),
    ("the end again and more", [(1, 3), (3, 3)], [1, 2, 3, 4, 5]),
    ("an older one comes late", [(1, 5), (2, 2)], [1, 2, 3, 4, 5]),
    ("some are missing", [(1, 2), (6, 2)], [1, 2, -3, 6, 7]),
    ("one is missing", [(1, 1), (3, 1)], [1, -1, 3]),
    ("the beginning is missing", [(9, 2)], [-8, 9, 10]),
    ("what was missing comes late", [(1, 1), (4, 1), (2, 2)], [1, -2, 4]),
    ("a gap comes again", [(1, 1), (5, 2), (5, 2), (6, 2)], [1, -3, 5, 6, 7]),
  ]

  @Test(arguments: ways, [false, true])
  func `each line is there once, and what never came is counted`(
    way: (what: String, batches: [(first: Int, count: Int)], there: [Int]), atOnce: Bool
  ) throws {
    let store = try open()
    let batches = way.batches.map { lines($0.count, first: $0.first) }
    if atOnce {
      let receipt = try store.append(batches, at: Self.noon, isKept: true)
      #expect(receipt.taken.count == batches.count)
      #expect(receipt.added == way.there.count)
      #expect(receipt.lastID == way.there.count)
    } else {
      for batch in batches { try take(store, batch) }
    }
    let there = way.there.map { $0 > 0 ? "line \($0)" : "\(-$0)" }
    #expect(try texts(store) == there)
    #expect(
      try page(store).map(\.kind) == way.there.map { $0 > 0 ? .said : .missing }, "\(way.what)")
    #expect(try texts(openCopy()) == there)
    #expect(try problem(withIndexOf: store) == nil)
    #expect(try problem(withMinutesOf: store) == nil)
  }

  @Test func `a receipt says what came again, what never came, and how far it is`() throws {
    let store = try open()
    #expect(try take(store, lines(3)).words == ["3 0 0"])
    #expect(try take(store, lines(3)).words == ["3 3 0"])
    #expect(try take(store, lines(3)).lastID == nil)
    #expect(try take(store, lines(4, first: 2)).words == ["5 2 0"])
    #expect(try take(store, lines(2, first: 9)).words == ["10 0 3"])
    #expect(try take(store, lines(1)).words == ["10 1 0"])
  }

  @Test func `origins and rooms count for themselves`() throws {
    let store = try open()
    try take(
      store, batch("a1", "a2"), batch("b1", origin: "b.1"), batch("other", room: "attic"),
      batch("a again", origin: "a.2"))
    try take(store, batch("a2", "a3", first: 2), batch("b1", "b2", origin: "b.1"))
    #expect(try texts(store) == ["a1", "a2", "b1", "a again", "a3", "b2"])
    #expect(try texts(store) { $0.room = "attic" } == ["other"])
    #expect(try texts(store) { $0.room = "cellar" } == [])
    #expect(
      try page(store).map { "\($0.origin) \($0.number)" } == [
        "a.1 1", "a.1 2", "b.1 1", "a.2 1", "a.1 3", "b.1 2",
      ])
  }

  @Test func `what was taken is known after a restart`() throws {
    do { try take(try open(), lines(3)) }
    let store = try open()
    try take(store, lines(3), lines(2, first: 3))
    #expect(try texts(store) == ["line 1", "line 2", "line 3", "line 4"])
    #expect(try page(store).map(\.id) == [1, 2, 3, 4])
    let place = try TemporaryFolder()
    let copy = try openCopy(in: place)
    #expect(try take(copy, lines(4)).words == ["4 4 0"])
  }

  @Test func `an id is never used again, whatever is purged`() throws {
    let store = try open()
    try take(store, lines(3))
    #expect(try purge(store, before: Self.noon + Self.minute) == 3)
    #expect(try store.extent() == (0, 3))
    try take(store, lines(1, first: 4))
    #expect(try page(store).map(\.id) == [4])
    let place = try TemporaryFolder()
    let copy = try openCopy(in: place)
    #expect(try purge(copy, before: Self.noon + Self.minute) == 1)
    try take(copy, lines(1, first: 5))
    #expect(try page(copy).map(\.id) == [5])
  }

  @Test func `a line from the future is of now, and one from before 1970 of its beginning`() throws
  {
    let store = try open()
    let now = Self.noon
    for (number, time) in [now + 60_000, now + 60_001, .max, now, 0, -5].enumerated() {
      try take(store, batch("x", first: number + 1, time: time), at: now)
    }
    #expect(
      try store.database.connection.rows("SELECT time FROM lines ORDER BY id") { $0.integer(0) }
        == [now + 60_000, now, now, now, 0, 0])
    #expect(try problem(withMinutesOf: store) == nil)
  }

  @Test func `what is not to be kept is in no file, and is known to have come`() throws {
    let store = try open()
    let receipt = try take(store, batch("kept"), batch("Secretword", first: 2), isKept: false)
    #expect(receipt.words == ["1 0 0", "2 0 0"])
    #expect(receipt.lastID == nil)
    #expect(receipt.added == 0)
    #expect(try texts(store) == [])
    #expect(files(with: "ecretword") == [])
    try take(store, lines(2, first: 5), isKept: false)
    try take(store, lines(4, first: 4))
    #expect(try texts(store) == ["line 7"])
    #expect(try store.extent().lines == 1)
    #expect(try problem(withIndexOf: store) == nil)
  }

  @Test func `of a transaction that fails nothing is left, and the same lines may come again`()
    throws
  {
    let store = try open(pagesMax: 60)
    try take(store, batch("safe"))
    let big = MessageBatch(
      room: "lobby", origin: "a.1", first: 2,
      messages: (0..<200).map { _ in
        NewMessage(
          time: Self.noon, kind: .said, name: "ann", text: String(repeating: "x", count: 1_024))
      })
    let error = #expect(throws: SQLiteError.self) {
      try take(store, batch("b", origin: "b.1"), big)
    }
    #expect(error?.description.contains("full") == true)
    #expect(try texts(store) == ["safe"])
    try take(store, batch("b", origin: "b.1"), batch("again", first: 2))
    #expect(try texts(store) == ["safe", "b", "again"])
    #expect(try problem(withIndexOf: store) == nil)
    #expect(try problem(withMinutesOf: store) == nil)
  }
}
