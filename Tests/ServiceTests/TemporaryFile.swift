import Glibc

/// A file that is there as long as this value.
final class TemporaryFile {
  struct Failure: Error {}

  let path: String

  init(_ contents: [UInt8]) throws {
    var name = Array("/tmp/netcatchat-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw Failure() }
    defer { close(descriptor) }
    path = name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    guard write(descriptor, contents, contents.count) == contents.count else { throw Failure() }
  }

  deinit { unlink(path) }
}
