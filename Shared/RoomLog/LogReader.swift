package import TinyReactor
package import TinyRedis

/// Follows a room's log: each entry once, in order, and never silently past one.
///
/// Redis reads on from an id whatever has become of the stream: an older copy that was restored or a
/// log that was trimmed past us gives no error, and one with smaller ids gives nothing, for ever. So
/// ids have no gaps, entries carry a sum, and the last entry that was read is looked at again
/// whenever reading begins anew and whenever nothing has come for a while.
///
/// It tries again by itself, for as long as it is not stopped.
package final class LogReader {
  /// Entries in one answer: however full they are, it is within `RESPLimits.replyBytesMax`. One that
  /// is not would end the connection, each time anew.
  package static let entriesMax = 100
  /// Entries that are told as past.
  package static let pastMax = 1_000
  /// How long the server holds a question when there is nothing new.
  package static let hold = Duration.seconds(1)
  /// How long that answer may take, the hold included: beyond it the connection is given up.
  package static let deadline = Duration.seconds(2)
  /// What is told of a jump at most: ids are what was written, and sums of them have a limit.
  private static let missedMax = 1_000_000_000
  /// Before it tries again.
  package static let pause = Duration.milliseconds(100)

  private let clock: any ReactorTime
  private let client: RedisClient
  private let key: String
  private let mailbox: String?
  /// The last entry that was read; nil before the first of a log.
  package private(set) var place: PlacedEntry?
  /// Where it was in the log before this one, of which nothing has been read yet.
  private var former: LogID?
  private var lastLetter = "0"
  /// Answers to questions of an earlier round are of no interest any more.
  private var round = 0
  private var retry: DelayedCall?
  /// Reading begins behind the newest entry; nil: behind `place`.
  private var end: End?
  /// All there was at the start has been read.
  package private(set) var isInStep = false
  private var isPaused = false
  /// A question is due as soon as it is not paused any more.
  private var isHeldBack = false

  /// The least time between two answers that bring something: what comes meanwhile comes at once.
  package var pace: () -> Duration = { .zero }
  /// Asked when it is time to read on after such a pause: true when somebody else asks for what there
  /// is, with something of their own, and will `feed` us.
  package var onTurn: (LogCursor) -> Bool = { _ in false }
  /// It is between two questions.
  package private(set) var isResting = false

  package var onNews: (News) -> Void = { _ in }

  /// `client` is used for this alone, since its questions are held. With an `origin`, its mailbox is
  /// read, too. `place` is the last entry that is known already.
  package init(
    on clock: any ReactorTime, _ client: RedisClient, room: String, origin: String? = nil,
    from place: PlacedEntry? = nil
  ) {
    self.clock = clock
    self.client = client
    let keys = LogKeys(room: room)
    key = keys.log
    mailbox = origin.map(keys.mailbox(of:))
    self.place = place
  }

  /// Reads on where it was, or from the first entry.
  package func start() { begin() }

  /// Reads on behind the newest entry. The last ones are told as past: back to one that `isKnown`, but
  /// `pastMax` at most.
  package func startAtEnd(backTo isKnown: @escaping (PlacedEntry) -> Bool = { _ in true }) {
    end = End(isKnown: isKnown)
    begin()
  }

  package func stop() {
    round += 1
    (isInStep, isHeldBack, isResting) = (false, false, false)
    retry.take()?.cancelIfActive()
  }

  /// Asks for nothing more until `resumeReading`. What was asked for still comes: one answer at most.
  package func pauseReading() { isPaused = true }

  /// Goes on; whether it is still the same log is looked at, since nobody has while it was paused.
  package func resumeReading() {
    isPaused = false
    guard isHeldBack else { return }
    isHeldBack = false
    verify(round)
  }

  private func begin() {
    stop()
    if let end { findEnd(end, round) } else { verify(round) }
  }

  private func fail(_ error: any Error) {
    stop()
    retry = clock.callLater(Self.pause) { [weak self] in self?.begin() }
    onNews(.failed(error))
  }

  // MARK: - Where to read on

  private struct End {
    let isKnown: (PlacedEntry) -> Bool
    /// Newest first.
    var past: [PlacedEntry] = []
  }

  private func findEnd(_ end: End, _ round: Int) {
    var end = end
    // Mostly the first one is known.
    let count = end.past.isEmpty ? 1 : min(Self.entriesMax, Self.pastMax - end.past.count)
    let from = end.past.last.map { "(\($0.id)" } ?? "+"
    ask(RESPCommand("XREVRANGE", key, from, "-", "COUNT", "\(count)"), round) { [self] found in
      let known = found.entries.firstIndex(where: end.isKnown)
      end.past += found.entries.prefix(known.map { $0 + 1 } ?? count)
      if known == nil, found.entries.count == count, end.past.count < Self.pastMax {
        return findEnd(end, round)
      }
      self.end = nil
      place = end.past.first
      onNews(.past(end.past.reversed()))
      if round == self.round { read(round, hold: nil) }
    }
  }

  /// Looks whether what was read still stands there.
  private func verify(_ round: Int) {
    guard let place else { return read(round, hold: nil) }
    let id = place.id.description
    // The question before may still be held.
    ask(RESPCommand("XRANGE", key, id, id), round, deadline: Self.deadline) { [self] found in
      if let same = found.entries.first {
        return same.sum == place.sum ? read(round, hold: nil) : becomeAnother(round)
      }
      // Trimmed past us, or not the log that we know.
      ask(RESPCommand("XRANGE", key, "-", "+", "COUNT", "1"), round) { [self] found in
        guard let oldest = found.entries.first, oldest.id.epoch == place.id.epoch,
          oldest.id > place.id
        else { return becomeAnother(round) }
        read(round, hold: nil)
      }
    }
  }

  private func becomeAnother(_ round: Int) {
    (former, place, isInStep) = (place?.id, nil, false)
    onNews(.changed)
    if round == self.round { read(round, hold: nil) }
  }

  // MARK: - Following

  /// Asks for what comes next. Without `hold` the server answers at once.
  private func read(_ round: Int, hold: Duration?) {
    if isPaused {
      isHeldBack = true
      return
    }
    var command = RESPCommand("XREAD", "COUNT", "\(Self.entriesMax)")
    if let hold {
      command.append("BLOCK")
      command.append(Int(hold / .milliseconds(1)))
    }
    command.append("STREAMS")
    command.append(key)
    if let mailbox { command.append(mailbox) }
    command.append(place?.id.description ?? "0")
    if mailbox != nil { command.append(lastLetter) }
    ask(command, round, deadline: hold == nil ? nil : Self.deadline) { [self] found in
      if !found.entries.isEmpty { take(found.entries) }
      // Behind what was said before them.
      tell(found.letters, last: found.lastLetter)
      guard round == self.round else { return }
      // In a busy room there is always something new; what was there when it was asked is read.
      if !isInStep, found.entries.count < Self.entriesMax {
        isInStep = true
        onNews(.inStep)
        guard round == self.round else { return }
      }
      if !found.entries.isEmpty {
        readPaced(round)
      } else if hold != nil, found.lastLetter == nil {
        // In a log that was replaced nothing may ever come behind our place.
        verify(round)
      } else {
        read(round, hold: Self.hold)
      }
    }
  }

  /// Reads on after a while, so that a busy log does not cost a question for each entry.
  private func readPaced(_ round: Int) {
    guard round == self.round else { return }
    let pause = isInStep ? pace() : .zero
    guard pause > .zero else { return read(round, hold: isInStep ? Self.hold : nil) }
    isResting = true
    retry = clock.callLater(pause) { [weak self] in
      guard let self, round == self.round else { return }
      retry = nil
      isResting = false
      if !onTurn(cursor(round)) { read(round, hold: Self.hold) }
    }
  }

  private func cursor(_ round: Int) -> LogCursor {
    LogCursor(
      round: round, entries: place.map { "(\($0.id)" } ?? "-", mailbox: mailbox,
      letters: lastLetter == "0" ? "-" : "(\(lastLetter)")
  }

  /// What somebody else has read at that place; nil when they could not.
  package func feed(_ news: LogNews?, at place: LogCursor) {
    guard place.round == round else { return }
    guard let news else { return read(round, hold: Self.hold) }
    if !news.entries.isEmpty { take(news.entries) }
    tell(news.letters, last: news.lastLetter)
    readPaced(place.round)
  }

  private func tell(_ letters: [Letter], last: String?) {
    if let last { lastLetter = last }
    if !letters.isEmpty { onNews(.letters(letters)) }
  }

  private func take(_ entries: [PlacedEntry]) {
    let round = round
    var whole: [PlacedEntry] = []
    for entry in entries {
      for news in news(before: entry.id) {
        if !whole.isEmpty { onNews(.entries(whole)) }
        whole = []
        guard round == self.round else { return }
        onNews(news)
        guard round == self.round else { return }
      }
      (former, place) = (nil, entry)
      whole.append(entry)
    }
    onNews(.entries(whole))
  }

  /// What is to be told of a jump to `id`.
  private func news(before id: LogID) -> [News] {
    guard let last = place?.id ?? former else { return [] }
    let missed = id.epoch == last.epoch ? id.number - last.number - 1 : id.number
    let isOther = id.epoch != last.epoch && former == nil
    return (isOther ? [.changed] : []) + (missed > 0 ? [.missed(min(missed, Self.missedMax))] : [])
  }

  /// Goes on with the answer, unless that is of no interest any more.
  private func ask(
    _ command: RESPCommand, _ round: Int, deadline: Duration? = nil,
    _ next: @escaping (LogNews) -> Void
  ) {
    client.send(command, deadline: deadline).addCallback { [key, mailbox] in
      try LogNews($0, key: key, mailbox: mailbox)
    }.addCallbacks(
      { [weak self] found in if round == self?.round { next(found) } },
      { [weak self] error in if round == self?.round { self?.fail(error) } })
  }
}
