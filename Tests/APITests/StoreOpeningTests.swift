import API
import Glibc
import ServiceKit
import Support
import Testing
import Wire

/// Each refusal is one line with the path, exits with 78, and leaves every byte as it was.
@Suite struct `Opening a database` {
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

  /// A database of ours, closed in good order.
  func makeDatabase(events: Int = 3) throws {
    let store = try Store.open(folder.database)
    let padding = String(repeating: "x", count: 500)
    _ = try store.commit((0..<events).map { .banner("banner \($0) \(padding)") })
  }

  @Test func `closing leaves one file, without a log beside it`() throws {
    try makeDatabase()
    #expect(folder.contents().keys.sorted() == ["test.db"])
  }

  @Test func `what is answered is on disk: a log ahead of the file, and fsync at each commit`()
    throws
  {
    let store = try Store.open(folder.database)
    #expect(try store.db.rows("PRAGMA journal_mode") { $0.text(0) } == ["wal"])
    #expect(try store.db.rows("PRAGMA synchronous") { $0.integer(0) } == [2], "FULL")
    #expect(try store.db.rows("PRAGMA locking_mode") { $0.text(0) } == ["exclusive"])
  }

  @Test(arguments: ["000", "022", "777"])
  func `what is made is for this user alone, whatever the umask`(umask: String) throws {
    let api = try APIProcess(
      in: folder, wrapper: ["sh", "-c", "umask \(umask); exec \"$@\"", "sh"])
    _ = try api.json("/banner/", "-d", #"{"banner": "mine"}"#)
    #expect(folder.modes() == ["test.db": 0o600, "test.db-wal": 0o600])
  }

  @Test func `a file that is there keeps its mode, and what is beside it gets it`() throws {
    try makeDatabase()
    #expect(chmod(folder.database, 0o640) == 0)
    let store = try Store.open(folder.database)
    _ = try store.commit([.banner("shared")])
    #expect(folder.modes() == ["test.db": 0o640, "test.db-wal": 0o640])
  }

  @Test func `a link to where nothing is yet leads to a file for this user alone`() throws {
    #expect(symlink(folder.path + "/real.db", folder.database) == 0)
    #expect(try Store.open(folder.database).snapshot().lastSeq == 0)
    #expect(folder.modes()["real.db"] == 0o600)
  }

  @Test func `the log of a database behind a link is watched where it is`() throws {
    #expect(symlink(folder.path + "/real.db", folder.database) == 0)
    let store = try Store.open(folder.database)
    _ = try store.commit([.banner("safe")])
    #expect(store.sizes.logBytes == folder.contents()["real.db-wal"]?.count)
    folder.move("real.db-wal", to: "elsewhere")
    let error = #expect(throws: SQLiteError.self) { try store.commit([.banner("lost")]) }
    #expect(error?.message.contains("real.db-wal was removed or replaced") == true)
  }

  @Test func `an empty file becomes a database`() throws {
    folder.write([], to: "test.db")
    #expect(try Store.open(folder.database).snapshot().lastSeq == 0)
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
      if case .file(let bytes) = try store.backup(bytesMax: .max) { backup = bytes }
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

  @Test(arguments: ["", "/"])
  func `however the path is written, the file is found without its log`(start: String) throws {
    try makeDatabase()
    folder.write(readFile(folder.database), to: "a b?#%41.db")
    let alone = try Connection(withoutLog: start + folder.path + "/a b?#%41.db")
    #expect(try alone.rows("SELECT count(*) FROM settings") { $0.integer(0) }.first ?? 0 > 0)
  }

  @Test func `a database of before there were marks is opened with its log`() throws {
    let older = try TemporaryFolder()
    do {
      let connection = try Connection(path: folder.database)
      try connection.execute("PRAGMA journal_mode = WAL")
      try Migrations.run(on: connection)
      try connection.execute("UPDATE settings SET value = 'old' WHERE key = 'banner'")
      for (name, bytes) in folder.contents() where !name.hasSuffix("-shm") {
        older.write(bytes, to: name)
      }
    }
    #expect(!readFile(older.database + "-wal").isEmpty)
    #expect(try Store.open(older.database).snapshot().configuration.banner == "old")
    #expect(try Store.open(older.database).snapshot().configuration.banner == "old")
  }

  @Test func `a start that is killed at any moment is followed by one that works`() throws {
    try makeDatabase()
    for milliseconds in stride(from: 0, to: 200, by: 8) {
      let api = try APIProcess.start(in: folder)
      usleep(UInt32(milliseconds * 1_000))
      api.signal(SIGKILL)
      #expect(try api.waitForExit() == .signal(SIGKILL), "\(api.errorText)")
    }
    #expect(try Store.open(folder.database).snapshot().lastSeq == 3)
  }

  @Test(
    .disabled(if: isSanitized, "a sanitized program cannot start without writing"),
    arguments: [true, false])
  func `a disk that fails is said, with a status of its own: the next try may work`(isNew: Bool)
    throws
  {
    if !isNew { try makeDatabase() }
    // Nothing can be written: SQLite gets EFBIG, which is as good as a broken disk.
    let api = try APIProcess.start(
      in: folder, wrapper: ["sh", "-c", #"ulimit -f 0 && exec "$@""#, "sh"])
    #expect(try api.waitForExit() == .code(74))
    #expect(
      api.errorText.contains("database \(folder.database): it cannot be read or written: disk"))
    #expect(api.errorText.split(separator: "\n").count == 1)
    #expect(try Store.open(folder.database).snapshot().lastSeq == (isNew ? 0 : 3))
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
