import Glibc

/// What a process has used so far, all its threads together, as the kernel counts it.
struct ProcessUsage {
  /// Nanoseconds on a CPU (`/proc/PID/task/*/schedstat`).
  var cpuNanoseconds: UInt64 = 0
  /// Times that a thread went to sleep, and so was woken (`voluntary_ctxt_switches`).
  var sleeps = 0
  /// Bytes of memory that are resident, and of those the ones that are no part of a file.
  var residentBytes = 0
  var anonymousBytes = 0

  /// What this process has used.
  static func own() throws -> ProcessUsage { try ProcessUsage(of: getpid()) }

  init(of pid: pid_t) throws {
    let tasks = folder("/proc/\(pid)/task")
    guard !tasks.isEmpty else { throw Problem("process \(pid) has ended") }
    for task in tasks {
      let times = text("/proc/\(pid)/task/\(task)/schedstat")
      cpuNanoseconds += times.split(separator: " ").first.flatMap { UInt64($0) } ?? 0
      sleeps += number("voluntary_ctxt_switches", in: text("/proc/\(pid)/task/\(task)/status"))
    }
    let status = text("/proc/\(pid)/status")
    residentBytes = number("VmRSS", in: status) * 1_024
    anonymousBytes = number("RssAnon", in: status) * 1_024
  }
}

/// The number of a `name:  number` line; 0 when there is none.
private func number(_ name: String, in status: String) -> Int {
  for line in status.split(separator: "\n") where line.hasPrefix("\(name):") {
    return Int(line.drop { !$0.isNumber }.prefix { $0.isNumber }) ?? 0
  }
  return 0
}

/// The process that listens at a TCP port of this machine, if it may be known.
func processListening(at port: UInt16) -> pid_t? {
  guard let inode = inodeListening(at: port) else { return nil }
  for process in folder("/proc") {
    guard let pid = pid_t(process) else { continue }
    for descriptor in folder("/proc/\(pid)/fd") {
      var target = [CChar](repeating: 0, count: 64)
      let count = readlink("/proc/\(pid)/fd/\(descriptor)", &target, target.count)
      let bytes = target.prefix(max(0, count)).map(UInt8.init(bitPattern:))
      if String(decoding: bytes, as: UTF8.self) == "socket:[\(inode)]" { return pid }
    }
  }
  return nil
}

/// The socket's number in `/proc/net/tcp`, where state 0A is listening and the port is hexadecimal.
private func inodeListening(at port: UInt16) -> Substring? {
  let digits = String(port, radix: 16, uppercase: true)
  let suffix = ":" + String(repeating: "0", count: 4 - digits.count) + digits
  for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
    for line in text(table).split(separator: "\n") {
      let fields = line.split(separator: " ")
      if fields.count > 9, fields[3] == "0A", fields[1].hasSuffix(suffix) { return fields[9] }
    }
  }
  return nil
}
