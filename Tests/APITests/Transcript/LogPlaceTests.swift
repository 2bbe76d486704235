import API
import RoomLog
import Support
import Testing
import Wire

@Suite struct `How far a log is taken`: TranscriptSuite {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static func place(_ number: Int, room: String = Limits.lobby, sum: [UInt8] = [1, 0, 255])
    -> LogPlace
  {
    LogPlace(room: room, id: LogID(epoch: 1_795_521_600, number: number), sum: sum)
  }

  @Test func `it is on disk with the lines, for each room`() throws {
    let store = try open()
    #expect(try store.place(inLogOf: Limits.lobby) == nil)
    for number in [3, 9, 4] {
      let place = Self.place(number)
      _ = try store.append([batch("x", origin: "o\(number).1")], at: 0, isKept: true, upTo: place)
      #expect(try openCopy().place(inLogOf: Limits.lobby) == place)
    }
    _ = try store.append([], at: 0, isKept: true, upTo: Self.place(7, room: "b", sum: []))
    let copy = try openCopy()
    #expect(try copy.place(inLogOf: Limits.lobby) == Self.place(4))
    #expect(try copy.place(inLogOf: "b") == Self.place(7, room: "b", sum: []))
    #expect(try texts(copy) == ["x", "x", "x"])
  }

  @Test func `it stays where it was when the lines cannot be written`() throws {
    let store = try open(pagesMax: 40)
    _ = try store.append([batch("x")], at: 0, isKept: true, upTo: Self.place(1))
    let long = String(repeating: "x", count: 1_000)
    let messages = (0..<200).map { _ in
      NewMessage(time: Self.noon, kind: .said, name: "ann", text: long)
    }
    let full = MessageBatch(room: Limits.lobby, origin: "b.1", first: 1, messages: messages)
    #expect(throws: SQLiteError.self) {
      try store.append([full], at: 0, isKept: true, upTo: Self.place(2))
    }
    #expect(try store.place(inLogOf: Limits.lobby) == Self.place(1))
    #expect(try openCopy().place(inLogOf: Limits.lobby) == Self.place(1))
  }

  @Test func `it is in a backup, and in a file that is checked`() throws {
    let store = try open()
    _ = try store.append([batch("x")], at: 0, isKept: true, upTo: Self.place(1))
    try store.check()
    var part = try store.check(.start, wholeMax: 0)
    while let next = part { part = try store.check(next, wholeMax: 0) }
    #expect(try store.place(inLogOf: Limits.lobby) == Self.place(1))
  }

  @Test func `a file of before gets the table, and keeps its lines`() throws {
    do {
      let store = try open()
      try take(store, batch("old"))
      // As the first version had it.
      try store.database.connection.execute(
        "DROP TABLE places; DROP TABLE visits; DROP TABLE counted; PRAGMA user_version = 1")
    }
    let store = try open()
    #expect(try texts(store) == ["old"])
    #expect(try store.place(inLogOf: Limits.lobby) == nil)
    _ = try store.append([], at: 0, isKept: true, upTo: Self.place(1))
    #expect(try store.place(inLogOf: Limits.lobby) == Self.place(1))
  }
}
