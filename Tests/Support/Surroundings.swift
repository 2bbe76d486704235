import Glibc

/// What a test could not do or waited for in vain.
package struct TestFailure: Error, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}

/// A folder that is gone when the test is.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() throws {
    var template = Array("/tmp/netcatchat-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw TestFailure("no temporary folder: \(String(cString: strerror(errno)))")
    }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit { _ = try? ChildProcess(["rm", "-rf", path]).waitForExit() }
}

/// Built with a sanitizer, which holds freed memory back: counting pages says nothing.
package let isSanitized = dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil

/// Ports that nobody uses now, from a range which the kernel does not give to outgoing connections.
package func freePorts(_ count: Int) -> [Int] {
  var ports: Set<Int> = []
  while ports.count < count {
    let port = Int.random(in: 20_000..<32_000)
    if isFree(port) { ports.insert(port) }
  }
  return Array(ports)
}

/// The first of as many ports in a row that nobody uses now.
package func freePorts(inARow count: Int) -> Int {
  while true {
    let first = Int.random(in: 20_000..<32_000 - count)
    if (first..<first + count).allSatisfy(isFree) { return first }
  }
}

private func isFree(_ port: Int) -> Bool {
  let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(probe) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = UInt16(port).bigEndian
  return withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(probe, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
}

/// Programs that tests run.
package enum Programs {
  /// An executable of this package: in the folder that `NETCATCHAT_BIN` names, or beside the test
  /// runner's own.
  package static func ours(_ name: String) -> String {
    if let folder = getenv("NETCATCHAT_BIN") { return "\(String(cString: folder))/\(name)" }
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    let runner = String(
      decoding: buffer.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    return runner.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/\(name)"
  }

  /// True when there is something at `path`.
  package static func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// True when `name` can be run from PATH.
  package static func has(_ name: String) -> Bool {
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
  }
}
