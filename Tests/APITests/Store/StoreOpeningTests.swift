import API
import Glibc
import ServiceKit
import Support
import Testing
import Wire

@Suite struct `Opening a database`: StoreSuite {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

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
    #expect(
      folder.modes() == [
        "test.db": 0o600, "test.db-wal": 0o600, "test-transcript.db": 0o600,
        "test-transcript.db-wal": 0o600,
      ])
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
    #expect(store.database.sizes.logBytes == folder.contents()["real.db-wal"]?.count)
    folder.move("real.db-wal", to: "elsewhere")
    let error = #expect(throws: SQLiteError.self) { try store.commit([.banner("lost")]) }
    #expect(error?.message.contains("real.db-wal was removed or replaced") == true)
  }

  @Test(.enabled(if: Programs.has("curl")))
  func `a start removes what a killed backup left, and no file that people made`() throws {
    let files = ["test.db", "test-transcript.db"]
    let (mine, left) = (files.flatMap(Self.mine), files.flatMap(Self.left))
    for name in mine + left { folder.write(name.utf8, to: name) }
    let api = try APIProcess(in: folder)
    #expect(left.allSatisfy { folder.contents()[$0] == nil })
    for path in ["/backup", "/backup/transcript"] { #expect(try api.curl(path).status == 200) }
    #expect(try api.stop() == .code(0))
    for name in mine { #expect(folder.contents()[name] == Array(name.utf8), "\(name)") }
    #expect(folder.contents().keys.sorted() == (files + mine).sorted())
  }

  /// Names that somebody may give a copy of a database.
  private static func mine(_ file: String) -> [String] {
    [".copy", ".copy-journal", ".copy-wal", ".backup", ".bak", ".old", "~"].map { file + $0 }
  }

  private static func left(_ file: String) -> [String] {
    ["", "-journal", "-wal"].map { file + ".backup-under-way" + $0 }
  }

  @Test func `an empty file becomes a database`() throws {
    folder.write([], to: "test.db")
    #expect(try Store.open(folder.database).snapshot().lastSeq == 0)
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
}
