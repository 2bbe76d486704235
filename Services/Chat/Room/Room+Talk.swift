package import Wire

/// What people say, and what they are told.
extension Room {
  package func say(_ text: CleanText, by member: Member) {
    guard !isJudging || mayBeSaid(.said, text, by: member) else { return }
    text.forEachPart { talk(.said(by: member.name, $0), by: member) }
  }

  package func act(_ text: CleanText, by member: Member) {
    guard !isJudging || mayBeSaid(.done, text, by: member) else { return }
    text.forEachPart { talk(.done(by: member.name, $0), by: member) }
  }

  /// Sends a line to `recipient` alone, and shows the sender that it was sent. A recipient who
  /// ignores the sender does not get it, and the sender is not told: nobody learns who ignores
  /// them.
  package func whisper(_ text: CleanText, from sender: Member, to recipient: Member) {
    guard mayTalk(sender) else { return }
    if sender.standing != .told { introduce(sender) }
    if recipient.options?.ignores(sender.id) != true {
      recipient.correspondent = sender
      text.forEachPart { tell(recipient, .heard(from: sender.name, $0)) }
    }
    text.forEachPart { tell(sender, .told(to: recipient.name, $0)) }
  }

  /// A notice to everybody.
  ///
  /// With other servers: each of them says it by itself. What has an `id` gets into the transcript
  /// once, by whomever it is said.
  package func announce(_ text: String, id: String? = nil) {
    guard let bus else {
      post(.notice(text))
      return
    }
    show(.notice(text))
    if let id { bus.record(.notice(text), once: id) }
  }

  /// Notices to one member, in order with what they have been told so far.
  package func tell(_ member: Member, _ notices: String...) {
    tell(member, notices)
  }

  package func tell(_ member: Member, _ notices: [String]) {
    fanout.send(to: member) { bytes in
      for notice in notices { RoomLine.notice(notice).encode(into: &bytes) }
    }
  }

  /// Whole lines as they are, in order with what the member has been told so far.
  package func show(_ lines: [UInt8], to member: Member) {
    fanout.send(to: member) { $0 += lines }
  }

  func tell(_ member: Member, _ line: RoomLine) {
    fanout.send(to: member) { bytes in
      if member.options?.showsTime == true { timeOfDay().encodeStamp(into: &bytes) }
      line.encode(into: &bytes)
    }
  }

  func talk(_ line: RoomLine, by member: Member) {
    guard mayTalk(member) else { return }
    if member.standing != .told { introduce(member) }
    linesSaid += 1
    member.linesSaid += 1
    if let bus { return bus.post(line, by: member) }
    let (encoded, number) = broadcast(line, by: member)
    guard historyLines > 0 else { return }
    history.add(encoded, by: member.id, at: fanout.frameTime, number: number)
  }

  /// Shows everybody but its author a line that is kept, too. Returns it as it is sent, and its
  /// number.
  @discardableResult
  func post(_ line: RoomLine, by author: Member? = nil) -> (bytes: ArraySlice<UInt8>, number: Int?)
  {
    guard let bus else { return broadcast(line, by: author) }
    bus.post(line, by: author)
    return ([], nil)
  }

  /// The same in a room by itself.
  func broadcast(_ line: RoomLine, by author: Member?) -> (bytes: ArraySlice<UInt8>, number: Int?) {
    let bytes = fanout.post(line, by: author)
    return (bytes, onLine(ShownLine(line, encoded: bytes, by: author, at: fanout.frameTime)))
  }

  /// Whether the member is heard. If not, they are told once; later lines are refused in silence.
  func mayTalk(_ member: Member) -> Bool {
    if !muteHits.isEmpty, let hit = muteHits[member.id], !hit.isInForce(at: timeOfDay()) {
      reconsider(member)
    }
    switch member.muting {
    case .none: return true
    case .muted:
      member.muting = .reminded
      tell(member, "you are muted: nobody hears what you say")
    case .reminded: break
    }
    return false
  }

  // MARK: - The past

  /// How many lines a newcomer is shown; 0 is none, and then none are kept.
  package var historyLines: Int {
    get { history.linesShown }
    set { if newValue != history.linesShown { history.linesShown = newValue } }
  }

  /// The last `count` lines as `member` may see them, with a notice before; empty when there are
  /// none.
  package func past(_ count: Int, for member: Member) -> [UInt8] {
    let lines = history.last(count) { member.options?.ignores($0) ?? false }
    guard !lines.isEmpty else { return [] }
    var bytes: [UInt8] = []
    RoomLine.notice("said before (times in UTC):").encode(into: &bytes)
    let today = timeOfDay()
    for line in lines { line.encode(into: &bytes, at: today) }
    return bytes
  }

  /// Shows a member the last `count` lines.
  package func recall(_ count: Int, for member: Member) {
    let past = past(count, for: member)
    guard !past.isEmpty else {
      return tell(
        member, historyLines == 0 ? "no past lines are kept here" : "nothing has been said yet")
    }
    show(past, to: member)
  }
}
