import ServiceKit
package import TinyReactor

/// Backups of a running API: no other process can read a file while the API holds its lock.
package final class Backups<Owner: DatabaseOwner> {
  private let worker: Worker<Owner>
  private let log: Log
  private let prepare: () -> Preparation
  private var isCopying = false
  var isClosed = false
  /// Those that are read: each is on the disk until its reader has gone.
  private var copies: [Copy] = []

  private struct Copy { weak var file: CopiedFile? }

  /// What the database's owner needs to know for a copy.
  typealias Preparation = @Sendable (Owner) -> Void

  init(
    _ worker: Worker<Owner>, log: Log, prepare: @escaping () -> Preparation = { { _ in } }
  ) {
    self.worker = worker
    self.log = log
    self.prepare = prepare
  }

  /// The current database as a file. Fails with a `StateError`: while another backup is being made
  /// or too many are read (`.busy`), when the database is damaged or cannot be read, when there is no room for a copy
  /// beside it, and after the end. A backup whose caller has disconnected is finished before the next
  /// one can start.
  package func make() -> Deferred<CopiedFile> {
    if isClosed { return .failed(Self.noBackup("the API is shutting down")) }
    guard !isCopying else {
      return .failed(StateError(.busy, "no backup: another one is being made; try again"))
    }
    copies.removeAll { $0.file == nil }
    guard copies.count < APILimits.backupsMax else {
      return .failed(
        StateError(
          .busy, "no backup: \(copies.count) are being read, and each takes room; try again later"))
    }
    isCopying = true
    let done = Deferred<CopiedFile>()
    let prepare = prepare()
    worker.run { owner in
      prepare(owner)
      try owner.beginCopy()
    }
    .addCallback { [self] in rest() }
    .addBoth { [self] result in
      isCopying = false
      if case .success(let file) = result { copies.append(Copy(file: file)) }
      done.fire(
        result.mapError { [log] error in
          log.error("backup failed", ["error": "\(error)"])
          return Self.noBackup(DatabaseHealth.reason(error))
        })
    }
    return done
  }

  /// One step after the other, each after what has come meanwhile.
  private func rest() -> Deferred<CopiedFile> {
    worker.run { owner in try owner.continueCopy() }
      .addCallback { [self] file -> Deferred<CopiedFile> in
        if let file { .succeeded(file) } else { rest() }
      }
  }

  /// Reads a part of a copy on the database's thread.
  package func read(_ file: CopiedFile, at offset: Int, count: Int) -> Deferred<[UInt8]> {
    worker.run { _ in file.read(at: offset, count: count) }
  }

  private static func noBackup(_ why: String) -> StateError {
    StateError(.unavailable, "no backup: \(why)")
  }
}
