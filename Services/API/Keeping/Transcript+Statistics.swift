extension Transcript {
  /// Since the start of the process.
  package struct Statistics {
    package var batches = 0
    /// Lines taken.
    package var lines = 0
    /// Lines that came again.
    package var repeated = 0
    /// Lines that never came, and how often some did not.
    package var missing = 0
    package var gaps = 0
    /// Lines that are gone since they were too old.
    package var purged = 0
    package var failedCommits = 0
    /// Spent in transactions, fsync included, and in making room.
    package var writeTime = Duration.zero
    package var purgeTime = Duration.zero
  }
}
