import RoomLog
import ServiceKit
import TinyReactor
import Wire

/// What has to be done again and again.
extension RedisBus {
  // MARK: - Time

  func look() {
    let now = clock.now
    let pause = now - lastTick
    lastTick = now
    beatIfDue(now)
    // We were stopped ourselves: what there is has to be read first.
    guard pause < Self.tick * 5 else { return }
    if state != .island, isOverdue(now) { becomeIsland() }
    if state == .inStep { tellRosterIfOwed(now) }
  }

  func isOverdue(_ now: Duration) -> Bool {
    if let since = outOfStepSince, now - since >= Self.patience { return true }
    guard let oldest = outbox.oldestUnshown, now - oldest >= Self.patience else { return false }
    // A crowd that takes names queues up, though the log answers.
    return now - lastProgress >= Self.patience || now - oldest >= Self.queuePatience
  }

  func beatIfDue(_ now: Duration) {
    guard isWriterReady, !isBeating, !isClosing, lastBeat.map({ now - $0 >= Self.beat }) ?? true
    else { return }
    if room.needsGuests { leaseGuests() }
    lastBeat = now
    isBeating = true
    pulse.beat(origin, silence: Self.silence).addBoth { [weak self] outcome in
      guard let self else { return }
      isBeating = false
      guard case .success(let silent) = outcome else {
        beatingSince = nil
        return
      }
      let since = beatingSince ?? clock.now
      beatingSince = since
      // While nobody could tell of itself, others were no more silent than we were.
      guard state == .inStep, clock.now - since >= Self.silence else { return }
      dropUnlisted(clock.now)
      for other in silent where other != origin { end(other) }
    }
  }

  /// Nobody is on a server that Redis does not list any more, though we have not read of its end.
  func dropUnlisted(_ now: Duration) {
    guard now - (lastListing ?? .zero) >= Self.silence else { return }
    lastListing = now
    pulse.listed().addCallback { [weak self] listed in
      guard let self, state == .inStep else { return }
      let missing = room.neighbourOrigins.subtracting(listed)
      for other in missing.intersection(unlisted) { end(ghosts: other) }
      unlisted = missing
    }.addErrback { _ in }
  }

  /// Processes that had our name before us are over: their people come to us now.
  func endPredecessors() {
    guard let server = MessageOrigin(origin)?.server else { return }
    pulse.listed().addCallback { [weak self] origins in
      for other in origins where other != self?.origin && MessageOrigin(other)?.server == server {
        self?.end(other, silentFor: .zero)
      }
    }.addErrback { _ in }
  }

  /// Another server has been silent for too long.
  func end(_ other: String, silentFor silence: Duration = RedisBus.silence) {
    log.warning("another server is gone", ["server": other])
    outbox.end(
      other, silentFor: silence, isTold: !room.neighbours(on: other).isEmpty, isShown: isIsland,
      at: clock.now, time: room.timeOfDay())
    pumpSoon()
  }

  func leaseGuests() {
    guard isWriterReady, !isLeasing else { return }
    isLeasing = true
    let count = GuestNumbers.blockSize
    // If the log has forgotten them: whole blocks, since others may have given more of theirs.
    let floor = (room.lastGuest + count - 1) / count * count
    pulse.takeGuests(count, above: floor).addBoth { [weak self] outcome in
      self?.isLeasing = false
      if case .success(let first) = outcome { self?.room.addGuests(first..<first + count) }
    }
  }

  /// Who has one of our people's names by now took it when it was nobody's: nobody shall read of two who
  /// have it.
  private func giveUpLostNames() {
    wasEnded = false
    for member in room.members + room.leaving where !member.name.isGuest {
      guard let holder = room.neighbour(named: member.name.text) else { continue }
      room.refused(member.name, to: member, because: .taken(by: holder.name.text))
    }
  }

  /// Tells of all who are here: somebody has asked, or may know less.
  func tellRosterIfOwed(_ now: Duration) {
    if outbox.hasLostRecords { owesRoster = true }
    // With claims under way it would tell, behind them, of names that are being given up.
    guard owesRoster, !isClosing, !outbox.hasClaims,
      lastRoster.map({ now - $0 >= Self.rosterPause }) ?? true
    else {
      return
    }
    (owesRoster, lastRoster) = (false, now)
    outbox.recordsRestored()
    if wasEnded { giveUpLostNames() }
    add(LogRecord(.rosterBegin))
    for member in room.members + room.leaving {
      add(
        LogRecord(
          .here, member: member.id, name: member.name.text, text: room.note(of: member).text))
    }
    for record in room.absenteeRecords { add(record) }
    add(LogRecord(.rosterEnd))
    if owesNames {
      owesNames = false
      for member in room.members + room.leaving where !member.name.isGuest {
        claim(member.name, for: member)
      }
    }
    pumpSoon()
  }
}
