import Glibc

/// A folder of a test's own, gone with it.
final class TemporaryFolder {
  let path: String

  init() {
    var template = Array("/tmp/netcatchat-api-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { preconditionFailure("mkdtemp: \(errno)") }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { remove(path) }

  var database: String { path + "/test.db" }

  /// Every file's bytes by its name: what "untouched" means.
  func contents() -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for name in names(in: path) { contents[name] = Self.read(path + "/" + name) }
    return contents
  }

  func write(_ bytes: some Sequence<UInt8>, to name: String) {
    guard let file = fopen(path + "/" + name, "w") else { preconditionFailure("fopen \(name)") }
    let bytes = Array(bytes)
    precondition(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    fclose(file)
  }

  static func read(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
      bytes += chunk[..<count]
    }
    return bytes
  }

  private func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private func remove(_ folder: String) {
    for name in names(in: folder) where unlink(folder + "/" + name) != 0 {
      remove(folder + "/" + name)
    }
    rmdir(folder)
  }
}
