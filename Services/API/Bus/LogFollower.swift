import RoomLog
package import ServiceKit
package import TinyReactor
package import TinyRedis
import Wire

/// Takes a room's log into the transcript, when several chat servers write one: each line once and in
/// order, whoever is killed.
///
/// Lines are taken by their origins' numbers, as from `POST /messages`. How far the log is taken is on
/// disk with them; from there the next start reads on, and what comes again is skipped.
///
/// Nothing is read while the transcript writes, so at most one answer of the log is held in memory.
package final class LogFollower {
  /// Since the start of the process.
  package struct Statistics {
    package var entries = 0
    /// Entries that were gone before they were read.
    package var missed = 0
    /// How often it was another log than the one before.
    package var changed = 0
    /// Lines that break the rules of `POST /messages`.
    package var refused = 0
  }

  package static let clientName = "netcatchat-api"

  private let clock: any ReactorTime
  private let client: RedisClient
  private let transcript: Transcript
  private let log: Log
  private let room: String
  private let reader: LogReader
  private let trimmer: LogTrimmer
  private lazy var retention = LogRetention(trimmer, transcript, log: log) { [unowned self] in
    watch.isUp && waiting.isEmpty && !isTaking ? last : nil
  }
  private let watch: BusWatch
  private let refusals: RepeatedReport<(origin: String, problem: String)>
  package private(set) var statistics = Statistics()

  /// Batches that wait for the transcript, and how far the log is taken with each that ends an entry.
  private var waiting: [(batch: MessageBatch, place: LogPlace?)] = []
  /// The last entry that was read.
  private var last: LogPlace?
  /// Entries since the place that is on disk.
  private var unsaved = 0
  /// Entries were gone in front of the next one.
  private var hasGap = false
  private var isTaking = false
  private var isStopped = false
  private var retry: DelayedCall?
  private var pauses = Backoff()
  /// The newest entry that is known of, and when it was last asked for.
  private var newest: LogID?
  private var askedAt: Duration?

  /// `client` is for this alone, and not started yet.
  package init(
    on clock: any ReactorTime, _ client: RedisClient, transcript: Transcript, log: Log,
    room: String = Limits.lobby
  ) {
    self.clock = clock
    self.client = client
    self.transcript = transcript
    self.log = log
    self.room = room
    last = transcript.logPlace
    reader = LogReader(on: clock, client, room: room, from: last?.entry)
    trimmer = LogTrimmer(on: client, room: room)
    watch = BusWatch(on: clock, log: log)
    refusals = RepeatedReport(on: clock) { refusal, count in
      log.warning(
        "lines of the room's log are refused",
        ["origin": refusal.origin, "problem": refusal.problem, "times": count ?? 1])
    }
  }

  package func start() {
    retention.work()
    reader.onNews = { [weak self] in self?.hear($0) }
    client.start()
    reader.start()
  }

  /// Reads nothing more. Called before the transcript closes.
  package func stop() {
    isStopped = true
    watch.stop()
    reader.stop()
    retry.take()?.cancelIfActive()
    if waiting.isEmpty, unsaved > 0, let last {
      // A start that reads some entries again skips what it knows.
      transcript.take([], upTo: last).addErrback { _ in [] }
    }
    client.close()
  }

  package var isUp: Bool { watch.isUp }
  /// All that was in the log has been read, and is in the transcript.
  package var isInStep: Bool { reader.isInStep && waiting.isEmpty }
  /// Why the log cannot be read; nil when it can.
  package var problem: String? { watch.problem }
  /// Entries taken out of the log since nobody is to keep them any more.
  package var removed: Int { retention.removed }

  /// Entries that are in the log and not in the transcript, as far as is known.
  package var lag: Int {
    guard let newest else { return 0 }
    guard let taken = waiting.isEmpty ? last?.id : transcript.logPlace?.id,
      taken.epoch == newest.epoch
    else { return newest.number + 1 }
    return max(0, newest.number - taken.number)
  }

  // MARK: - Reading

  private func hear(_ news: LogReader.News) {
    switch news {
    case .entries(let entries):
      watch.worked()
      take(entries)
    case .missed(let count):
      statistics.missed += count
      hasGap = true
      log.warning(
        "entries of the room's log are gone",
        ["entries": count, "problem": "they were trimmed before the API had read them"])
    case .changed:
      statistics.changed += 1
      // Where we were says nothing of this one.
      (newest, last, unsaved) = (nil, nil, 0)
      log.warning(
        "the room's log is another one",
        ["problem": "it is not the one that was read; what is known of it is skipped"])
    case .inStep:
      watch.worked()
      newest = reader.place?.id
      retention.work()
    case .failed(let error): watch.failed(error)
    case .past, .letters: break
    }
  }

  private func take(_ entries: [PlacedEntry]) {
    statistics.entries += entries.count
    for entry in entries {
      if hasGap {
        hasGap = false
        let time = entry.entry?.time ?? transcript.timeOfDay().milliseconds
        waiting.append((LogLines.gap(before: entry.id, time: time, room: room), nil))
      }
      let place = LogPlace(entry, in: room)
      (last, newest) = (place, max(entry.id, newest ?? entry.id))
      unsaved += 1
      if let entry = entry.entry { take(LogLines(of: entry, room: room), entry.origin, place) }
    }
    if entries.count == LogReader.entriesMax { askForNewest() }
    handOver()
  }

  private func take(_ lines: LogLines, _ origin: String, _ place: LogPlace) {
    if let problem = lines.problem {
      statistics.refused += lines.refused
      refusals.report((origin, "a line \(problem)"))
    }
    for batch in lines.batches {
      waiting.append((batch, batch == lines.batches.last ? place : nil))
    }
  }

  /// There is more than one answer holds: how much?
  private func askForNewest() {
    if let askedAt, clock.now - askedAt < .seconds(1) { return }
    askedAt = clock.now
    trimmer.newest().addCallbacks(
      { [weak self] in if let found = $0 { self?.newest = max(found, self?.newest ?? found) } },
      { _ in })
  }

  // MARK: - Handing over

  private func handOver() {
    guard !isTaking, retry == nil, !isStopped else { return }
    guard !waiting.isEmpty || unsaved >= APILimits.logEntriesUnsavedMax else {
      return reader.resumeReading()
    }
    reader.pauseReading()
    let part = waiting.prefix(APILimits.batchesPerCommitMax)
    let reached = part.compactMap(\.place).last
    let place = part.count == waiting.count ? last ?? reached : reached
    isTaking = true
    transcript.take(part.map(\.batch), upTo: place).addCallbacks(
      { [weak self] _ in self?.handedOver(part.count, place) },
      { [weak self] _ in self?.failed() })
  }

  private func handedOver(_ count: Int, _ place: LogPlace?) {
    isTaking = false
    pauses.reset()
    waiting.removeFirst(count)
    if place == last { unsaved = 0 }
    if waiting.isEmpty, reader.isInStep, !isStopped { retention.work() }
    handOver()
  }

  /// The transcript has logged why.
  private func failed() {
    isTaking = false
    guard !isStopped else { return }
    retry = clock.callLater(pauses.next()) { [weak self] in
      self?.retry = nil
      self?.handOver()
    }
  }
}
