import CSQLite
import ServiceKit
import TinyReactor

/// A kind of database of ours. Opens one, or says in one line why not.
///
/// A file we refuse is left as it was, byte for byte: nothing is written before every check has
/// passed, and a write-ahead log that another version left beside it is not copied in.
struct DatabaseFormat {
  /// What it is, for the operator.
  let name: String
  /// The setting that holds its path.
  let setting: String
  /// Marks the file as ours (https://sqlite.org/fileformat2.html#application_id).
  let applicationID: Int
  /// Step n leads from version n of the tables to n + 1.
  let steps: [String]
  /// Run before anything is written.
  var pragmas = ""
  /// Opening reads every page; a large file is better checked later.
  var isCheckedOnOpening = true

  /// Opens, checks and migrates the database at `path`, and creates it when missing. From then on
  /// no other process can use the file, until this one closes it or dies (`locking_mode=EXCLUSIVE`:
  /// a kernel lock, so `kill -9` leaves nothing behind).
  func open(
    _ path: String, pagesMax: Int, busyMillisecondsMax: CInt
  ) throws(StartError) -> Database {
    let refusal = DatabaseRefusal(path: path, format: self)
    try checkPath(path, refusal)
    // SQLite would let everybody read it. Files that it creates beside this one get its mode.
    let creation =
      FileSystem.kind(of: path) == .missing ? FileSystem.createPrivateFile(at: path) : nil
    if case .failed(let number) = creation { throw refusal.uncreatable(number) }
    let log = DatabaseFile.logPath(of: path)
    let logBytes = FileSystem.size(of: log)
    return try refusal.explaining { () throws(SQLiteError) in
      let connection = try connect(path, busyMillisecondsMax)
      let fault = fault(of: connection)
      if logBytes ?? 0 > 0, isLogForeign(path, connection, fault) {
        return .failure(refusal.foreign(log))
      }
      if let fault {
        // Reading a database in WAL mode creates an empty WAL. It is removed while we still hold
        // the lock: a moment later another process could be using it.
        if logBytes == nil, FileSystem.size(of: log) == 0 { FileSystem.remove(log) }
        return .failure(refusal(fault))
      }
      DatabaseCopy.removeRemains(beside: path)
      try connection.keepLogOnClose(false)
      try prepare(connection, pagesMax: pagesMax)
      return .success(
        Database(connection, DatabaseFile(path: path), isNew: creation == .created))
    }
  }

  /// Why `open` would refuse `path`, without looking into the file; nil when no reason is seen.
  func problem(withPath path: String) -> StartError? {
    do throws(StartError) {
      try checkPath(path, DatabaseRefusal(path: path, format: self))
      return nil
    } catch {
      return error
    }
  }

  private func checkPath(_ path: String, _ refusal: DatabaseRefusal) throws(StartError) {
    guard !path.isEmpty else {
      throw StartError("\(setting) is empty. Set it to the path of a file.")
    }
    let folder = folder(of: path)
    switch FileSystem.kind(of: folder) {
    case .folder: break
    case .missing:
      // Not created: a mistyped path would then silently start an empty database.
      throw refusal(
        "its folder does not exist. Create it (mkdir -p '\(folder)'), "
          + "or set \(setting) to another place.")
    case .file, .other:
      throw refusal("\(folder) is not a folder. Set \(setting) to another place.")
    case .unreachable(let number): throw refusal.unreachable(number)
    }
    switch FileSystem.kind(of: path) {
    case .missing: break
    case .file:
      if let number = FileSystem.writeError(at: path) {
        throw refusal.unwritable("the file", number)
      }
    case .folder:
      throw refusal(
        "this is a folder. Set \(setting) to a file in it, such as \(path)/netcatchat.db.")
    case .other:
      throw refusal("this is not a regular file. Set \(setting) to another place.")
    case .unreachable(let number): throw refusal.unreachable(number)
    }
    // SQLite creates its write-ahead log beside the file.
    if let number = FileSystem.writeError(at: folder) {
      throw refusal.unwritable("its folder", number)
    }
  }

  private func connect(
    _ path: String, _ busyMillisecondsMax: CInt
  ) throws(SQLiteError) -> Connection {
    // A relative path starts with a dot: `:memory:` is a name like any other.
    let connection = try Connection(path: path.hasPrefix("/") ? path : "./" + path)
    try connection.keepLogOnClose(true)
    try connection.setBusyTimeout(milliseconds: busyMillisecondsMax)
    try connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    return connection
  }

  /// Takes the lock, and only reads. Nil when we can use the database.
  private func fault(of connection: Connection) -> DatabaseFault? {
    do throws(SQLiteError) {
      let isEmpty = try number("SELECT count(*) FROM sqlite_schema", connection) == 0
      let owner = try number("PRAGMA application_id", connection)
      guard owner == applicationID || (owner == 0 && isEmpty) else {
        return .anotherProgram
      }
      let version = try Migrations.version(of: connection)
      guard version <= steps.count else { return .newer(version: version) }
      guard isCheckedOnOpening, let finding = try connection.quickCheck() else { return nil }
      return .damage(finding)
    } catch {
      return .failure(error)
    }
  }

  /// Whether the file alone is a sound database of ours, but with its write-ahead log it is not, or
  /// has another database's mark. `connection` reads both, with the lock, and has found `fault`.
  private func isLogForeign(
    _ path: String, _ connection: Connection, _ fault: DatabaseFault?
  ) -> Bool {
    do throws(SQLiteError) {
      let alone = try Connection(withoutLog: path)
      switch fault {
      case nil, .newer: return !(try LogMark(of: connection)).fits(try LogMark(of: alone))
      case .failure(let error) where !error.isDamage: return false
      case .anotherProgram, .damage, .failure:
        let owner = try number("PRAGMA application_id", alone)
        return owner == applicationID && self.fault(of: alone) == nil
      }
    } catch {
      return false  // after a crash, half of it may be in the write-ahead log
    }
  }

  private func number(
    _ sql: String, _ connection: Connection
  ) throws(SQLiteError) -> Int {
    try connection.rows(sql) { $0.integer(0) }.first ?? 0
  }

  private func prepare(_ connection: Connection, pagesMax: Int) throws(SQLiteError) {
    // PRAGMA takes no `?`; the numbers are our own.
    try connection.execute(
      """
      \(pragmas)
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON;
      PRAGMA max_page_count = \(pagesMax);
      """)
    try Migrations.run(on: connection, steps: steps)
    do throws(SQLiteError) {
      try LogMark.renew(on: connection)
    } catch  where error.primaryCode == SQLITE_FULL {
      // The database can be read, and the old mark will do until there is room again.
    }
  }

  private func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
