package import Service
package import TinyReactor

/// What one chat server allows; nil or 0 is no limit.
package struct ChatLimits {
  package var connectionsMax = 10_000
  package var connectionsPerAddress = 16
  package var talk = Rate(burst: 10, perSecond: 4)

  package init() {}
}

/// Greets whoever connects and holds what all conversations share.
package final class ChatFactory: StreamFactory {
  package let room: Room
  /// Shown to newcomers from now on.
  package var banner = BannerText.builtIn

  let clock: any ReactorTime
  let log: Log
  let talkRate: Rate?
  var doorkeeper: Doorkeeper

  // Counters, for the metrics.
  package private(set) var accepted = 0
  package private(set) var refused = 0
  package private(set) var slowReaders = 0
  package internal(set) var bytesReceived = 0

  private var open = 0
  private var whenEmpty: Deferred<Void>?

  /// `timeOfDay` is the wall clock; `clock` only measures how long to wait.
  package init(
    on clock: any ReactorTime, log: Log, limits: ChatLimits = ChatLimits(),
    timeOfDay: @escaping () -> WallTime = WallTime.now
  ) {
    self.clock = clock
    self.log = log
    room = Room(
      on: clock, addressesTell: limits.connectionsPerAddress > 0, timeOfDay: timeOfDay)
    talkRate = limits.talk
    doorkeeper = Doorkeeper(
      connectionsMax: limits.connectionsMax, perAddressMax: limits.connectionsPerAddress)
  }

  package func buildProtocol(for peer: SocketAddress) -> (any StreamProtocol)? {
    if let refusal = doorkeeper.admit(peer, at: clock.now, time: room.timeOfDay()) {
      refused += 1
      log.debug("refused", ["peer": peer, "reason": refusal.text])
      return Turnaway(refusal)
    }
    accepted += 1
    open += 1
    return ChatProtocol(self)
  }

  /// A conversation that `buildProtocol` began is over.
  func conversationEnded(_ member: Member, _ reason: ConnectionLost) {
    let peer = member.transport.peer
    doorkeeper.leave(peer, at: clock.now)
    if reason == .slowReader { slowReaders += 1 }
    room.leave(member, reason == .slowReader ? .tooSlow : .lost)
    log.info(
      "left",
      ["peer": peer, "name": member.name.text, "reason": reason, "members": room.members.count])
    open -= 1
    if open == 0 { whenEmpty.take()?.callback(()) }
  }

  /// Tells everybody that this is the end; fires when the last connection is closed.
  package func shutDown() -> Deferred<Void> {
    guard open > 0 else { return .succeeded(()) }
    let empty = Deferred<Void>()
    whenEmpty = empty
    room.close(saying: "the server is shutting down; goodbye")
    return empty
  }
}
