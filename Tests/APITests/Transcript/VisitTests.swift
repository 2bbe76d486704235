import API
import Support
import Testing
import Wire

@Suite struct `What people were called`: TranscriptSuite {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// One line each, a second apart from `start` seconds after noon on: who, as what, and of which kind.
  func batch(
    _ lines: (member: Int?, name: String, kind: MessageKind)..., first: Int = 1,
    origin: String = "a.1", start: Int = 0
  ) -> MessageBatch {
    MessageBatch(
      room: Limits.lobby, origin: origin, first: first,
      messages: lines.enumerated().map { index, line in
        NewMessage(
          time: Self.noon + (start + index) * 1_000, kind: line.kind, member: line.member,
          name: line.name, text: "x")
      })
  }

  /// `NAME LINES FIRST-LAST` in seconds after noon, the last used first.
  func names(_ store: TranscriptStore, _ name: String) throws -> [String] {
    let seconds = { (time: String) in
      Int(time.dropFirst(14).prefix(2)).flatMap { minutes in
        Int(time.dropFirst(17).prefix(2)).map { minutes * 60 + $0 }
      } ?? -1
    }
    return try store.history(of: name).names.map {
      "\($0.name) \($0.lines) \(seconds($0.first))-\(seconds($0.last))"
    }
  }

  @Test func `all names of the connections that had one, and how much was said by each`() throws {
    let store = try open()
    try take(
      store,
      batch(
        (1, "troll", .coming), (1, "troll", .said), (2, "ann", .said), (1, "troll", .done),
        (1, "nice", .renamed), (1, "nice", .said), (nil, "", .left), (nil, "troll", .bot)))
    #expect(try names(store, "TROLL") == ["nice 1 4-5", "troll 2 0-3"])
    #expect(try names(store, "nice") == ["nice 1 4-5", "troll 2 0-3"])
    #expect(try names(store, "ann") == ["ann 1 2-2"])
    #expect(try names(store, "tro") == [] && store.history(of: "tro").visits == 0)
    // Another connection, another server, and one with the same number there.
    try take(
      store,
      batch((1, "Tröll", .said), (1, "third", .said), (5, "else", .said), origin: "b.1", start: 60))
    #expect(
      try names(store, "troll") == ["third 1 61-61", "Tröll 1 60-60", "nice 1 4-5", "troll 2 0-3"])
    #expect(try store.history(of: "troll").visits == 2)
    #expect(try store.history(of: "nice").visits == 1)
  }

  @Test func `a line that comes again or late is counted as it should be`() throws {
    let store = try open()
    let lines = batch((1, "ann", .said), (1, "ann", .said), start: 30)
    try take(store, lines, lines)
    try take(store, lines)
    try take(store, batch((1, "ann", .said), first: 3, start: 10))
    #expect(try names(store, "ann") == ["ann 3 10-31"])
    try take(store, batch((1, "ann", .said), first: 4), isKept: false)
    #expect(try names(store, "ann") == ["ann 3 10-31"])
  }

  @Test func `names go with their lines, and no more is told than is kept`() throws {
    let store = try open()
    try take(
      store,
      batch((1, "Westminster", .said), (1, "ann", .said)),
      batch((1, "ann", .said), (1, "new", .said), first: 3, start: 90))
    #expect(
      try names(store, "westminster") == ["new 1 91-91", "ann 2 1-90", "Westminster 1 0-0"])
    try purge(store, before: Self.noon + Self.minute)
    #expect(try names(store, "westminster") == [])
    #expect(try names(store, "ann") == ["new 1 91-91", "ann 1 60-90"])
    #expect(files(with: "Westminster") == [] && files(with: "westminster") == [])
    try purge(store, before: Self.noon + 2 * Self.minute)
    #expect(try store.history(of: "ann") == PersonHistory(names: [], visits: 0))
    #expect(try number(store, "SELECT count(*) FROM visits") == 0)
  }

  @Test func `hidden lines count: somebody has said them`() throws {
    let store = try open()
    try take(store, batch((1, "ann", .said)))
    #expect(try store.hide(1, by: "zoe", key: key("x")) == .changed)
    #expect(try names(store, "ann") == ["ann 1 0-0"])
    try purge(store, before: Self.noon + Self.minute)
    #expect(try names(store, "ann") == [])
  }

  @Test func `so many names and connections, the last ones`() throws {
    let store = try open()
    let count = Limits.historyVisitsMax + 5
    for member in 1...count {
      try take(
        store,
        batch(
          (member, "guest", .said), (member, "n\(member)", .said), first: 2 * member - 1,
          start: member))
    }
    let history = try store.history(of: "guest")
    #expect(history.visits == Limits.historyVisitsMax)
    #expect(history.names.count == Limits.historyNamesMax)
    #expect(history.names.prefix(2).map(\.name) == ["n\(count)", "guest"])
    #expect(history.names[1].lines == Limits.historyVisitsMax)
    #expect(try store.history(of: "n1").names.map(\.name) == ["n1", "guest"])
  }

  @Test(arguments: [1, 7, 1_000])
  func `in a file of before they are counted step by step, whatever comes and goes meanwhile`(
    step: Int
  ) throws {
    do {
      let store = try open()
      for first in stride(from: 1, through: 37, by: 4) {
        try take(
          store,
          batch(
            (1, "ann", .said), (1, "ben", .renamed), (2, "cem", .said), (nil, "", .notice),
            first: first, start: first * 3))
      }
      try store.database.connection.execute(
        "DROP TABLE visits; DROP TABLE counted; PRAGMA user_version = 2")
    }
    let store = try open()
    #expect(try store.history(of: "ann").visits == 0)
    #expect(try store.countOlder(atMost: step) == (step < 40))
    if step < 40 {
      #expect(try names(store, "cem").count == (step > 1 ? 1 : 0), "the newest first")
    }
    #expect(try problem(withVisitsOf: store) == nil)
    try take(store, batch((1, "ann", .said), first: 41, start: 200))
    #expect(try problem(withVisitsOf: store) == nil)
    #expect(try purge(store, before: Self.noon + Self.minute) > 0)
    #expect(try problem(withVisitsOf: store) == nil)
    // A restart in between.
    let copy = try TemporaryFolder()
    let next = try openCopy(in: copy)
    while try next.countOlder(atMost: step) { #expect(try problem(withVisitsOf: next) == nil) }
    #expect(try number(next, "SELECT last FROM counted") == 0)
    #expect(try problem(withVisitsOf: next) == nil)
    #expect(try names(next, "ben").map { $0.prefix(3) } == ["ann", "ben"])
    #expect(try !next.countOlder() && !copy.contents().isEmpty)
  }

  @Test func `where names are folded in another way all is counted again`() throws {
    do {
      let store = try open()
      try take(store, batch((1, "ann", .said), (1, "ben", .said)))
      try store.database.connection.execute(
        "UPDATE folding SET version = 0; UPDATE visits SET key = 'nonsense'")
    }
    let store = try open()
    while try store.countOlder() {}
    #expect(try names(store, "ANN") == ["ben 1 1-1", "ann 1 0-0"])
    #expect(try problem(withVisitsOf: store) == nil)
  }

  @Test func `where there is no room for them, all stays as it is`() throws {
    do {
      let store = try open()
      try take(store, batch((1, "ann", .said)))
      try store.database.connection.execute("DELETE FROM visits; UPDATE counted SET last = 1")
    }
    let store = try open(pagesMax: 1)
    #expect(throws: SQLiteError.self) { try store.countOlder() }
    #expect(try number(store, "SELECT count(*) FROM visits") == 0)
    #expect(try number(store, "SELECT last FROM counted") == 1)
  }

  @Test func `an older file is counted after a start, and meanwhile lines are taken`() throws {
    let folder = try TemporaryFolder()
    do {
      let bench = try TranscriptBench(in: folder)
      for first in stride(from: 1, through: 1_801, by: 200) {
        let texts = (0..<200).map { "\($0)" }
        let batch = MessageBatch(
          room: "lobby", origin: "a.1", first: first,
          messages: texts.map {
            NewMessage(
              time: TranscriptBench.noon, kind: .said, member: 1, name: "ann", text: $0)
          })
        _ = try bench.reactor.wait(for: bench.transcript.take(batch))
      }
      try bench.close()
      let connection = try Connection(path: folder.path + "/transcript.db")
      try connection.execute("DROP TABLE visits; DROP TABLE counted; PRAGMA user_version = 2")
    }
    let bench = try TranscriptBench(in: folder)
    bench.transcript.start()
    try bench.say("new", first: 2_001)
    var lines = 0
    while lines < 2_001 {
      let history = try bench.reactor.wait(for: bench.transcript.history(of: "ann"))
      let next = history.names.first?.lines ?? 0
      #expect(next >= lines)
      lines = next
    }
    #expect(lines == 2_001)
    try bench.close()
  }
}
