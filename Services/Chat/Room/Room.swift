package import TinyReactor

/// The people who talk to each other. It knows nothing of sockets.
///
/// What is said is encoded once into a frame. When the frame leaves, each member gets one write with
/// all that the others said, in the order in which they said it.
///
/// Here is who comes and goes; `RoomTalk.swift` has what they say, `RoomModeration.swift` what admins
/// do, `DeadLines.swift` who gives way, `RoomDelivery.swift` how lines reach members.
package final class Room {
  /// A frame that has grown so far leaves at once.
  package static let frameBytesMax = 65_536
  /// A member with more than this unsent is behind; the same mark at which a transport tells its
  /// producer to wait.
  package static let behindBytes = OutputLimits.highWaterBytes
  /// How often a congested room looks whether it still is.
  package static let congestionPause = Duration.milliseconds(5)
  /// Who stays behind for longer is not waited for any more, however many they are: people who do
  /// not read must not silence those who do.
  package static let patience = Duration.seconds(1)

  /// For whoever may sit before a terminal that answers no more.
  package static let closedNotice =
    "the connection is closed; if your prompt is not back, press Ctrl-C"

  /// Members in no particular order.
  package internal(set) var members: [Member] = []
  /// Those whose connection is lost and who are still heard for a moment; `LastWords` bounds them.
  package internal(set) var leaving: [Member] = []
  /// Half of the room or more has not read what was said: who talks should wait. A single slow
  /// reader is not waited for, but cut off by its transport.
  package internal(set) var isCongested = false
  /// Called when somebody has come or gone.
  package var onChange: () -> Void = {}
  /// Called with who has a new name, and the one before.
  package var onRename: (Member, Nickname) -> Void = { _, _ in }

  // Counters, for the metrics.
  package internal(set) var linesSaid = 0
  package internal(set) var framesSent = 0
  package internal(set) var bytesSent = 0

  let clock: any ReactorTime
  let timeOfDay: () -> WallTime
  var names = Names()
  var absentees = Absentees()
  var history = History()

  // How lines reach members.
  var frame = Frame(number: 0)
  var pacer = FramePacer()
  var flushCall: DelayedCall?
  var congestionCall: DelayedCall?
  /// Members who choose what they see.
  var choosyCount = 0

  private let addressesTell: Bool
  private var nextID: Int
  private var comings = Comings()
  private var isAnnouncing = false

  /// `addressesTell` says whether different people have different addresses, as far as those are not
  /// loopback: behind a published port or a proxy all have the same. The first member's id is `firstID`.
  package init(
    on clock: any ReactorTime, addressesTell: Bool = true, firstID: Int = 0,
    timeOfDay: @escaping () -> WallTime = WallTime.now
  ) {
    self.clock = clock
    self.addressesTell = addressesTell
    nextID = firstID
    self.timeOfDay = timeOfDay
  }

  /// Lets somebody in under a guest's name. They get what is said from now on; what they should read
  /// first is theirs to be told before anything else happens.
  package func join(_ transport: any Transport) -> Member {
    let member = Member(
      id: nextID, name: names.nextGuest(), transport: transport, since: clock.now)
    nextID += 1
    member.index = members.count
    member.received = (frame.number, frame.bytes.count)
    if isTelling(transport.peer), absentees.hasMuted(from: transport.peer, at: clock.now) {
      member.muting = .muted
    }
    members.append(member)
    names.add(member)
    comings.add(member)
    announceLater()
    onChange()
    return member
  }

  /// Their connection is lost, and lines of theirs wait to be said: they are not here any more, and
  /// have their name until they `leave`.
  package func beginLeaving(_ member: Member) {
    guard member.isHere else { return }
    takeOut(member)
    member.presence = .leaving
    leaving.append(member)
    onChange()
  }

  /// Does nothing when they have left already.
  package func leave(_ member: Member, _ how: Departure = .lost) {
    switch member.presence {
    case .here: takeOut(member)
    case .leaving: leaving.removeAll { $0 === member }
    case .gone: return
    }
    member.presence = .gone(how)
    absentees.add(member, keepsName: how.keepsName, at: clock.now)
    names.remove(member)
    comings.remove(member, how, at: clock.now)
    announceSoon()
    onChange()
  }

  private func takeOut(_ member: Member) {
    members.swapAt(member.index, members.count - 1)
    members[member.index].index = member.index
    members.removeLast()
    if member.options != nil { choosyCount -= 1 }
  }

  /// Throws in words for the member what is wrong with the name.
  package func rename(_ member: Member, to text: String) throws(NicknameProblem) {
    let old = member.name
    let name = try Nickname(chosen: text)
    if let holder = names.holder(of: name, otherThan: member) {
      try tryLine(of: holder, for: member, wanting: name)
    }
    try absentees.check(name, for: member, at: clock.now)
    // Or a name would be said to be taken before it was given up.
    if comings.isGivenUp(name, by: member) { announceComings() }
    try names.rename(member, to: name)
    guard name != old else { return }
    onRename(member, old)
    tell(member, "\(old.text) is now \(name.text)")
    if absentees.takeBack(name, at: clock.now), !member.isMuted { mute(member) }
    if !member.isMuted {
      comings.note(member)
      announceSoon()
    } else if member.knownName == nil {
      // Somebody muted could go on talking in names.
      (member.knownName, member.standing) = (old, .told)
    }
    if choosyCount > 0 { for other in members { other.options?.follow(member) } }
  }

  /// Ends a member's stay in good order: what they have been told still reaches them.
  package func dismiss(_ member: Member, _ how: Departure = .lost) {
    if how.closesConnection { tellOfEnd(member) } else { catchUp(member) }
    leave(member, how)
    member.transport.loseConnection()
  }

  /// Tells everybody why, and lets them go.
  package func close(saying farewell: String) {
    announce(farewell)
    flush()
    for member in members {
      tellOfEnd(member)
      member.transport.loseConnection()
    }
  }

  /// The last that they read: many an `nc` stays until something is typed.
  private func tellOfEnd(_ member: Member) {
    if member.speaksTelnet { catchUp(member) } else { tell(member, Self.closedNotice) }
  }

  /// Who goes by `name`, or by one that looks the same.
  package func member(named name: String) -> Member? { names.holder(of: name) }

  /// Who has that id; nil when they have left.
  package func member(withID id: Int) -> Member? {
    members.first { $0.id == id } ?? leaving.first { $0.id == id }
  }

  func isTelling(_ peer: SocketAddress) -> Bool { addressesTell && !peer.isLoopback }

  // MARK: - What the others are told of it

  /// Before somebody is heard whose coming or new name the others have not read of. Who is heard in
  /// their first second is announced by their words: most such lines are piped in.
  func introduce(_ member: Member) {
    let isBrief = !member.isHere || clock.now - member.since < Comings.pause
    if member.knownName == nil, isBrief {
      (member.knownName, member.standing) = (member.name, .told)
    } else {
      comings.note(member)
      announceComings()
      announceLater()
    }
  }

  /// Has the others read the name of somebody whose last change they have not been told of.
  func tellName(of member: Member) {
    guard !member.isGone, let known = member.knownName, known != member.name else { return }
    if names.holder(of: known, otherThan: member) != nil { member.knownName = nil }
    comings.note(member)
    announceSoon()
  }

  private func announceSoon() {
    if !isAnnouncing { announceComings() }
    announceLater()
  }

  private func announceComings() {
    for (line, author) in comings.take(at: clock.now) { post(line, by: author) }
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
}
