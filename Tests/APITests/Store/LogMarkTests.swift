import API
import ServiceKit
import Support
import Testing
import Wire

/// Whatever is written, its log is known for that of another database.
@Suite struct `The log of a transcript`: TranscriptSuite {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What a log may consist of.
  enum Content: CaseIterable {
    case lines, numbers, hiding, showing, purging, merging, shrinking, forgetting
  }

  func write(_ content: Content, to store: TranscriptStore) throws {
    switch content {
    case .lines: try take(store, lines(1, first: 401))
    case .numbers: try take(store, lines(1, first: 401), isKept: false)
    case .hiding: #expect(try store.hide(1, by: "zoe", key: key("line 1")) == .changed)
    case .showing: #expect(try store.show(9, key: key("line 9")) == .changed)
    case .purging: #expect(try store.deleteLines(before: Self.noon + Self.minute) == 200)
    case .merging: #expect(try store.merge(isFirst: true))
    case .shrinking: _ = try store.shrink()
    case .forgetting: try store.forgetOrigins(before: .max, butNewest: 0)
    }
  }

  @Test(arguments: Content.allCases)
  func `of nothing but one change is refused beside another file`(content: Content) throws {
    let store = try open()
    try take(store, lines(200), lines(200, first: 201))
    for id in 9...10 { #expect(try store.hide(id, by: "zoe", key: key("line \(id)")) == .changed) }
    // There are free pages.
    try store.database.connection.execute(
      "CREATE TABLE x (x); INSERT INTO x VALUES (zeroblob(99999))")
    try store.database.connection.execute("DROP TABLE x")
    try store.database.checkpoint()
    #expect(files(with: "SQLite").contains("test.db"))
    #expect(folder.contents()["test.db-wal"] == [])
    try write(content, to: store)
    let log = try #require(folder.contents()["test.db-wal"])
    #expect(!log.isEmpty, "it wrote something")

    let other = try TemporaryFolder()
    do {
      let store = try TranscriptStore.open(other.database)
      try take(store, lines(200), lines(200, first: 201))
    }
    other.write(log, to: "test.db-wal")
    let error = #expect(throws: StartError.self) {
      try TranscriptStore.open(other.database)
    }
    #expect(error?.message.contains("is that of another database") == true)
  }

  @Test func `stays empty when there is nothing to write`() throws {
    let store = try open()
    try take(store, lines(1))
    try store.database.checkpoint()
    #expect(try store.deleteLines(before: Self.noon) == nil)
    #expect(try store.hide(9, by: "zoe", key: []) == .missing)
    #expect(try store.shrink() == false)
    #expect(folder.contents()["test.db-wal"] == [])
  }
}
