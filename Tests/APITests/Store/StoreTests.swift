import API
import ServiceKit
import Support
import Testing
import Wire

@Suite struct `The store` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func open(eventsMax: Int = 1_000, pagesMax: Int = 10_000) throws -> Store {
    try Store.open(folder.database, eventsMax: eventsMax, pagesMax: pagesMax)
  }

  @Test func `a new database has a banner, seq 0 and no events`() throws {
    let snapshot = try open().snapshot()
    #expect(snapshot.configuration.seq == 0)
    #expect(snapshot.configuration.banner.hasPrefix("Welcome to NetCatChat!"))
    #expect(snapshot.lastSeq == 0)
  }

  @Test func `a banner and its event are there together, and after reopening`() throws {
    let receipt = try open().commit([.banner("Hello")])
    let event = try #require(receipt.events.first ?? nil)
    #expect(event.seq == 1)
    #expect(event.action == "banner.changed")
    #expect(event.target == "banner")
    #expect(event.old?.hasPrefix("Welcome") == true)
    #expect(event.new == "Hello")

    let store = try open()
    #expect(try store.snapshot() == receipt.snapshot)
    #expect(receipt.snapshot.configuration == ChatConfiguration(ours: 1, banner: "Hello"))
    #expect(try store.events(.newest(limit: 10)) == [event])
  }

  @Test func `setting the same banner again is no event and no new seq`() throws {
    let store = try open()
    let receipt = try store.commit([.banner("A"), .banner("A"), .banner("B"), .banner("B")])
    #expect(receipt.events.map { $0?.new } == ["A", nil, "B", nil])
    #expect(receipt.snapshot.configuration == ChatConfiguration(ours: 2, banner: "B"))
    #expect(try store.commit([.banner("B")]).snapshot == receipt.snapshot)
  }

  @Test func `servers coming and going are events and leave the configuration's seq alone`() throws
  {
    let store = try open()
    _ = try store.commit([.banner("A")])
    let receipt = try store.commit([
      Change(.serverJoined(id: "chat-1"), actor: "api", time: "t1"),
      Change(.serverLeft(id: "chat-1", why: "goodbye"), actor: "api", time: "t2"),
    ])
    #expect(receipt.snapshot.configuration.seq == 1)
    #expect(receipt.snapshot.lastSeq == 3)
    #expect(
      receipt.events == [
        Event(seq: 2, time: "t1", actor: "api", action: "server.joined", target: "chat-1"),
        Event(
          seq: 3, time: "t2", actor: "api", action: "server.left", target: "chat-1", new: "goodbye"
        ),
      ])
  }

  @Test func `events come newest first, or after a seq in order`() throws {
    let store = try open()
    _ = try store.commit((1...5).map { .banner("\($0)") })
    #expect(try store.events(.newest(limit: 2)).map(\.seq) == [5, 4])
    #expect(try store.events(.after(2, limit: 2)).map(\.seq) == [3, 4])
    #expect(try store.events(.after(5, limit: 2)).isEmpty)
  }

  @Test func `a page is bounded in bytes, and holds one event whatever its size`() throws {
    let store = try open()
    let text = String(repeating: "x", count: APILimits.eventsPageBytesMax / 4)
    _ = try store.commit((1...9).map { .banner("\($0)" + text) })
    // Each but the first has a new and an old text, a quarter of the bound each.
    #expect(try store.events(.newest(limit: 9)).map(\.seq) == [9])
    #expect(try store.events(.after(0, limit: 9)).map(\.seq) == [1, 2])
    #expect(try store.events(.after(2, limit: 9)).map(\.seq) == [3])
  }

  @Test func `old events are pruned and the seq of the configuration stays`() throws {
    let store = try open(eventsMax: 3)
    _ = try store.commit([.banner("kept")])
    for number in 2...6 {
      _ = try store.commit([Change(.serverJoined(id: "s\(number)"), actor: "api", time: "t")])
    }
    #expect(try store.events(.newest(limit: 10)).map(\.seq) == [6, 5, 4])
    #expect(try store.snapshot().configuration == ChatConfiguration(ours: 1, banner: "kept"))
  }

  @Test(arguments: [
    "", "two\nlines", "tab\there", "NUL \u{0} inside", "'; DROP TABLE settings; --", "%s ? :x",
    "Grüße 👋🏽 \u{1F468}\u{200D}\u{1F469}", String(repeating: "é", count: 2_048),
  ])
  func `any text comes back as it went in`(text: String) throws {
    let store = try open()
    _ = try store.commit([.banner(text)])
    #expect(try store.snapshot().configuration.banner.utf8.elementsEqual(text.utf8))
    #expect(try store.events(.newest(limit: 1)).first?.new == text)
  }

  @Test func `a full disk loses the whole transaction, keeps the old state, and heals`() throws {
    let store = try open(pagesMax: 28)
    let filling = (1...20).map { Change.banner(String(repeating: "\($0)", count: 2_000)) }
    let before = try store.commit([.banner("safe")]).snapshot

    let error = #expect(throws: SQLiteError.self) { try store.commit(filling) }
    #expect(error?.primaryCode == 13)
    #expect(error?.description.contains("full") == true)

    #expect(try store.snapshot() == before)
    #expect(try store.events(.newest(limit: 10)).count == 1)
    #expect(try store.commit([.banner("small")]).snapshot.configuration.banner == "small")
  }

  @Test func `a probe fails where the largest transaction would, and leaves nothing`() throws {
    let full = try open(pagesMax: APILimits.probeBytes / 4_096)
    let before = try full.commit([.banner("small")]).snapshot
    let error = #expect(throws: SQLiteError.self) { try full.probe() }
    #expect(error?.primaryCode == 13)
    #expect(try full.snapshot() == before)
    #expect(try full.commit([.banner("next")]).events.map { $0?.seq } == [2])
  }

  @Test func `a probe with room works, reaches the disk, and leaves nothing`() throws {
    let store = try open()
    _ = try store.commit([.banner("kept")])
    let before = try (store.snapshot(), store.db.rows("PRAGMA page_count") { $0.integer(0) })
    try store.probe()
    #expect(try store.snapshot() == before.0)
    #expect(try store.db.rows("PRAGMA page_count") { $0.integer(0) } == before.1)
    let cache = try store.db.rows("PRAGMA cache_size") { $0.integer(0) }
    #expect(cache == [-2_000], "as it was")
    // What does not reach the disk cannot find it full.
    let log = try #require(folder.contents()["test.db-wal"])
    #expect(log.count > APILimits.probeBytes * 99 / 100, "but for what the cache holds")
    #expect(try store.commit([.banner("next")]).events.map { $0?.seq } == [2])
    #expect(try store.events(.newest(limit: 9)).map(\.seq) == [2, 1])
  }

  @Test func `a copy taken while the store is in use opens with all that was committed`() throws {
    let store = try open()
    for number in 1...50 {
      let receipt = try store.commit([.banner("banner \(number)")])
      let copy = try TemporaryFolder()
      for (name, bytes) in folder.contents() { copy.write(bytes, to: name) }
      let reopened = try Store.open(copy.database)
      #expect(try reopened.snapshot() == receipt.snapshot)
    }
  }

  @Test func `a log cut anywhere opens with some earlier committed state`() throws {
    let store = try open()
    var states = [try store.snapshot()]
    for number in 1...3 { states.append(try store.commit([.banner("\(number)")]).snapshot) }
    let files = folder.contents()
    let log = try #require(files["test.db-wal"])
    var seen: Set<Int> = []
    for cut in stride(from: 0, through: log.count, by: 1_031) {
      let copy = try TemporaryFolder()
      copy.write(files["test.db"] ?? [], to: "test.db")
      copy.write(log[..<cut], to: "test.db-wal")
      let found = try Store.open(copy.database).snapshot()
      #expect(states.contains(found))
      seen.insert(found.configuration.seq)
    }
    #expect(seen.count > 1)
  }
}

extension Change {
  static func banner(_ text: String) -> Change { Change(.banner(text), actor: "api", time: "t") }
}
