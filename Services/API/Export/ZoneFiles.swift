import Glibc

/// What zones ask of the operating system.
enum ZoneFiles {
  enum Content {
    case bytes([UInt8])
    /// Nothing is there, or something that is no file, or one that is larger.
    case noFile
    case failed(String)
  }

  /// The names in a folder, in no order; nil where there is no folder that can be read.
  static func entries(of path: String) -> [String]? {
    guard let folder = opendir(path) else { return nil }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee))
        {
          String(cString: $0)
        }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// All of a file. Links are followed: most zones of Debian are links to others, and the folder
  /// belongs to root. What may block, such as a pipe, is not waited for.
  static func read(_ path: String, bytesMax: Int) -> Content {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else {
      let number = errno
      return [ENOENT, ENOTDIR, ELOOP].contains(number) ? .noFile : failure(number)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return failure(errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { return .noFile }
    var bytes: [UInt8] = []
    while bytes.count <= bytesMax {
      var number: CInt = 0
      let wanted = bytesMax + 1 - bytes.count
      let piece = [UInt8](unsafeUninitializedCapacity: wanted) { room, count in
        let got = Glibc.read(descriptor, room.baseAddress, wanted)
        if got < 0 { number = errno }
        count = max(0, got)
      }
      if number == EINTR { continue }
      guard number == 0 else { return failure(number) }
      if piece.isEmpty { return .bytes(bytes) }
      bytes += piece
    }
    return .noFile
  }

  private static func failure(_ number: CInt) -> Content {
    .failed(String(cString: strerror(number)))
  }
}
