import CSQLite
import ServiceKit
import TinyReactor

/// Why we cannot use a database file.
enum DatabaseFault {
  case anotherProgram
  case newer(version: Int)
  case damage(String)
  case failure(SQLiteError)
}

/// Says why a database cannot be used and what to do about it: always the path first.
struct DatabaseRefusal {
  let path: String
  let format: DatabaseFormat

  private var setting: String { format.setting }

  func callAsFunction(_ what: String, _ status: CInt = ExitStatus.config) -> StartError {
    StartError("\(format.name) \(path): \(what)", exitStatus: status)
  }

  func callAsFunction(_ fault: DatabaseFault) -> StartError {
    switch fault {
    case .anotherProgram:
      self(
        "this is the database of another program. Nothing was changed. "
          + "Set \(setting) to another file.")
    case .newer(let version):
      self(
        "it was written by a newer NetCatChat (version \(version) of the tables; this one knows "
          + "\(format.steps.count)). Nothing was changed. Run the newer NetCatChat, or set "
          + "\(setting) to another file.")
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
    _ body: () throws(SQLiteError) -> Result<Database, StartError>
  ) throws(StartError) -> Database {
    let result: Result<Database, StartError>
    do throws(SQLiteError) {
      result = try body()
    } catch {
      throw because(of: error)
    }
    return try result.get()
  }

  func unreachable(_ number: CInt) -> StartError {
    self(
      "it cannot be reached: \(System.message(for: number)). Set \(setting) to another place.",
      status(number))
  }

  func unwritable(_ what: String, _ number: CInt) -> StartError {
    self(
      "\(what) cannot be written: \(System.message(for: number)). Make it writable for user "
        + "\(FileSystem.userID), or set \(setting) to another place.")
  }

  func uncreatable(_ number: CInt) -> StartError {
    self(
      "it cannot be created: \(System.message(for: number)). Set \(setting) to another place.",
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
          + "new one, or set \(setting) to another file.")
    case SQLITE_CORRUPT: damaged(error.message)
    case SQLITE_BUSY, SQLITE_LOCKED:
      self(
        "another process uses it: another api, or a sqlite3 shell. Stop that one, or set "
          + "\(setting) to another file.")
    case SQLITE_IOERR, SQLITE_FULL:
      self(
        "it cannot be read or written: \(error). Look whether the disk is well (dmesg), has room "
          + "(df) and takes files of this size (ulimit -f), and start again.", ExitStatus.ioError)
    default: self("it cannot be used: \(error). Set \(setting) to another place if this stays.")
    }
  }
}
