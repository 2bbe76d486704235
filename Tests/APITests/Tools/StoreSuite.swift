import API
import Support
import Wire

extension ChatConfiguration {
  /// Of a new database, but for the banner.
  init(ours seq: Int, banner: String) {
    self.init(
      seq: seq, banner: banner, mutes: [], retentionDays: 30, hidden: [], bots: [],
      rules: RoomRules(), limits: RoomLimits(), filters: [])
  }
}

/// Tests of the store over a database in a folder of their own.
protocol StoreSuite {
  var folder: TemporaryFolder { get }
}

extension StoreSuite {
  func open(pagesMax: Int = 10_000) throws -> Store {
    try Store.open(folder.database, pagesMax: pagesMax)
  }

  func change(_ what: Change.What, actor: Author = "zoe", time: String = "t") -> Change {
    Change(what, actor: actor, time: time)
  }

  /// What a `kill -9` now would leave behind.
  func open(after store: Store) throws -> Store {
    let copy = try TemporaryFolder()
    for (name, bytes) in folder.contents() { copy.write(bytes, to: name) }
    return try Store.open(copy.database)
  }

  /// A database of ours, closed in good order.
  func makeDatabase(events: Int = 3) throws {
    let store = try Store.open(folder.database)
    let padding = String(repeating: "x", count: 500)
    _ = try store.commit((0..<events).map { .banner("banner \($0) \(padding)") })
  }
}
