package import TinyReactor

/// The people who talk to each other. It knows nothing of sockets.
///
/// What is said is encoded once into a frame. When the frame leaves, each member gets one write with
/// all that the others said, in the order in which they said it.
package final class Room {
  /// A frame that has grown so far leaves at once.
  package static let frameBytesMax = 65_536
  /// A member with more than this unsent is behind; the same mark at which a transport tells its
  /// producer to wait.
  package static let behindBytes = OutputLimits.highWaterBytes
  /// How often a congested room looks whether it still is.
  package static let congestionPause = Duration.milliseconds(5)

  /// Members in no particular order.
  package private(set) var members: [Member] = []
  /// Half of the room or more has not read what was said: who talks should wait. A single slow
  /// reader is not waited for, but cut off by its transport.
  package private(set) var isCongested = false
  /// Called when somebody has come or gone.
  package var onChange: () -> Void = {}

  // Counters, for the metrics.
  package private(set) var linesSaid = 0
  package private(set) var framesSent = 0
  package private(set) var bytesSent = 0

  private let clock: any ReactorTime
  private var names = Names()
  private var nextID = 0
  private var frame = Frame(number: 0)
  private var pacer = FramePacer()
  private var flushCall: DelayedCall?
  private var congestionCall: DelayedCall?
  private var comings = Comings()
  private var isAnnouncing = false

  package init(on clock: any ReactorTime) {
    self.clock = clock
  }

  // MARK: - Coming and going

  /// Lets somebody in under a guest's name. They get what is said from now on; what they should read
  /// first is theirs to be told before anything else happens.
  package func join(_ transport: any Transport) -> Member {
    let number = names.takeGuestNumber()
    let member = Member(
      id: nextID, name: .guest(number), transport: transport, since: clock.now)
    nextID += 1
    member.guestNumber = number
    member.index = members.count
    member.received = (frame.number, frame.bytes.count)
    members.append(member)
    names.add(member)
    comings.add(member)
    announceLater()
    onChange()
    return member
  }

  /// Does nothing when they have left already.
  package func leave(_ member: Member, _ how: Departure = .left) {
    guard member.isHere else { return }
    member.isHere = false
    names.remove(member)
    members.swapAt(member.index, members.count - 1)
    members[member.index].index = member.index
    members.removeLast()
    comings.remove(member, how)
    if !isAnnouncing { announceComings() }
    announceLater()
    onChange()
  }

  /// Throws in words for the member what is wrong with the name.
  package func rename(_ member: Member, to text: String) throws(NicknameProblem) {
    let old = member.name
    let name = try Nickname(chosen: text)
    try names.rename(member, to: name)
    guard name != old else { return }
    announceComings()  // or a name could be said to leave after somebody else took it
    if !member.isAnnounced {
      member.isAnnounced = true
      post(.notice("\(old.text) joined"), by: member)
    }
    post(.notice("\(old.text) is now \(name.text)"))
  }

  /// Ends a member's stay in good order: what they have been told still reaches them.
  package func dismiss(_ member: Member) {
    catchUp(member)
    leave(member)
    member.transport.loseConnection()
  }

  /// Tells everybody why, and lets them go.
  package func close(saying farewell: String) {
    announce(farewell)
    flush()
    for member in members { member.transport.loseConnection() }
  }

  private func announceComings() {
    for (text, author) in comings.take(at: clock.now) { post(.notice(text), by: author) }
  }

  /// Announces at intervals while there is something to announce: a silent room has no timer.
  private func announceLater() {
    guard !isAnnouncing else { return }
    isAnnouncing = true
    clock.callLater(Comings.pause) { [weak self] in
      guard let self else { return }
      isAnnouncing = false
      announceComings()
      if !comings.isEmpty { announceLater() }
    }
  }

  // MARK: - Talking

  package func say(_ text: CleanText, by member: Member) {
    linesSaid += 1
    post(.said(by: member.name, text), by: member)
  }

  package func act(_ text: CleanText, by member: Member) {
    linesSaid += 1
    post(.done(by: member.name, text), by: member)
  }

  /// A notice to everybody.
  package func announce(_ text: String) {
    post(.notice(text))
  }

  /// Notices to one member, in order with what they have been told so far.
  package func tell(_ member: Member, _ notices: String...) {
    tell(member, notices)
  }

  package func tell(_ member: Member, _ notices: [String]) {
    var bytes = takeShare(of: frame, member)
    for notice in notices { RoomLine.notice(notice).encode(into: &bytes) }
    write(bytes, to: member)
  }

  private func post(_ line: RoomLine, by author: Member? = nil) {
    frame.append(line, author: author?.id)
    author?.lastWrote = frame.number
    if frame.bytes.count >= Self.frameBytesMax {
      flush()
    } else if flushCall == nil {
      let delay = pacer.delay(at: clock.now, members: members.count)
      flushCall = clock.callLater(delay) { [weak self] in self?.flush() }
    }
  }

  // MARK: - The frame

  /// Sends the frame: one write a member. A transport reports a loss in a later turn, so nobody
  /// leaves meanwhile.
  private func flush() {
    flushCall?.cancelIfActive()
    flushCall = nil
    guard !frame.bytes.isEmpty else { return }
    let leaving = frame
    frame = Frame(number: leaving.number + 1)
    framesSent += 1
    let began = clock.now
    for member in members { write(takeShare(of: leaving, member), to: member) }
    pacer.flushed(from: began, to: clock.now)
    measureCongestion()
  }

  /// Sends one member what the frame holds so far.
  private func catchUp(_ member: Member) {
    write(takeShare(of: frame, member), to: member)
  }

  /// What of the frame a member has not been sent; it is counted as sent from now on.
  private func takeShare(of frame: Frame, _ member: Member) -> [UInt8] {
    let start = member.received.frame == frame.number ? member.received.bytes : 0
    member.received = (frame.number, frame.bytes.count)
    return frame.share(
      of: member.id, isAuthor: member.lastWrote == frame.number, from: start)
  }

  private func write(_ bytes: [UInt8], to member: Member) {
    guard !bytes.isEmpty else { return }
    bytesSent += bytes.count
    member.transport.write(bytes)
  }

  /// Looks again after a while when it is so: nobody talks in a congested room, so that no flush
  /// would notice its end.
  private func measureCongestion() {
    let behind = members.count { $0.transport.unsentBytes > Self.behindBytes }
    isCongested = behind > 0 && behind * 2 >= members.count
    guard isCongested, congestionCall == nil else { return }
    congestionCall = clock.callLater(Self.congestionPause) { [weak self] in
      self?.congestionCall = nil
      self?.measureCongestion()
    }
  }
}
