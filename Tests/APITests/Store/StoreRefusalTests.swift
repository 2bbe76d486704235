import API
import Glibc
import ServiceKit
import Support
import Testing
import Wire

/// Each refusal is one line with the path, exits with 78, and leaves every byte as it was.
@Suite struct `Databases that are not opened`: StoreSuite {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func refusal(_ path: String? = nil) -> StartError? {
    #expect(throws: StartError.self) {
      try Store.open(path ?? folder.database, busyMillisecondsMax: 20)
    }
  }

  func expectRefusal(
    _ words: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let before = folder.contents()
    let error = refusal()
    #expect(error?.exitStatus == 78, sourceLocation: sourceLocation)
    let message = error?.message ?? ""
    #expect(message.contains(words), sourceLocation: sourceLocation)
    #expect(message.contains(folder.database), sourceLocation: sourceLocation)
    #expect(!message.contains("\n"), sourceLocation: sourceLocation)
    #expect(folder.contents() == before, sourceLocation: sourceLocation)
  }

  @Test func `text is not a database`() {
    folder.write(Array("Dear diary, today …\n".utf8), to: "test.db")
    expectRefusal("not a SQLite database")
  }

  @Test func `a file full of zeros is not a database`() {
    folder.write([UInt8](repeating: 0, count: 8_192), to: "test.db")
    expectRefusal("not a SQLite database")
  }

  @Test func `a database cut short is damaged`() throws {
    try makeDatabase(events: 100)
    let bytes = readFile(folder.database)
    folder.write(bytes[..<(bytes.count / 2)], to: "test.db")
    expectRefusal("damaged")
  }

  @Test(arguments: [1, 2, 3, 5, 8])
  func `a page of noise is damage`(page: Int) throws {
    try makeDatabase(events: 100)
    var bytes = readFile(folder.database)
    for offset in 0..<4_096 where page > 1 || offset >= 100 {
      bytes[(page - 1) * 4_096 + offset] = UInt8(truncatingIfNeeded: offset &* 31 &+ 7)
    }
    folder.write(bytes, to: "test.db")
    expectRefusal("damaged")
  }

  /// Where the log comes from that somebody's database is put beside.
  enum Origin: CaseIterable {
    case sameBeforeTheBackup, sameAfterIt, anOrderAfterIt, newer, another, anotherProgram
  }

  @Test(arguments: Origin.allCases)
  func `a database beside the log of another is refused, with what to do`(origin: Origin) throws {
    let crashed = try TemporaryFolder()
    var backup: [UInt8] = []
    do {
      let store = try Store.open(crashed.database)
      _ = try store.commit((1...40).map { .banner("before \($0)") })
      try store.beginCopy()
      while backup.isEmpty {
        if let file = try store.continueCopy() { backup = file.read(at: 0, count: file.bytes) }
      }
      if origin == .sameAfterIt { _ = try store.commit([.banner("after")]) }
      if origin == .anOrderAfterIt {
        _ = try store.db.rows("PRAGMA wal_checkpoint(RESTART)") { $0.integer(0) }
        let order = Change.NewOrder(
          id: "1", action: .announce, recipients: [Change.Recipient(server: "a", instance: "i")],
          member: nil, name: nil, text: "Hi")
        _ = try store.commit([Change(.ordered(order), actor: "ann", time: "t")])
      }
      // As a `kill -9` leaves it.
      if origin != .another { folder.write(readFile(crashed.database + "-wal"), to: "test.db-wal") }
    }
    if origin == .newer {
      let connection = try Connection(path: crashed.database)
      try connection.execute(
        "UPDATE sqlite_sequence SET seq = 7 WHERE name = 'log'; PRAGMA user_version = 99")
      folder.write(readFile(crashed.database + "-wal"), to: "test.db-wal")
    } else if origin == .another {
      let other = try TemporaryFolder()
      let store = try Store.open(other.database)
      _ = try store.commit((1...40).map { .banner("other \($0)") })
      folder.write(readFile(other.database + "-wal"), to: "test.db-wal")
    } else if origin == .anotherProgram {
      let other = try TemporaryFolder()
      let connection = try Connection(path: other.database)
      try connection.execute(
        "PRAGMA journal_mode = WAL; CREATE TABLE cookies (x); PRAGMA application_id = 7")
      folder.write(readFile(other.database + "-wal"), to: "test.db-wal")
    }
    folder.write(backup, to: "test.db")
    #expect(!backup.isEmpty && !readFile(folder.database + "-wal").isEmpty)

    expectRefusal("test.db-wal, is that of another database")
    #expect(refusal()?.message.contains("remove that log (rm '\(folder.database)-wal')") == true)
    #expect(unlink(folder.database + "-wal") == 0)
    let store = try Store.open(folder.database)
    #expect(try store.snapshot().configuration.banner == "before 40")
  }

  @Test func `an older copy of the file beside a later log is refused`() throws {
    try makeDatabase()
    let copy = readFile(folder.database)
    let store = try Store.open(folder.database)
    _ = try store.commit([.banner("later")])
    let log = readFile(folder.database + "-wal")
    let restored = try TemporaryFolder()
    restored.write(copy, to: "test.db")
    restored.write(log, to: "test.db-wal")
    let error = #expect(throws: StartError.self) { try Store.open(restored.database) }
    #expect(error?.message.contains("is that of another database") == true)
  }

  @Test func `a newer version is left alone, and so is its log`() throws {
    let connection = try Connection(path: folder.database)
    try connection.execute("PRAGMA journal_mode = WAL; CREATE TABLE future (x)")
    try connection.execute("PRAGMA application_id = \(0x4E65_7443); PRAGMA user_version = 99")
    // What a newer process leaves behind that was killed: the version stands only in its log.
    let copy = try TemporaryFolder()
    for (name, bytes) in folder.contents() where !name.hasSuffix("-shm") {
      copy.write(bytes, to: name)
    }
    let before = copy.contents()
    #expect(before["test.db-wal"]?.isEmpty == false)
    let error = #expect(throws: StartError.self) { try Store.open(copy.database) }
    #expect(error?.message.contains("newer NetCatChat (version 99") == true)
    #expect(copy.contents() == before)
  }

  @Test func `another program's database is left alone`() throws {
    do {
      let connection = try Connection(path: folder.database)
      try connection.execute("CREATE TABLE cookies (x); INSERT INTO cookies VALUES (1)")
    }
    expectRefusal("another program")
  }

  @Test func `another program's mark is respected on an empty database`() throws {
    do {
      let connection = try Connection(path: folder.database)
      try connection.execute("PRAGMA application_id = 7")
    }
    expectRefusal("another program")
  }

  @Test func `a second store on the same file is refused, and may open it afterwards`() throws {
    do {
      let first = try Store.open(folder.database)
      _ = try first.commit([.banner("mine")])
      expectRefusal("another process uses it")
      _ = try first.commit([.banner("still mine")])
    }
    #expect(try Store.open(folder.database).snapshot().configuration.banner == "still mine")
  }

  @Test func `a folder in place of a file is refused`() {
    #expect(refusal(folder.path)?.message.contains("this is a folder") == true)
  }

  @Test func `a missing folder is refused and not created`() {
    let error = refusal(folder.path + "/none/x.db")
    #expect(error?.message.contains("folder does not exist") == true)
    #expect(error?.message.contains("mkdir -p '\(folder.path)/none'") == true)
    #expect(folder.contents().isEmpty)
  }

  @Test func `a file in place of the folder, a device and an empty path are refused`() {
    folder.write([], to: "file")
    #expect(refusal(folder.path + "/file/x.db")?.message.contains("is not a folder") == true)
    #expect(refusal("/dev/null")?.message.contains("not a regular file") == true)
    #expect(refusal("")?.message.contains("empty") == true)
  }
}
