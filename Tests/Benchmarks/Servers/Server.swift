import Glibc
import Support

/// A server that runs, for as long as this is kept.
final class Server {
  let port: UInt16
  /// Nil when it is not known.
  let pid: pid_t?
  /// From exec to the first connection accepted.
  let startNanoseconds: UInt64
  private let process: ChildProcess?
  /// What it needs as long as it runs.
  private let kept: [AnyObject]
  /// Others that are one with it: people are spread over all.
  var peers: [Server] = []
  /// What they share, counted by itself.
  var engine: Server?
  var dialect = Dialect.plain
  /// Where it tells of itself; nil when it does not.
  var metricsPort: UInt16?

  var ports: [UInt16] { [port] + peers.map(\.port) }

  private static let startSecondsMax: UInt64 = 15

  /// One that runs already: nothing is known of its process but by its port.
  init(runningAt port: UInt16) throws {
    guard Sockets.isListening(port) else { throw Problem("nobody listens at 127.0.0.1:\(port)") }
    self.port = port
    pid = processListening(at: port)
    process = nil
    startNanoseconds = 0
    kept = []
  }

  /// Starts `command` and waits until it accepts connections at `port`.
  init(
    _ command: [String], port: UInt16, environment: [String: String] = [:],
    keeping kept: [AnyObject] = []
  )
    throws
  {
    self.port = port
    self.kept = kept
    let start = monotonicNanoseconds()
    let process = try ChildProcess(Placement.forServer(command), environment: environment)
    self.process = process
    pid = process.pid
    let end = start + Server.startSecondsMax * 1_000_000_000
    while !Sockets.isListening(port) {
      try Interruption.check()
      guard process.isRunning, monotonicNanoseconds() < end else {
        throw Problem("\(command[0]) did not start. It said:\n\(process.errorText)")
      }
      usleep(100)
    }
    startNanoseconds = monotonicNanoseconds() - start
  }

  /// The value of one of its metrics, labels included in the name; nil when it does not tell.
  func metric(_ name: String) throws -> Double? {
    guard let metricsPort else { return nil }
    let lines = try Sockets.fetch("/metrics", from: metricsPort).split(whereSeparator: \.isNewline)
    return lines.first { $0.hasPrefix("\(name) ") }.flatMap { Double($0.dropFirst(name.count + 1)) }
  }

  /// Nil when the process is not known.
  func ownUsage() throws -> ProcessUsage? { try pid.map { try ProcessUsage(of: $0) } }

  /// With those that are one with it.
  func usage() throws -> ProcessUsage? {
    guard var sum = try ownUsage() else { return nil }
    for peer in peers {
      guard let usage = try peer.ownUsage() else { return nil }
      sum.cpuNanoseconds += usage.cpuNanoseconds
      sum.sleeps += usage.sleeps
      sum.residentBytes += usage.residentBytes
      sum.anonymousBytes += usage.anonymousBytes
    }
    return sum
  }

  /// Microseconds of CPU that `work` cost the server, or nil.
  func cpuMicroseconds(_ work: () throws -> Void) throws -> Double? {
    let before = try usage()
    try work()
    guard let before, let after = try usage() else { return nil }
    return Double(after.cpuNanoseconds - before.cpuNanoseconds) / 1_000
  }
}

/// Nothing, for some seconds.
func pause(_ seconds: Double) throws {
  let end = monotonicNanoseconds() + UInt64(seconds * 1e9)
  while monotonicNanoseconds() < end {
    try Interruption.check()
    usleep(10_000)
  }
}
