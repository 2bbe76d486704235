import RoomLog
import ServiceKit
import TinyReactor
import TinyRedis

/// Takes out of a room's log what the transcript would not keep: in a quiet room old lines would stay
/// there for ever.
final class LogRetention {
  private let trimmer: LogTrimmer
  private unowned let transcript: Transcript
  private let log: Log
  private let place: () -> LogPlace?
  private var isDue = true
  private var isWorking = false
  /// How far the log was taken when it was last trimmed.
  private var trimmedAt: LogID?
  private(set) var removed = 0

  /// `place` is how far the log is read, as long as it can be reached and nothing of it waits.
  init(
    _ trimmer: LogTrimmer, _ transcript: Transcript, log: Log, place: @escaping () -> LogPlace?
  ) {
    self.trimmer = trimmer
    self.transcript = transcript
    self.log = log
    self.place = place
    transcript.housekeeping.onBegin = { [weak self] in
      self?.isDue = true
      self?.work()
    }
  }

  /// Does what is due.
  func work() {
    guard !isWorking, !transcript.isClosed, let place = place() else { return }
    guard isDue || hasGrown(to: place.id) else { return }
    (isDue, isWorking, trimmedAt) = (false, true, place.id)
    // What is taken out must not look like a gap to the next start.
    let isSaved = place == transcript.logPlace
    let saved = isSaved ? .succeeded([]) : transcript.take([], upTo: place)
    saved.addCallback { [self] _ in trim(upTo: place.id) }
      .addCallbacks(
        { [weak self] in self?.trimmed($0) },
        { [weak self] in self?.failed($0) })
  }

  private func trimmed(_ count: Int) {
    isWorking = false
    removed += count
    // Something has come up meanwhile.
    if isDue { work() }
  }

  private func trim(upTo place: LogID) -> Deferred<Int> {
    if transcript.retentionDays == 0 {
      return trimmer.keepNewest(APILimits.logEntriesNeeded, upTo: place)
    }
    return trimmer.removeEntries(
      before: transcript.housekeeping.cutoff, upTo: place,
      now: transcript.timeOfDay().milliseconds)
  }

  /// Nothing is kept, and more has come than stays for chat servers.
  private func hasGrown(to place: LogID) -> Bool {
    guard transcript.retentionDays == 0, let trimmedAt else { return false }
    return place.epoch != trimmedAt.epoch
      || place.number - trimmedAt.number >= APILimits.logEntriesTrimmedMin
  }

  private func failed(_ error: any Error) {
    isWorking = false
    guard case RedisError.reply = error else {
      isDue = true
      return
    }
    log.warning(
      "old lines stay in the room's log",
      [
        "problem": "\(error)",
        "help": "let BUS_USER run XRANGE, XREVRANGE, XTRIM and scripts there",
      ])
  }
}
