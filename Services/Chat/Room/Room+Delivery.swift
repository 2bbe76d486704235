import TinyReactor

/// How lines reach members: gathered in a frame, and then with one write for each of them.
extension Room {
  func post(_ line: RoomLine, by author: Member? = nil) {
    let start = frame.bytes.count
    frame.append(line, author: author?.id)
    if let author {
      author.lastWrote = frame.number
      if line.kind == .talk, historyLines > 0 {
        history.add(frame.bytes[start...], by: author.id, at: timeOfDay())
      }
    }
    if frame.bytes.count >= Self.frameBytesMax {
      flush()
    } else if flushCall == nil {
      let delay = pacer.delay(at: clock.now, members: members.count)
      flushCall = clock.callLater(delay) { [weak self] in self?.flush() }
    }
  }

  /// Sends the frame: one write a member. A transport reports a loss in a later turn, so nobody
  /// leaves meanwhile.
  func flush() {
    flushCall?.cancelIfActive()
    flushCall = nil
    guard !frame.bytes.isEmpty else { return }
    let leaving = frame
    frame = Frame(number: leaving.number + 1, isMarking: choosyCount > 0)
    framesSent += 1
    let began = clock.now
    for member in members { write(takeShare(of: leaving, member), to: member) }
    pacer.flushed(from: began, to: clock.now)
    measureCongestion()
  }

  /// Sends one member what the frame holds so far.
  func catchUp(_ member: Member) {
    write(takeShare(of: frame, member), to: member)
  }

  /// What of the frame a member has not been sent; it is counted as sent from now on.
  func takeShare(of frame: Frame, _ member: Member) -> [UInt8] {
    let start = member.received.frame == frame.number ? member.received.bytes : 0
    member.received = (frame.number, frame.bytes.count)
    if frame.isMarking, let options = member.options {
      return frame.share(of: member.id, choosing: options, from: start, at: timeOfDay())
    }
    return frame.share(
      of: member.id, isAuthor: member.lastWrote == frame.number, from: start)
  }

  func write(_ bytes: [UInt8], to member: Member) {
    guard !bytes.isEmpty else { return }
    bytesSent += bytes.count
    member.transport.write(bytes)
  }

  /// Behind, and not for so long that they cannot be reading.
  private func isWaitedFor(_ member: Member, at now: Duration) -> Bool {
    guard member.transport.unsentBytes > Self.behindBytes else {
      member.behindSince = nil
      return false
    }
    let since = member.behindSince ?? now
    member.behindSince = since
    return now - since < Self.patience
  }

  /// Looks again after a while when it is so: nobody talks in a congested room, so that no flush
  /// would notice its end.
  private func measureCongestion() {
    let now = clock.now
    let behind = members.count { isWaitedFor($0, at: now) }
    isCongested = behind > 0 && behind * 2 >= members.count
    guard isCongested, congestionCall == nil else { return }
    congestionCall = clock.callLater(Self.congestionPause) { [weak self] in
      self?.congestionCall = nil
      self?.measureCongestion()
    }
  }
}
