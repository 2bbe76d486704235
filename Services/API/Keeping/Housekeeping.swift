import ServiceKit
import TinyReactor

/// Makes lines go that are too old to be kept, and what is left of hidden ones in the file: step by
/// step, so that nobody who talks, reads or searches meanwhile waits for long.
final class Housekeeping {
  private unowned let transcript: Transcript
  private var timer: DelayedCall?
  /// Runs while lines were hidden that are to be cleared away together.
  private var soon: DelayedCall?
  private var isWorking = false
  /// Something came up during the work.
  private var isAskedAgain = false
  private var isStopped = false
  /// Told each time that it begins: elsewhere, too, nothing is to be kept that is older.
  var onBegin: () -> Void = {}

  init(_ transcript: Transcript) { self.transcript = transcript }

  func start() {
    work()
    startTimer()
  }

  func stop() {
    isStopped = true
    timer.take()?.cancelIfActive()
    soon.take()?.cancelIfActive()
  }

  /// A line was hidden. All of the index is merged for one as for many, so those that are hidden within
  /// a while share it.
  func workSoon() {
    guard soon == nil, !isStopped else { return }
    soon = transcript.clock.callLater(APILimits.hidingsGatheredMax) { [weak self] in self?.work() }
  }

  /// Retention has changed, or lines were hidden.
  func work() {
    guard !isStopped else { return }
    soon.take()?.cancelIfActive()
    guard !isWorking else {
      isAskedAgain = true
      return
    }
    isWorking = true
    isAskedAgain = false
    onBegin()
    deleteLines()
  }

  private func startTimer() {
    timer = transcript.clock.callLater(APILimits.purgeInterval) { [weak self] in
      self?.startTimer()
      self?.work()
    }
  }

  /// Lines before this are too old, in milliseconds.
  var cutoff: Int {
    let now = transcript.timeOfDay().milliseconds
    let days = transcript.retentionDays
    return days == 0 ? now + 2 * TranscriptStore.minute : now - days * Self.day
  }

  private static let day = 86_400_000

  private func deleteLines() {
    let cutoff = cutoff
    step {
      try $0.deleteLines(before: cutoff)
    } next: { [self] count in
      guard let count else { return lookForRemains(cutoff) }
      transcript.statistics.purged += count
      transcript.lines = max(0, transcript.lines - count)
      deleteLines()
    }
  }

  /// What a crash has left, too. No line is older than `cutoff`.
  private func lookForRemains(_ cutoff: Int) {
    step {
      try $0.remains()
    } next: { [self] mark in
      if mark > 0 { merge(isFirst: true, mark, cutoff) } else { end() }
    }
  }

  private func merge(isFirst: Bool, _ mark: Int, _ cutoff: Int) {
    step {
      try $0.merge(isFirst: isFirst)
    } next: { [self] hasMore in
      if hasMore { merge(isFirst: false, mark, cutoff) } else { shrink(mark, cutoff) }
    }
  }

  private func shrink(_ mark: Int, _ cutoff: Int) {
    step {
      try $0.shrink()
    } next: { [self] hasMore in
      if hasMore { shrink(mark, cutoff) } else { removeRemains(mark, cutoff) }
    }
  }

  private func removeRemains(_ mark: Int, _ cutoff: Int) {
    // A line can be a minute younger than its origin, and minutes are kept whole.
    let time = min(
      cutoff - 2 * TranscriptStore.minute, transcript.timeOfDay().milliseconds - 30 * Self.day)
    step { store in
      try store.forgetOrigins(before: time)
      try store.removeRemains(mark)
      return store.database.sizes
    } next: { [self] sizes in
      transcript.sizes = sizes
      end()
    }
  }

  private func end() {
    isWorking = false
    if isAskedAgain { work() }
  }

  /// Runs one step on the transcript's thread, after whatever waits there already. After a failure
  /// the next hour tries again.
  private func step<Answer: Sendable>(
    _ body: @escaping @Sendable (TranscriptStore) throws -> Answer,
    next: @escaping (Answer) -> Void
  ) {
    guard !isStopped, !transcript.health.isDamaged else {
      isWorking = false
      return
    }
    transcript.worker.run { store in
      let clock = ContinuousClock()
      let start = clock.now
      return (try body(store), clock.now - start)
    }
    .addCallbacks(
      { [self] answer, time in
        transcript.statistics.purgeTime += time
        next(answer)
      },
      { [self] error in
        isWorking = false
        transcript.health.failed(error)
        transcript.log.warning("old lines are not gone yet", ["error": "\(error)"])
      })
  }
}
