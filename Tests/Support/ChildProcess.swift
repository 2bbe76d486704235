import Dispatch
package import Glibc
import TinyReactor

/// A program that a test runs: what it says is collected, and it is gone when the test is.
package final class ChildProcess: Sendable {
  package let pid: pid_t
  package let command: [String]
  private let input: Locked<CInt?>
  private let output = CollectedText()
  private let errors = CollectedText()
  private let exit = Locked<ExitStatus?>(nil)

  package enum ExitStatus: Equatable, Sendable {
    case code(CInt)
    case signal(CInt)
  }

  /// Starts `command`, found on PATH; `environment` is added to the test's own.
  package init(_ command: [String], environment: [String: String] = [:]) throws {
    self.command = command
    // A test that writes to a program that has ended must not end with it.
    _ = Glibc.signal(SIGPIPE, SIG_IGN)
    let child = try ChildProcess.spawning.withLock { _ in
      try ChildProcess.spawn(command, ChildProcess.merged(environment))
    }
    pid = child.pid
    input = Locked(child.input)
    output.collect(from: child.output)
    errors.collect(from: child.errors)
  }

  deinit {
    closeInput()
    if exit.withLock({ $0 }) == nil {
      kill(pid, SIGKILL)
      var status: CInt = 0
      waitpid(pid, &status, 0)
    }
  }

  // MARK: - Talking to it

  /// What it has written to standard output so far.
  package var outputText: String { output.text }
  package var outputBytes: [UInt8] { output.bytes }
  /// What it has written to standard error so far.
  package var errorText: String { errors.text }

  package func write(_ text: String) {
    input.withLock { input in
      guard let input else { return }
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
        if count <= 0 { return }
        rest = rest.dropFirst(count)
      }
    }
  }

  /// An end of file on its standard input.
  package func closeInput() {
    input.withLock { input in
      if let open = input { close(open) }
      input = nil
    }
  }

  /// Waits until standard output holds `text`.
  @discardableResult
  package func waitForOutput(_ text: String, limit: Duration = .seconds(60)) throws -> String {
    try wait(limit, for: "the output \(text.debugDescription)") { $0.contains(text) }
  }

  /// Waits until standard output is as `condition` wants it.
  @discardableResult
  package func wait(
    _ limit: Duration = .seconds(60), for what: String, _ condition: (String) -> Bool
  ) throws -> String {
    try waitUntil(output, condition, limit, what)
  }

  /// Waits until standard error holds `text`.
  @discardableResult
  package func waitForErrors(_ text: String, limit: Duration = .seconds(60)) throws -> String {
    try waitUntil(errors, { $0.contains(text) }, limit, "the error text \(text.debugDescription)")
  }

  private func waitUntil(
    _ source: CollectedText, _ condition: (String) -> Bool, _ limit: Duration, _ what: String
  ) throws -> String {
    if let text = source.wait(limit, until: condition) { return text }
    throw TestFailure(
      """
      \(command) did not come to \(what) within \(limit). It said:
      \(output.text)
      and on standard error:
      \(errors.text)
      """)
  }

  // MARK: - Its end

  package func signal(_ number: CInt) { kill(pid, number) }

  /// Waits until it has ended and said its last.
  package func waitForExit(limit: Duration = .seconds(60)) throws -> ExitStatus {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
      if let status = reap() {
        _ = output.waitForEnd(.seconds(5))
        _ = errors.waitForEnd(.seconds(5))
        return status
      }
      // Standard output ends with the program; then this waits for the exit alone.
      if output.waitForEnd(.milliseconds(200)) { usleep(2_000) }
    }
    throw TestFailure("\(command) did not end within \(limit): \(errors.text)")
  }

  package var isRunning: Bool { reap() == nil }

  private func reap() -> ExitStatus? {
    exit.withLock { exit in
      if let exit { return exit }
      var status: CInt = 0
      guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
      let signal = status & 0x7F
      exit = signal == 0 ? .code((status >> 8) & 0xFF) : .signal(signal)
      return exit
    }
  }

  // MARK: - Starting it

  /// A pipe is marked close-on-exec only after it is made, so one spawn at a time: another child
  /// would inherit its ends, and hold them open.
  private static let spawning = Locked(())

  private typealias Started = (pid: pid_t, input: CInt, output: CInt, errors: CInt)

  private static func spawn(_ command: [String], _ environment: [String]) throws -> Started {
    let (stdinRead, stdinWrite) = try makePipe()
    let (stdoutRead, stdoutWrite) = try makePipe()
    let (stderrRead, stderrWrite) = try makePipe()
    defer { for end in [stdinRead, stdoutWrite, stderrWrite] { close(end) } }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, stdinRead, 0)
    posix_spawn_file_actions_adddup2(&actions, stdoutWrite, 1)
    posix_spawn_file_actions_adddup2(&actions, stderrWrite, 2)

    var pid: pid_t = 0
    let problem = withStrings(command) { arguments in
      withStrings(environment) { variables in
        withCleanSignals { posix_spawnp(&pid, command[0], &actions, $0, arguments, variables) }
      }
    }
    guard problem == 0 else {
      for end in [stdinWrite, stdoutRead, stderrRead] { close(end) }
      throw TestFailure("\(command): \(String(cString: strerror(problem)))")
    }
    return (pid, stdinWrite, stdoutRead, stderrRead)
  }

  private static func makePipe() throws -> (read: CInt, write: CInt) {
    var ends: [CInt] = [0, 0]
    guard pipe(&ends) == 0 else { throw TestFailure("no pipe left") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func merged(_ extra: [String: String]) -> [String] {
    var variables: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let words = String(cString: text).split(separator: "=", maxSplits: 1)
      if words.count == 2 { variables[String(words[0])] = String(words[1]) }
      entry += 1
    }
    return variables.merging(extra) { $1 }.map { "\($0)=\($1)" }
  }

  private static func withStrings<Answer>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Answer
  ) -> Answer {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }

  /// The child starts with no signal blocked or ignored, whatever the test runner does.
  private static func withCleanSignals(_ spawn: (UnsafePointer<posix_spawnattr_t>) -> CInt) -> CInt
  {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for signal in [SIGPIPE, SIGINT, SIGTERM] { sigaddset(&defaults, signal) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    return spawn(&attributes)
  }
}

/// What comes out of a descriptor, read as it comes so that the writer is never held up.
private final class CollectedText: Sendable {
  private struct Contents {
    var bytes: [UInt8] = []
    var isEnded = false
  }

  private let contents = Locked(Contents())
  private let changed = DispatchSemaphore(value: 0)

  func collect(from descriptor: CInt) {
    let reader = DispatchWorkItem { [self] in
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0 && errno == EINTR { continue }
        contents.withLock { contents in
          if count > 0 { contents.bytes += buffer[..<count] } else { contents.isEnded = true }
        }
        changed.signal()
        if count <= 0 { break }
      }
      close(descriptor)
    }
    DispatchQueue(label: "collected text").async(execute: reader)
  }

  var bytes: [UInt8] { contents.withLock { $0.bytes } }
  var text: String { String(decoding: bytes, as: UTF8.self) }

  func wait(_ limit: Duration, until condition: (String) -> Bool) -> String? {
    let end = ContinuousClock.now + limit
    while true {
      let (bytes, isEnded) = contents.withLock { ($0.bytes, $0.isEnded) }
      let text = String(decoding: bytes, as: UTF8.self)
      if condition(text) { return text }
      if isEnded || ContinuousClock.now >= end { return nil }
      _ = changed.wait(timeout: .now() + .milliseconds(200))
    }
  }

  func waitForEnd(_ limit: Duration) -> Bool {
    let end = ContinuousClock.now + limit
    while !contents.withLock({ $0.isEnded }) {
      if ContinuousClock.now >= end { return false }
      _ = changed.wait(timeout: .now() + .milliseconds(20))
    }
    return true
  }
}
