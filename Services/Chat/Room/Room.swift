import RoomLog
package import TinyReactor
package import Wire

/// The people who talk to each other. It knows nothing of sockets.
///
/// This file has joining, leaving and names; `Room+Talk.swift` has talk, `Room+Moderation.swift`
/// what admins do, `Room+Bots.swift` what programs say, `Room+Rules.swift` who may
/// talk, `Room+Filters.swift` which words are not said, `Room+DeadConnections.swift` how a dead connection gives up its name, and
/// `Room+Neighbours.swift` what comes from other servers.
/// `Fanout` delivers lines to members.
package final class Room {
  /// For people whose terminal may not respond any more.
  package static let closedNotice =
    "the connection is closed; if your prompt is not back, press Ctrl-C"

  /// Members in no particular order.
  package var members: [Member] { fanout.members }
  /// Those whose connection is lost and who are still heard for a moment; `LastWords` bounds them.
  package internal(set) var leaving: [Member] = []
  /// Those who talk should wait for those who read.
  package var isCongested: Bool { fanout.isCongested || bus?.isCongested == true }
  /// What makes one room of several servers; nil: this one is a room by itself.
  package var bus: (any RoomBus)?
  /// Those who are on the other servers.
  var neighbours = Neighbours()
  /// Called when somebody has come or gone.
  package var onChange: () -> Void = {}
  /// Called with a member who has a new name, and their old one.
  package var onRename: (Member, Nickname) -> Void = { _, _ in }
  /// Called with each line that everybody is shown; returns the number by which the transcript will
  /// know it, nil when it is not kept.
  package var onLine: (ShownLine) -> Int? = { _ in nil }
  /// Where to look for what was said before; nil when nowhere.
  package var archive: (any Archive)?
  /// What nobody may be shown any more; it may come back from the archive.
  var hidden: Set<HiddenMessage> = []
  /// Searches under way.
  var searches = 0

  // Counters, for the metrics.
  package internal(set) var linesSaid = 0
  /// By filters.
  package internal(set) var linesRefused = 0
  package internal(set) var linesHeld = 0
  package var framesSent: Int { fanout.framesSent }
  package var bytesSent: Int { fanout.bytesSent }

  let clock: any ReactorTime
  let timeOfDay: () -> WallTime
  var names = Names()
  var absentees = Absentees()
  var wallOffset = WallOffset()
  package internal(set) var talkRules = TalkRules() { didSet { findWhetherJudging() } }
  package internal(set) var filters = WordFilters() { didSet { findWhetherJudging() } }
  /// There is a rule or a filter. Where there is none, a line costs one look at this.
  var isJudging = false
  /// Keeps a line of a member that a filter holds, for a moderator; false when there is no room for it.
  package var onHold: (Member, NewHeldLine.Kind, CleanText, WordFilter) -> Bool = { _, _, _, _ in
    false
  }
  var keptVoices = KeptVoices(timeMax: Absentees.nameKept)
  var history = History()
  /// Nobody may have their names.
  var bots = BotNames()
  /// What the API calls this process; empty where there is none.
  package var origin = MessageOrigin(server: "", instance: "")
  var mutes = Mutes()
  package var bans = Bans()
  /// By which of them somebody is muted, by their id.
  var muteHits: [Int: Mutes.Hit] = [:]
  /// Those that are over here, and not in the API yet.
  var liftedMutes: Set<Int> = []

  let fanout: Fanout

  private let addressesIdentify: Bool
  private var nextID: Int
  private var news = MembershipNews()
  private var isAnnouncing = false

  /// `addressesIdentify` says whether different people have different addresses, loopback aside:
  /// behind a published port or a proxy all have the same. The first member's id is `firstID`.
  package init(
    on clock: any ReactorTime, addressesIdentify: Bool = true, firstID: Int = 0,
    timeOfDay: @escaping () -> WallTime = WallTime.now
  ) {
    self.clock = clock
    self.addressesIdentify = addressesIdentify
    fanout = Fanout(on: clock, timeOfDay: timeOfDay)
    nextID = firstID
    self.timeOfDay = timeOfDay
  }

  /// Lets somebody in under a guest's name. They get what is said from now on; what they should
  /// read first has to be sent to them before anything else happens.
  package func join(_ transport: any Transport) -> Member {
    let member = Member(
      id: takeID(), name: names.nextGuest(), transport: transport, since: clock.now)
    if identifies(transport.peer), absentees.hasMuted(from: transport.peer, at: clock.now) {
      member.muting = .muted
    }
    muteIfKnown(member)
    fanout.add(member)
    names.add(member)
    news.add(member)
    bus?.tell(.here, of: member)
    announceLater()
    onChange()
    return member
  }

  func takeID() -> Int {
    nextID += 1
    return nextID - 1
  }

  /// Their connection is lost, but lines of theirs wait to be said: they are not here any more, but
  /// keep their name until they `leave`.
  package func beginLeaving(_ member: Member) {
    guard member.isHere else { return }
    fanout.remove(member)
    member.presence = .leaving
    leaving.append(member)
    bus?.tell(.leaving, of: member)
    onChange()
  }

  /// Does nothing when the member has left already.
  package func leave(_ member: Member, _ how: Departure = .lost) {
    switch member.presence {
    case .here: fanout.remove(member)
    case .leaving: leaving.removeAll { $0 === member }
    case .gone: return
    }
    member.presence = .gone(how)
    absentees.add(
      member, isMuted: isMutedHere(member), keepsName: how.keepsName, at: clock.now)
    if member.talking.isVoiced { keepVoice(of: member.name, note(of: member)) }
    names.remove(member)
    bus?.tell(.gone, of: member)
    news.remove(member, how, at: clock.now)
    announceSoon()
    muteHits[member.id] = nil
    onChange()
  }

  /// Throws what is wrong with the name, in words for the member.
  package func rename(_ member: Member, to text: String) throws(NicknameProblem) {
    let old = member.name
    let name = try Nickname(chosen: text)
    if let bot = bots.namesake(of: name.text) { throw .bot(bot.name.text) }
    if let ban = bans.ban(of: name, at: timeOfDay()) { throw .banned(ban.notice) }
    if let filter = filters.refusal(of: name) { throw .filtered(reason: filter.reason) }
    if let holder = names.holder(of: name, otherThan: member) {
      try tryLine(of: holder, for: member, wanting: name)
    }
    if let holder = neighbours.holder(of: name.text) {
      try tryLine(of: holder, for: member, wanting: name)
    }
    try absentees.check(name, for: member, at: clock.now)
    // Otherwise the room would read of the name's new owner before its old one gave it up.
    if news.isGivenUp(name, by: member) { announceComings() }
    if let bus, name != old { return claim(name, for: member, on: bus) }
    try names.rename(member, to: name)
    guard name != old else { return }
    followRename(of: member, from: old)
  }

  /// Lets everybody know of a member's new name, within what is told of names.
  func followRename(of member: Member, from old: Nickname) {
    let name = member.name
    onRename(member, old)
    tell(member, "\(old.text) is now \(name.text)")
    if absentees.takeBack(name, at: clock.now), !member.isMuted { mute(member) }
    returnVoice(to: member)
    reconsider(member)
    if !member.isMuted {
      news.note(member)
      announceSoon()
    } else if member.knownName == nil {
      // Otherwise somebody muted could go on talking in names.
      (member.knownName, member.standing) = (old, .told)
    }
    fanout.follow(renamed: Options.Ignored(id: member.id, name: name))
  }

  /// Ends a member's stay in good order: what they have been told still reaches them.
  package func dismiss(_ member: Member, _ how: Departure = .lost) {
    if how.closesConnection { tellOfEnd(member) } else { fanout.catchUp(member) }
    leave(member, how)
    member.transport.loseConnection()
  }

  /// Says `farewell` to everybody and closes their connections.
  package func close(saying farewell: String) {
    if !members.isEmpty { announce(farewell) }
    fanout.flush()
    for member in members {
      tellOfEnd(member)
      member.transport.loseConnection()
    }
  }

  /// The last thing the member reads, since many an `nc` stays until something is typed.
  private func tellOfEnd(_ member: Member) {
    if member.speaksTelnet { fanout.catchUp(member) } else { tell(member, Self.closedNotice) }
  }

  /// The member who goes by `name`, or by a name that looks the same.
  package func member(named name: String) -> Member? { names.holder(of: name) }

  /// The member with that id; nil when they have left.
  package func member(withID id: Int) -> Member? {
    members.first { $0.id == id } ?? leaving.first { $0.id == id }
  }

  /// Whether nobody else comes from that address.
  func identifies(_ peer: SocketAddress) -> Bool { addressesIdentify && !peer.isLoopback }

  // MARK: - What the others are told of it

  /// Called before a member is heard whose arrival or new name the others have not read of. In
  /// their first second, their words alone announce them: most such lines are piped in.
  func introduce(_ member: Member) {
    let isBrief = !member.isHere || clock.now - member.since < MembershipNews.pause
    if member.knownName == nil, isBrief {
      (member.knownName, member.standing) = (member.name, .told)
    } else {
      news.note(member)
      announceComings()
      announceLater()
    }
  }

  /// Lets the others read the name of a member whose last change they have not been told of.
  func tellName(of member: Member) {
    guard !member.isGone, let known = member.knownName, known != member.name else { return }
    if names.holder(of: known, otherThan: member) != nil || neighbours.holder(of: known.text) != nil
    {
      member.knownName = nil
    }
    news.note(member)
    announceSoon()
  }

  private func announceSoon() {
    if !isAnnouncing { announceComings() }
    announceLater()
  }

  private func announceComings() {
    // Whoever took the name on another server meanwhile is the one whom people know by it.
    if !neighbours.isEmpty { news.forget { neighbours.holder(of: $0.text) != nil } }
    for (line, author) in news.take(at: clock.now) { post(line, by: author) }
  }

  /// Announces at intervals while there is something to announce: a silent room has no timer.
  private func announceLater() {
    guard !isAnnouncing else { return }
    isAnnouncing = true
    clock.callLater(MembershipNews.pause) { [weak self] in
      guard let self else { return }
      isAnnouncing = false
      announceComings()
      if !news.isEmpty { announceLater() }
    }
  }
}
