import Synchronization
import TinyReactor

/// One event per line on standard error: `2026-11-24T13:20:00.123Z info chat joined members=12`, or
/// the same as JSON.
///
/// Callable from any thread, and never blocks: when nobody reads the other end, or it is full,
/// lines are dropped and counted, and the next line that gets through is followed by their number.
/// Events and keys are the program's own words; outside data goes in as a value.
package final class Log: Sendable {
  package enum Level: Int, CaseIterable, Sendable { case debug, info, warning, error }

  package enum Format: CaseIterable, Sendable { case text, json }

  private let service: String
  private let format: Format
  private let level: Level
  private let descriptor: CInt
  private let written = Level.allCases.map { _ in Tally() }
  private let lost = Tally()
  private let lostAndNotSaid = Tally()

  /// Events below `level` are not written. Standard error is descriptor 2.
  package init(
    _ service: String = "test", format: Format = .text, level: Level = .info, descriptor: CInt = 2
  ) {
    self.service = service
    self.format = format
    self.level = level
    self.descriptor = descriptor
  }

  package func debug(_ event: String, _ fields: KeyValuePairs<String, any Sendable> = [:]) {
    log(.debug, event, Array(fields))
  }

  package func info(_ event: String, _ fields: KeyValuePairs<String, any Sendable> = [:]) {
    log(.info, event, Array(fields))
  }

  package func warning(_ event: String, _ fields: KeyValuePairs<String, any Sendable> = [:]) {
    log(.warning, event, Array(fields))
  }

  package func error(_ event: String, _ fields: KeyValuePairs<String, any Sendable> = [:]) {
    log(.error, event, Array(fields))
  }

  /// Whether events of this level are written at all.
  package func writes(_ level: Level) -> Bool { level.rawValue >= self.level.rawValue }

  /// Lines written so far.
  package func lines(at level: Level) -> Int {
    written[level.rawValue].count.load(ordering: .relaxed)
  }

  /// Lines dropped so far.
  package var dropped: Int { lost.count.load(ordering: .relaxed) }

  package func log(
    _ level: Level, _ event: String, _ fields: [(key: String, value: any Sendable)]
  ) {
    guard writes(level) else { return }
    guard write(level, event, fields) else {
      lost.count.add(1, ordering: .relaxed)
      lostAndNotSaid.count.add(1, ordering: .relaxed)
      return
    }
    let missing = lostAndNotSaid.count.exchange(0, ordering: .relaxed)
    if missing > 0 && !write(.warning, "log lines dropped", [("count", missing)]) {
      lostAndNotSaid.count.add(missing, ordering: .relaxed)
    }
  }

  private func write(
    _ level: Level, _ event: String, _ fields: [(key: String, value: any Sendable)]
  ) -> Bool {
    let line = LogLine(
      time: WallTime.now().rfc3339, level: level, service: service, event: event, fields: fields)
    guard ThisProcess.writeIfReady(line.rendered(as: format), to: descriptor) else { return false }
    written[level.rawValue].count.add(1, ordering: .relaxed)
    return true
  }

  private final class Tally: Sendable {
    let count = Atomic<Int>(0)
  }
}
