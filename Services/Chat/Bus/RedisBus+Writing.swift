import RoomLog
import ServiceKit
package import TinyReactor
import TinyRedis
import Wire

/// How what happens here gets into the log.
extension RedisBus {
  // MARK: - Into the log

  func pumpSoon() {
    guard pumpCall == nil, !outbox.isSending, !outbox.isEmpty, isWriterReady else { return }
    // In a busy room, writing and reading take turns: one question and one answer for both.
    if reader.isResting, outbox.draftCount == 1 { return }
    // What queues up goes as fast as it is answered.
    let isAlone = outbox.draftCount == 1
    let pause =
      isAlone ? lastSent.map { max(.zero, $0 + Self.entryPause - clock.now) } ?? .zero : .zero
    pumpCall = clock.callLater(pause) { [weak self] in
      self?.pumpCall = nil
      self?.pump()
    }
  }

  /// Sends what waits, and asks for what stands behind `place`. Returns false when nothing is sent.
  @discardableResult
  func pump(reading place: LogCursor? = nil) -> Bool {
    // In an island only what was sent before is sent again, until we have read what the others said.
    guard isWriterReady, !outbox.isSending, let first = outbox.first,
      reader.isInStep || first.number > 0, let draft = outbox.send()
    else {
      checkEmpty()
      return false
    }
    lastSent = clock.now
    let began = clock.now
    let entry = EncodedEntry(
      origin: draft.origin ?? origin, number: draft.number, firstLine: draft.firstLine,
      time: draft.time.milliseconds, isLate: draft.isLate, payload: draft.payload)
    let appended = script.append(entry, draft.changes, reading: place, deadline: Self.deadline)
    let kept =
      replicas == 0
      ? appended
      : appended.addCallback { [self] answer in awaitReplicas().addCallback { answer } }
    kept.addCallbacks(
      { [weak self] answer in
        guard let self else { return }
        let wait = clock.now - began
        ackSeconds += wait / .seconds(1)
        answered(draft, answer.outcome, after: wait)
        if let place { reader.feed(answer.news, at: place) }
      },
      { [weak self] error in
        self?.failed(draft, error)
        if let place { self?.reader.feed(nil, at: place) }
      })
    return true
  }

  /// Fails when too few replicas have it in time. It is in the log all the same.
  func awaitReplicas() -> Deferred<Void> {
    writer.send(
      RESPCommand("WAIT", "\(replicas)", "500"), deadline: Self.deadline + .milliseconds(500)
    ).addCallback { [replicas] reply in
      guard case .integer(let count) = reply, count >= replicas else { throw TooFewReplicas() }
    }
  }

  func answered(
    _ draft: BusOutbox.Draft, _ outcome: AppendScript.Outcome, after wait: Duration
  ) {
    entriesSent += 1
    lastProgress = clock.now
    watch.worked()
    switch outcome {
    case .new(let id), .again(let id):
      outbox.sent(draft)
      newestKnown = max(newestKnown ?? id, id)
    case .taken(let holder): refuse(draft, holder)
    case .alive: _ = outbox.refused(draft)
    }
    // One that is slow would have us come and go.
    if isIsland {
      if wait <= Self.promptness { comeBack() } else { probeLater() }
    }
    sendLetters()
    pumpSoon()
    checkEmpty()
  }

  func refuse(_ draft: BusOutbox.Draft, _ holder: String) {
    guard outbox.refused(draft), let (member, name) = draft.claimant else { return }
    let parts = holder.split(separator: "/")
    let other =
      parts.count == 2
      ? room.name(ofHolder: String(parts[0]), Int(parts[1]) ?? -1, own: origin) : nil
    room.refused(name, to: member, because: .taken(by: (other ?? name).text))
  }

  func failed(_ draft: BusOutbox.Draft, _ error: any Error) {
    outbox.failed(draft)
    resends += 1
    noteRefusal(error)
    if isIsland { probeLater() }
    pumpCall?.cancelIfActive()
    pumpCall = clock.callLater(Self.retryPause) { [weak self] in
      self?.pumpCall = nil
      self?.pump()
    }
  }

  /// An answer that is of no use. Of lost connections their clients tell.
  func noteRefusal(_ error: any Error) {
    if case RedisError.reply = error { return watch.failed(error) }
    if error is UnexpectedReply || error is TooFewReplicas { watch.failed(error) }
  }

  func writerChanged(_ state: RedisState) {
    if case .ready = state { isWriterReady = true } else { isWriterReady = false }
    switch state {
    case .ready:
      lastBeat = nil
      check.run()
      probe()
    case .lost(let why):
      beatingSince = nil
      watch.failed(RedisError.lost(mayHaveRun: false, why))
    case .connecting, .closed: break
    }
  }

  // MARK: - The end

  /// Tells the others that nobody is here any more; fires when they can know, or cannot be told.
  package func finish() -> Deferred<Void> {
    guard !isClosing else { return .succeeded(()) }
    let people = (room.members + room.leaving).map(\.name.text).sorted()
    if !people.isEmpty, !isIsland {
      post(.leaving("\(MembershipNews.list(people)) left (their server is being stopped)"), by: nil)
    }
    isClosing = true
    watch.stop()
    outbox.end(
      origin, silentFor: .zero, isShown: isIsland, at: clock.now, time: room.timeOfDay())
    let empty = Deferred<Void>()
    whenEmpty = empty
    pumpSoon()
    checkEmpty()
    return empty.addTimeout(Self.goodbyeMax, on: clock).addErrback { [self] _ in
      log.warning("the other servers were not told of our end", ["lines": outbox.lines])
    }
  }

  static let goodbyeMax = Duration.seconds(1)

  func checkEmpty() {
    if outbox.isEmpty || (isIsland && isClosing) { whenEmpty.take()?.callback(()) }
  }

  package func close() {
    ticker?.stop()
    reader.stop()
    pumpCall.take()?.cancelIfActive()
    lateCall.take()?.cancelIfActive()
    probeCall.take()?.cancelIfActive()
    readerClient.close()
    writer.close()
  }
}

/// An entry is in the log, and too few replicas have it.
struct TooFewReplicas: Error, CustomStringConvertible {
  var description: String { "too few replicas have what was said (BUS_REPLICAS)" }
}
