import RoomLog
import ServiceKit
import TinyReactor
import Wire

/// The log is out of reach, and is back.
extension RedisBus {
  func becomeIsland() {
    state = .island
    islands += 1
    log.warning("island: the log of the room is out of reach", ["members": room.members.count])
    for line in outbox.showAll() { room.show(line.line, by: line.author, number: line.number) }
    room.show(
      .notice("the other servers are out of reach; \(Self.count(room.members.count)) here"))
    if reader.isInStep {
      // It may only be slow; then this is over with its next answer.
      outOfStepSince = outOfStepSince ?? clock.now
      reader.start()
    }
    sendLetters()
    pumpSoon()
  }

  private static func count(_ people: Int) -> String { people == 1 ? "1 is" : "\(people) are" }

  /// We have read what there is, or may write: whether we can do both shows when something of ours gets
  /// into the log.
  func probe() {
    if isIsland, reader.isInStep, outbox.isEmpty {
      add(LogRecord(.back))
    }
    pumpSoon()
  }

  /// The log answers, but slowly.
  func probeLater() {
    guard probeCall == nil, !isClosing else { return }
    probeCall = clock.callLater(Self.beat) { [weak self] in
      self?.probeCall = nil
      self?.probe()
    }
  }

  /// What was added has its place.
  func comeBack() {
    guard isIsland, reader.isInStep else { return }
    let wasStarting = state == .starting
    state = .inStep
    outOfStepSince = nil
    if !hasJoined { join() }
    if wasStarting {
      log.info("bus in step", ["others": room.headcount - room.members.count])
      room.keep(past: missed)
      (missed, lostCount, isChanged) = (PastLines(), 0, false)
      return room.claimWanted()
    }
    log.info("island is over", ["missed": missed.count])
    var notices = ["the other servers are back; \(Self.count(room.headcount)) here"]
    if isChanged { notices.append(Self.changedNotice) }
    isChanged = false
    if !missed.isEmpty { notices.append("said there meanwhile (times in UTC):") }
    room.show(past: missed, after: notices, before: Self.more(missed.rest))
    missed = PastLines()
    tellOfLoss()
    room.claimWanted()
  }

  private func join() {
    hasJoined = true
    askForRosters()
    endPredecessors()
  }

  static let changedNotice = "the room's memory has changed"

  static func more(_ rest: Int) -> [String] { rest > 0 ? ["\(rest) more: /last"] : [] }
}
