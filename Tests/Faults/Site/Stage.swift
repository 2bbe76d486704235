import Support
import TinyReactor

/// The loop that everybody of a round is on: while something is waited for, people go on talking.
final class Stage {
  let reactor: Reactor

  init() throws { reactor = try Reactor() }

  var now: Duration { reactor.now }

  func pass(_ duration: Duration) throws { try pass(until: now + duration) }

  func pass(until end: Duration) throws {
    while now < end {
      try Interruption.check()
      reactor.turn(waitingAtMost: min(.milliseconds(20), end - now))
    }
  }

  /// False after `limit`.
  func comes(
    within limit: Duration = .seconds(30), _ condition: () throws -> Bool
  ) throws -> Bool {
    let end = now + limit
    while try !condition() {
      try Interruption.check()
      if now >= end { return false }
      reactor.turn(waitingAtMost: .milliseconds(10))
    }
    return true
  }

  func wait(
    for what: String, within limit: Duration = .seconds(30), _ condition: () throws -> Bool
  ) throws {
    guard try comes(within: limit, condition) else {
      throw TestFailure("waited \(limit) in vain for \(what)")
    }
  }

  func value<Value>(_ what: String, _ deferred: Deferred<Value>) throws -> Value {
    var outcome: Result<Value, any Error>?
    deferred.addBoth { outcome = $0 }
    try wait(for: what) { outcome != nil }
    guard let outcome else { throw TestFailure("no \(what)") }
    return try outcome.get()
  }

  /// Runs a command to its end; throws what it says when it fails.
  @discardableResult
  func run(_ command: String...) throws -> String { try run(command) }

  @discardableResult
  func run(_ command: [String]) throws -> String {
    let process = try ChildProcess(command)
    process.closeInput()
    try wait(for: command.joined(separator: " ")) { !process.isRunning }
    guard try process.waitForExit() == .code(0) else {
      throw TestFailure("\(command.joined(separator: " ")): \(process.errorText)")
    }
    return process.outputText
  }
}
