import CSQLite
package import ServiceKit
import TinyReactor

/// Opening a database, or saying in one line why not.
///
/// A file we refuse is left as it was, byte for byte: nothing is written before every check has
/// passed, and a write-ahead log that another version left beside it is not copied in.
extension Store {
  /// Opens, checks and migrates the database at `path`, and creates it when missing. From then on
  /// no other process can use the file, until this one closes it or dies (`locking_mode=EXCLUSIVE`:
  /// a kernel lock, so `kill -9` leaves nothing behind).
  package static func open(
    _ path: String, eventsMax: Int = APILimits.eventsMax,
    pagesMax: Int = APILimits.databasePagesMax,
    busyMillisecondsMax: CInt = APILimits.databaseBusyMillisecondsMax
  ) throws(StartError) -> Store {
    let refusal = Refusal(path: path)
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
      try connection.keepLogOnClose(false)
      try prepare(connection, pagesMax: pagesMax)
      return .success(
        Store(
          connection, DatabaseFile(path: path), eventsMax: eventsMax, isNew: creation == .created))
    }
  }

  /// Why `open` would refuse `path`, without looking into the file; nil when no reason is seen.
  package static func problem(withPath path: String) -> StartError? {
    do throws(StartError) {
      try checkPath(path, Refusal(path: path))
      return nil
    } catch {
      return error
    }
  }

  private static func checkPath(_ path: String, _ refusal: Refusal) throws(StartError) {
    guard !path.isEmpty else {
      throw StartError("API_DATABASE is empty. Set it to the path of a file.")
    }
    let folder = folder(of: path)
    switch FileSystem.kind(of: folder) {
    case .folder: break
    case .missing:
      // Not created: a mistyped path would then silently start an empty database.
      throw refusal(
        "its folder does not exist. Create it (mkdir -p '\(folder)'), "
          + "or set API_DATABASE to another place.")
    case .file, .other:
      throw refusal("\(folder) is not a folder. Set API_DATABASE to another place.")
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
        "this is a folder. Set API_DATABASE to a file in it, such as \(path)/netcatchat.db.")
    case .other:
      throw refusal("this is not a regular file. Set API_DATABASE to another place.")
    case .unreachable(let number): throw refusal.unreachable(number)
    }
    // SQLite creates its write-ahead log beside the file.
    if let number = FileSystem.writeError(at: folder) {
      throw refusal.unwritable("its folder", number)
    }
  }

  private static func connect(
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
  private static func fault(of connection: Connection) -> Fault? {
    do throws(SQLiteError) {
      let isEmpty = try number("SELECT count(*) FROM sqlite_schema", connection) == 0
      let owner = try number("PRAGMA application_id", connection)
      guard owner == Migrations.applicationID || (owner == 0 && isEmpty) else {
        return .anotherProgram
      }
      let version = try Migrations.version(of: connection)
      guard version <= Migrations.steps.count else { return .newer(version: version) }
      let findings = try connection.rows("PRAGMA quick_check(1)") { $0.text(0) }
      return findings == ["ok"] ? nil : .damage(findings.first ?? "quick_check")
    } catch {
      return .failure(error)
    }
  }

  /// Whether the file alone is a sound database of ours, but with its write-ahead log it is not, or
  /// has another database's mark. `connection` reads both, with the lock, and has found `fault`.
  private static func isLogForeign(
    _ path: String, _ connection: Connection, _ fault: Fault?
  ) -> Bool {
    do throws(SQLiteError) {
      let alone = try Connection(withoutLog: path)
      switch fault {
      case nil, .newer: return !(try LogMark(of: connection)).fits(try LogMark(of: alone))
      case .failure(let error) where !error.isDamage: return false
      case .anotherProgram, .damage, .failure:
        let owner = try number("PRAGMA application_id", alone)
        return owner == Migrations.applicationID && self.fault(of: alone) == nil
      }
    } catch {
      return false  // after a crash, half of it may be in the write-ahead log
    }
  }

  private static func number(
    _ sql: String, _ connection: Connection
  ) throws(SQLiteError) -> Int {
    try connection.rows(sql) { $0.integer(0) }.first ?? 0
  }

  private static func prepare(_ connection: Connection, pagesMax: Int) throws(SQLiteError) {
    // PRAGMA takes no `?`; the numbers are our own.
    try connection.execute(
      """
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON;
      PRAGMA max_page_count = \(pagesMax);
      """)
    try Migrations.run(on: connection)
    do throws(SQLiteError) {
      try LogMark.renew(on: connection)
    } catch  where error.primaryCode == SQLITE_FULL {
      // The database can be read, and the old mark will do until there is room again.
    }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

/// Why we cannot use a database file.
private enum Fault {
  case anotherProgram
  case newer(version: Int)
  case damage(String)
  case failure(SQLiteError)
}

/// Says why a database cannot be used and what to do about it: always the path first.
private struct Refusal {
  let path: String

  func callAsFunction(_ what: String, _ status: CInt = ExitStatus.config) -> StartError {
    StartError("database \(path): \(what)", exitStatus: status)
  }

  func callAsFunction(_ fault: Fault) -> StartError {
    switch fault {
    case .anotherProgram:
      self(
        "this is the database of another program. Nothing was changed. "
          + "Set API_DATABASE to another file.")
    case .newer(let version):
      self(
        "it was written by a newer NetCatChat (version \(version) of the tables; this one knows "
          + "\(Migrations.steps.count)). Nothing was changed. Run the newer NetCatChat, or set "
          + "API_DATABASE to another file.")
    case .damage(let finding): damaged(finding)
    case .failure(let error): because(of: error)
    }
  }

  func foreign(_ log: String) -> StartError {
    self(
      "the log beside it, \(log), is that of another database, and together they would be neither. "
        + "Nothing was changed. If you have put a backup here, remove that log (rm '\(log)') and "
        + "start again; else put back the database that it belongs to.")
  }

  /// Runs `body`, and turns what SQLite throws into a reason not to start.
  func explaining(
    _ body: () throws(SQLiteError) -> Result<Store, StartError>
  ) throws(StartError) -> Store {
    let result: Result<Store, StartError>
    do throws(SQLiteError) {
      result = try body()
    } catch {
      throw because(of: error)
    }
    return try result.get()
  }

  func unreachable(_ number: CInt) -> StartError {
    self(
      "it cannot be reached: \(System.message(for: number)). Set API_DATABASE to another place.",
      status(number))
  }

  func unwritable(_ what: String, _ number: CInt) -> StartError {
    self(
      "\(what) cannot be written: \(System.message(for: number)). Make it writable for user "
        + "\(FileSystem.userID), or set API_DATABASE to another place.")
  }

  func uncreatable(_ number: CInt) -> StartError {
    self(
      "it cannot be created: \(System.message(for: number)). Set API_DATABASE to another place.",
      status(number))
  }

  /// An error of the disk may be gone at the next try.
  private func status(_ number: CInt) -> CInt {
    FileSystem.isOfDisk(number) ? ExitStatus.ioError : ExitStatus.config
  }

  func damaged(_ finding: String) -> StartError {
    let finding = finding.split(separator: "\n").joined(separator: " ")
    return self(
      "it is damaged: \(finding). Nothing was changed. Restore a backup, or move the file and its "
        + "-wal away to start with a new one.")
  }

  func because(of error: SQLiteError) -> StartError {
    switch error.primaryCode {
    case SQLITE_NOTADB:
      self(
        "this is not a SQLite database. Nothing was changed. Move the file away to start with a "
          + "new one, or set API_DATABASE to another file.")
    case SQLITE_CORRUPT: damaged(error.message)
    case SQLITE_BUSY, SQLITE_LOCKED:
      self(
        "another process uses it: another api, or a sqlite3 shell. Stop that one, or set "
          + "API_DATABASE to another file.")
    case SQLITE_IOERR, SQLITE_FULL:
      self(
        "it cannot be read or written: \(error). Look whether the disk is well (dmesg), has room "
          + "(df) and takes files of this size (ulimit -f), and start again.", ExitStatus.ioError)
    default: self("it cannot be used: \(error). Set API_DATABASE to another place if this stays.")
    }
  }
}
