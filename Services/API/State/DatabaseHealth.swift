import ServiceKit
import TinyReactor

/// Whether the database works, as far as its last uses tell.
struct DatabaseHealth {
  /// Why the last use failed; nil when it worked. Damage stays until the process is started anew.
  private(set) var problem: String?
  /// No change is taken any more: nobody knows what it would be written into.
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

  /// Says it once: what fails each time it is tried would fill the log.
  mutating func failed(_ error: any Error) {
    // More asked of its thread than that can do is no failure of the database.
    guard let error = error as? SQLiteError, !isDamaged, problem != "\(error)" else { return }
    isDamaged = error.isDamage
    problem = "\(error)" + (isDamaged ? "; stop the API and restore a backup" : "")
    log.error("database failed", ["error": problem ?? ""])
  }

  /// For what is no reason to refuse changes as long as it can be tried again.
  mutating func failedIfDamaged(_ error: any Error) {
    if (error as? SQLiteError)?.isDamage == true { failed(error) }
  }

  /// For whoever asked for what failed so.
  static func reason(_ error: any Error) -> String {
    (error as? WorkerError) == .tooManyJobs ? "too much is asked at once; try again" : "\(error)"
  }
}
