import Glibc
import Support

/// Counts how often a server asks the disk to be certain, as seen from outside by strace.
enum SyncCount {
  static var isPossible: Bool { Programs.has("strace") }

  /// How many writes share an fsync while `work` makes as many as it returns; nil without strace.
  ///
  /// The server is slower while it is watched, so nothing else is measured meanwhile.
  static func during(_ server: Server, _ work: () throws -> Int) throws -> Double? {
    guard isPossible, let pid = server.pid else { return nil }
    let trace = try ChildProcess(["strace", "-f", "-e", "trace=fsync,fdatasync", "-p", "\(pid)"])
    try trace.waitForErrors("attached")
    let writes = try work()
    trace.signal(SIGINT)
    _ = try trace.waitForExit()
    let syncs = trace.errorText.split(separator: "\n").count {
      ($0.contains("fsync(") || $0.contains("fdatasync(")) && !$0.contains("resumed")
    }
    return syncs == 0 ? nil : Double(writes) / Double(syncs)
  }
}
