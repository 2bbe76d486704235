import Glibc
import Support

/// One core for the server and another for the load, where there are two: a scheduler that moves
/// them about is noise.
enum Placement {
  /// The first two cores that this process may use; none when there are fewer, or no taskset.
  private static let cores: (server: Int, load: Int)? = {
    let cores = allowedCores(in: text("/proc/self/status"))
    return cores.count >= 2 && Programs.has("taskset") ? (cores[0], cores[1]) : nil
  }()

  static func forServer(_ command: [String]) -> [String] {
    cores.map { ["taskset", "-c", "\($0.server)"] + command } ?? command
  }

  static func takeOwn() throws {
    guard let cores else { return }
    _ = try ChildProcess(["taskset", "-pc", "\(cores.load)", "\(getpid())"]).waitForExit()
  }

  /// The cores of a line such as `Cpus_allowed_list: 0-3,8`.
  static func allowedCores(in status: String) -> [Int] {
    let line = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") }
    let list = line?.drop { !$0.isNumber } ?? ""
    return list.split(separator: ",").flatMap { range -> [Int] in
      let ends = range.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, first <= last else { return [] }
      return Array(first...last)
    }
  }
}
