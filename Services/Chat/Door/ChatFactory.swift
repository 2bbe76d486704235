package import ServiceKit
package import TinyReactor
package import Wire

/// Greets newcomers and holds what all conversations share.
package final class ChatFactory: StreamFactory {
  package let room: Room
  /// Shown to newcomers from now on.
  package var banner = BannerText.builtIn

  /// Days for which what is said is kept; 0: not at all. Nil while that is not known.
  package internal(set) var retention: Int?
  /// Called with each configuration that holds from now on.
  package var onConfiguration: (ChatConfiguration) -> Void = { _ in }

  let clock: any ReactorTime
  let log: Log
  /// From the settings.
  let ownLimits: ChatLimits
  /// In force.
  package internal(set) var limits: ChatLimits
  var talkRate: Rate?
  var doorkeeper: Doorkeeper
  /// Those who still have to give the word.
  var entrances: [KeyEntrance] = []
  /// Wrong words.
  var keyTries = NetworkTries(KeyEntrance.triesRate)
  /// Where admins log in; nil: nowhere.
  package var desk: AdminDesk?

  // Figures for the metrics.
  /// Connections open now.
  package private(set) var open = 0
  package private(set) var accepted = 0
  package private(set) var refused: [Doorkeeper.Reason: Int] = [:]
  package private(set) var slowReaders = 0
  package internal(set) var bytesReceived = 0
  /// Lines never said: their senders had been gone for too long.
  package internal(set) var linesUnsaid = 0
  /// Health checks of proxies.
  package private(set) var proxyChecks = 0

  /// The most newcomers told at a time why they cannot come in. Others are closed without a word,
  /// or a crowd at a closed door would use up the descriptors kept for health checks
  /// (`ChatLimits`).
  package static let refusedVisitorsMax = 24
  private var refusedVisitors = 0

  private var whenEmpty: Deferred<Void>?
  private var lastWords = LastWords()
  private var isShuttingDown = false
  /// Strangers can knock as often as they like, and must not fill the log.
  private let refusals: RefusalLog

  /// `timeOfDay` is the wall clock; `clock` only measures how long to wait. The first member's id
  /// is `firstMemberID`; each later one gets the next.
  package init(
    on clock: any ReactorTime, log: Log, limits: ChatLimits = ChatLimits(), firstMemberID: Int = 0,
    timeOfDay: @escaping () -> WallTime = WallTime.now
  ) {
    self.clock = clock
    self.log = log
    room = Room(
      on: clock, addressesIdentify: limits.connectionsPerAddress > 0, firstID: firstMemberID,
      timeOfDay: timeOfDay)
    ownLimits = limits
    self.limits = limits
    talkRate = limits.talk
    refusals = RefusalLog(on: clock, log: log)
    room.onRename = { member, old in
      log.info(
        "renamed", ["peer": member.transport.peer, "from": old.text, "to": member.name.text])
    }
    doorkeeper = Doorkeeper(
      connectionsMax: limits.connectionsMax, perAddressMax: limits.connectionsPerAddress)
  }

  package func buildProtocol(for peer: SocketAddress) -> (any StreamProtocol)? {
    if let refusal = doorkeeper.admit(
      peer, at: clock.now, time: room.timeOfDay(), elsewhere: room.count(elsewhereFrom: peer))
    {
      refused[refusal.reason, default: 0] += 1
      refusals.note(refusal, of: peer)
      guard refusedVisitors < Self.refusedVisitorsMax else { return nil }
      refusedVisitors += 1
      return RefusedVisitor(refusal) { [weak self] in self?.refusedVisitors -= 1 }
    }
    open += 1
    if case .whoeverKnows = doorkeeper.entry { return KeyEntrance(self) }
    welcome()
    return ChatProtocol(self)
  }

  /// Somebody gets in.
  func welcome() { accepted += 1 }

  /// Somebody who was at the doors does not get in.
  func turnedAway(_ peer: SocketAddress) {
    doorkeeper.leave(peer, at: clock.now)
    refused[.key, default: 0] += 1
    refusals.note(.noWord, of: peer)
  }

  /// False, since answering a proxy's health check would let it in as a person.
  package var answersProxies: Bool { false }
  package func proxyLookedIn() { proxyChecks += 1 }

  /// A connection with a conversation, or at the doors, is lost: there is room for another.
  func connectionEnded(_ reason: ConnectionLost) {
    doorkeeper.hangUp()
    if reason == .slowReader { slowReaders += 1 }
    open -= 1
    if open == 0 { whenEmpty.take()?.callback(()) }
  }

  /// Lets the waiting lines of somebody who is gone still be said, within limits. Returns false
  /// when it is too late for that.
  func keep(_ conversation: ChatProtocol, of member: Member) -> Bool {
    if isShuttingDown { return false }
    room.beginLeaving(member)
    for other in lastWords.add(conversation) { other.giveWay() }
    return true
  }

  /// Nothing more will be said in that conversation.
  func conversationEnded(_ conversation: ChatProtocol, _ member: Member, _ reason: ConnectionLost) {
    lastWords.remove(conversation)
    desk?.forget(member)
    doorkeeper.leave(member.transport.peer, at: clock.now)
    room.leave(member, reason == .slowReader ? .tooSlow : .lost)
    let how = member.departure?.reason ?? "\(reason)"
    log.info(
      "left",
      [
        "peer": member.transport.peer, "name": member.name.text, "reason": how,
        "members": room.members.count,
      ])
  }

  /// Tells everybody that this is the end; fires when the last connection is closed. Waiting lines
  /// of people who are gone are said at once: they are few, and delay nothing.
  package func shutDown() -> Deferred<Void> {
    isShuttingDown = true
    for conversation in lastWords.conversations { conversation.sayAll() }
    guard open > 0 else { return .succeeded(()) }
    let empty = Deferred<Void>()
    whenEmpty = empty
    let farewell = "the server is shutting down; goodbye"
    for entrance in entrances { entrance.turnAway(telling: farewell) }
    room.close(saying: farewell)
    return empty
  }
}
