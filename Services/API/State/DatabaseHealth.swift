import ServiceKit
import TinyReactor

/// Whether the database works, judging by its last uses.
struct DatabaseHealth {
  /// Why the last use failed; nil when it worked. Damage stays until the process restarts.
  private(set) var problem: String?
  /// Changes are refused from then on: nobody knows what they would be written into.
  private(set) var isDamaged = false
  private let log: Log

  init(log: Log) {
    self.log = log
  }

  mutating func worked() {
    guard problem != nil, !isDamaged else { return }
    problem = nil
    log.info("database works again")
  }

  /// Logs each problem once: one that recurs at every attempt would fill the log.
  mutating func failed(_ error: any Error) {
    // A full queue for the database's thread is not a failure of the database.
    guard let error = error as? SQLiteError, !isDamaged, problem != "\(error)" else { return }
    isDamaged = error.isDamage
    problem = "\(error)" + (isDamaged ? "; stop the API and restore a backup" : "")
    log.error("database failed", ["error": problem ?? ""])
  }

  /// For an operation that can be retried: unless it finds damage, changes are still accepted.
  mutating func failedIfDamaged(_ error: any Error) {
    if (error as? SQLiteError)?.isDamage == true { failed(error) }
  }

  /// The reason for a failure, for the caller.
  static func reason(_ error: any Error) -> String {
    (error as? WorkerError) == .tooManyJobs ? "too much is asked at once; try again" : "\(error)"
  }
}
