import Glibc

/// What the API asks of the operating system itself, about the database's files.
enum FileSystem {
  /// What a path leads to.
  enum Kind: Equatable {
    case missing
    case file
    case folder
    case other
    /// The path cannot even be examined: an errno.
    case unreachable(CInt)
  }

  /// What lies at `path`; symbolic links are followed.
  static func kind(of path: String) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let number = errno
      return number == ENOENT ? .missing : .unreachable(number)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// `path` with its links resolved; `path` itself when nothing is there.
  static func realPath(of path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// The size in bytes; nil when there is no such file.
  static func size(of path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// What the file system at `path` has left for this user, in bytes; nil when it does not say.
  static func freeBytes(at path: String) -> Int? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    let (bytes, isTooMuch) = UInt64(status.f_bavail)
      .multipliedReportingOverflow(by: UInt64(status.f_frsize))
    return isTooMuch ? nil : Int(exactly: bytes)
  }

  /// A file's identity, whatever its path, and its length: `st_dev`, `st_ino`, `st_size`.
  struct File {
    fileprivate let device: UInt
    fileprivate let number: UInt
    let bytes: Int

    func isSame(as other: File?) -> Bool { device == other?.device && number == other?.number }
  }

  /// Nil when there is no file, or it cannot be examined.
  static func file(at path: String) -> File? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return File(
      device: UInt(status.st_dev), number: UInt(status.st_ino), bytes: Int(status.st_size))
  }

  /// The first `bytes` bytes of a file, or as many as there are; none when it cannot be read.
  ///
  /// Not for a database: closing it here would release SQLite's lock on it.
  static func head(of path: String, bytes: Int) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    return [UInt8](unsafeUninitializedCapacity: bytes) { room, count in
      count = max(0, read(descriptor, room.baseAddress, bytes))
    }
  }

  /// Whether an errno is about the disk, not about the configuration.
  static func isOfDisk(_ number: CInt) -> Bool { [EIO, ENOSPC, EDQUOT].contains(number) }

  /// Nil when this user may write there, else the errno: `EACCES`, `EROFS` …
  static func writeError(at path: String) -> CInt? {
    access(path, W_OK) == 0 ? nil : errno
  }

  /// The outcome of an attempt to create a file.
  enum Creation: Equatable {
    case created
    /// At the target of a symbolic link.
    case createdElsewhere
    case failed(CInt)
  }

  /// Creates an empty file that only this user may read or write, whatever the umask says. For a
  /// path where nothing is yet; a dangling link is followed.
  static func createPrivateFile(at path: String) -> Creation {
    let creation = create(path, O_EXCL)
    return creation == .failed(EEXIST) && create(path) == .created ? .createdElsewhere : creation
  }

  private static func create(_ path: String, _ flags: CInt = 0) -> Creation {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | flags, 0o600)
    guard descriptor >= 0 else { return .failed(errno) }
    // A umask can only remove permissions, and may have removed our own.
    _ = fchmod(descriptor, 0o600)
    close(descriptor)
    return .created
  }

  /// Removes a file; a missing one is no error.
  static func remove(_ path: String) { _ = unlink(path) }

  /// The user whose permissions count.
  static var userID: Int { Int(geteuid()) }
}
