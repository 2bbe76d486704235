import Glibc

/// A file that is written from its beginning, in large pieces.
final class OutputFile {
  private let path: String
  private let descriptor: CInt
  private var bytes: [UInt8] = []

  init(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Problem("cannot write \(path)", errno) }
  }

  deinit { close(descriptor) }

  /// Bytes that wait for `flush`.
  var unsent: Int { bytes.count }

  func append(_ more: [UInt8]) { bytes += more }

  func flush() throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count >= 0 else { throw Problem("cannot write \(path)", errno) }
      rest = rest.dropFirst(count)
    }
    bytes.removeAll(keepingCapacity: true)
  }
}

/// How long a file is; 0 when there is none.
func fileBytes(_ path: String) -> Int {
  var about = stat()
  return stat(path, &about) == 0 ? Int(about.st_size) : 0
}
