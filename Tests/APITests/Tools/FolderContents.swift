import Glibc
import Support

extension TemporaryFolder {
  var database: String { path + "/test.db" }

  /// Every file's bytes by its name: what "untouched" means.
  func contents() -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for name in names() { contents[name] = readFile(path + "/" + name) }
    return contents
  }

  /// Who may do what with each file.
  func modes() -> [String: mode_t] {
    var modes: [String: mode_t] = [:]
    for name in names() {
      var status = stat()
      if lstat(path + "/" + name, &status) == 0 { modes[name] = status.st_mode & 0o777 }
    }
    return modes
  }

  /// Gives a file another name.
  func move(_ name: String, to other: String) {
    precondition(rename(path + "/" + name, path + "/" + other) == 0)
  }

  /// Puts a file there; one of that name is emptied first.
  func write(_ bytes: some Sequence<UInt8>, to name: String) {
    guard let file = fopen(path + "/" + name, "w") else { preconditionFailure("fopen \(name)") }
    let bytes = Array(bytes)
    precondition(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    fclose(file)
  }

  private func names() -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }
}

/// A whole file; empty when it is missing.
func readFile(_ path: String) -> [UInt8] {
  guard let file = fopen(path, "r") else { return [] }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 65_536)
  while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
    bytes += chunk[..<count]
  }
  return bytes
}
