import RoomLog
import ServiceKit
import TinyReactor
import TinyRedis
import Wire

/// What comes back from the log: our own lines in their places, and what happens on the other servers.
extension RedisBus {
  func learn(_ news: LogReader.News) {
    switch news {
    case .past(let entries):
      for entry in entries where isNews(entry) { take(entry) }
      showUnread()  // It is in no log any more.
      room.flush()
    case .entries(let entries):
      for entry in entries { take(entry) }
      room.flush()
    case .missed(let count):
      missedEntries += count
      lostCount += count
      showUnread()
      askForRosters()
      // Others may have been given them.
      owesNames = true
      if state == .inStep { tellOfLoss() }
    case .changed: becomeAnother()
    case .inStep:
      outOfStepSince = nil
      probe()
    case .letters(let letters): for letter in letters { take(letter) }
    case .failed(let error):
      if outOfStepSince == nil { outOfStepSince = clock.now }
      noteRefusal(error)
    }
  }

  private func take(_ placed: PlacedEntry) {
    entriesRead += 1
    guard let entry = placed.entry else { return }
    if entry.origin == origin { return takeOwn(entry) }
    // Of a log that was replaced, some may have been read before.
    guard entry.number > lastNumbers[entry.origin] ?? 0 else { return }
    note(entry.number, of: entry.origin)
    // Or somebody's words would come before what they said earlier.
    if !entry.isLate, !late.isEmpty, state == .inStep { showLate() }
    // Each server says those by itself.
    let isKnown = MessageOrigin(entry.origin)?.server == Self.announcements
    var number = entry.firstLine
    for record in entry.records {
      if record.kind.message != nil {
        if !isKnown { take(line: record, number, of: entry) }
        number += 1
      } else {
        take(record, from: entry.origin)
      }
    }
  }

  /// In a log that is another one, others have said it before we saw that.
  private func isNews(_ placed: PlacedEntry) -> Bool {
    guard let entry = placed.entry else { return false }
    if entry.origin == origin { return true }
    return lastNumbers[entry.origin].map { entry.number > $0 } ?? false
  }

  private func takeOwn(_ entry: LogEntry) {
    lastProgress = clock.now
    for draft in outbox.readBack(entry.number) { settle(draft) }
    sendLetters()
  }

  /// It has its place in the log.
  private func settle(_ draft: BusOutbox.Draft) {
    if !draft.isShown {
      for line in draft.lines { room.show(line.line, by: line.author, number: line.number) }
    }
    if let (member, name) = draft.claimant { room.renamed(member, to: name) }
    for action in draft.actions { action() }
    let over = draft.changes.ended
    guard !over.isEmpty, over != origin else { return }
    let words = gone(over)
    end(over)
    if let words { post(.leaving(words), by: nil) }
  }

  /// What people are told of those who were on a server that is over; nil when nobody was.
  private func gone(_ other: String) -> String? {
    let people = room.neighbours(on: other).map(\.name.text).sorted()
    return people.isEmpty ? nil : "\(MembershipNews.list(people)) left (their server is gone)"
  }

  private func take(line record: LogRecord, _ number: Int, of entry: LogEntry) {
    guard isIsland || entry.isLate else {
      guard let (line, author) = room.line(of: record, from: entry.origin) else { return }
      return room.show(line, byID: author, number: number, origin: entry.origin)
    }
    guard
      let line = room.pastLine(record, from: entry.origin, number: number, at: entry.time)
    else { return }
    if isIsland {
      missed.append(line)
    } else {
      take(late: line)
    }
  }

  private func take(_ record: LogRecord, from other: String) {
    switch record.kind {
    case .hello: owesRoster = true
    case .ended where record.name == origin:
      // We were silent for too long, and nobody knows of our people any more.
      (owesRoster, owesNames, wasEnded) = (true, true, true)
    case .ended:
      let words = gone(record.name)
      end(record.name)
      if record.text == BusOutbox.untold, let words { room.show(.leaving(words)) }
    case .rosterEnd:
      room.adopt(record, from: other)
      // It was out of reach for so long that its people were said to have left.
      guard endedServers.remove(other) != nil else { return }
      let people = room.neighbours(on: other).map(\.name.text).sorted()
      guard !people.isEmpty else { return }
      let verb = people.count == 1 ? "is" : "are"
      room.show(.coming("\(MembershipNews.list(people)) \(verb) here again"))
    default: room.adopt(record, from: other)
    }
  }

  /// We have not read of its end, and it has ended.
  func end(ghosts other: String) {
    let words = gone(other)
    end(other)
    if let words { room.show(.leaving(words)) }
  }

  private func end(_ other: String) {
    room.end(other)
    if endedServers.count >= Self.originsMax { endedServers = [] }
    endedServers.insert(other)
  }

  /// Servers come and go; those that are over add nothing more.
  private func note(_ number: Int, of other: String) {
    if lastNumbers.count >= Self.originsMax { lastNumbers = [:] }
    lastNumbers[other] = number
  }

  private static let originsMax = 4_096

  // MARK: - What is lost

  /// Lines of ours that will not be read back.
  private func showUnread() {
    for draft in outbox.forgetUnread() { settle(draft) }
  }

  func tellOfLoss() {
    guard lostCount > 0 else { return }
    room.show(.notice("about \(lostCount) lines from the other servers were not shown here"))
    lostCount = 0
  }

  /// It is another log: an older copy, or a new one. What it holds was read, or is of no use.
  private func becomeAnother() {
    changes += 1
    log.warning(
      "the log of the room is another one",
      [
        "meaning":
          "an older copy was restored, or it was wiped; lines that were acknowledged may be "
          + "gone from it"
      ])
    reader.startAtEnd { [weak self] placed in
      guard let self, let entry = placed.entry else { return false }
      return entry.number <= lastNumbers[entry.origin] ?? 0
    }
    askForRosters()
    owesNames = true
    // The new one may give our numbers to others.
    room.shareGuests()
    leaseGuests()
    if state == .inStep {
      room.show(.notice(Self.changedNotice))
      if outOfStepSince == nil { outOfStepSince = clock.now }
    } else {
      isChanged = true
    }
  }

  /// The others may know less of us, and we of them.
  func askForRosters() {
    add(LogRecord(.hello))
    owesRoster = true
    pumpSoon()
  }
}
