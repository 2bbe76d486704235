import ServiceKit
package import TinyReactor
import Wire

/// One conversation: turns what a peer sends into what a member of the room says and asks for.
///
/// Members who talk faster than the allowance, or while the room is congested, have to wait;
/// nothing is lost. Waiting lines are still said after the peer has finished sending or is gone
/// (`seq 30 | nc -q0` does both), for as long as `Ending` allows. The others read that the member
/// left once the last line is said.
package final class ChatProtocol: HalfCloseableProtocol {
  /// Unsent output beyond which a reader is too slow.
  package static let outputBytesMax = 262_144
  /// A reader is also too slow when it takes nothing for this long.
  package static let outputStallMax = Duration.seconds(10)

  /// Bytes read at once from a peer that may have to wait: about as much as can be said in a
  /// minute.
  package static let readBytesMax = 16_384
  /// A peer with this much waiting is not read from. One more read may come on top, so that a
  /// `/stop` typed after the lines it is to stop is still heard.
  package static let heldBytesMax = 16_384

  // Large ones first: people are counted in thousands, and padding with them.
  let factory: ChatFactory
  private var member: Member?
  private var opening = Opening()
  private var holdCall: DelayedCall?
  /// When the last of the waiting bytes came.
  private var lastArrival = Duration.zero
  private var ending = Ending()
  var pending: PendingLines
  private var stopWord = StopWord()
  /// Set when the peer is gone. Its connection may last a while longer, with what it sent before.
  private var goneBecause: ConnectionLost?
  private var pace = Pace()
  private var isFirstLine = true
  private var wasHinted = false
  private var isReadOver = false
  private var isConnected = false

  init(_ factory: ChatFactory, alreadyHeard pending: PendingLines = PendingLines()) {
    (self.factory, self.pending) = (factory, pending)
  }

  package func connectionMade(_ transport: any Transport) {
    transport.outputBytesMax = Self.outputBytesMax
    transport.outputStallMax = Self.outputStallMax
    if factory.talkRate != nil { transport.readBytesMax = Self.readBytesMax }
    let member = factory.room.join(transport)
    self.member = member
    isConnected = true
    transport.write(factory.greeting(member))
    factory.log.info(
      "joined",
      ["peer": transport.peer, "name": member.name.text, "members": factory.room.members.count])
  }

  package func dataReceived(_ data: Span<UInt8>) {
    guard let member, !member.isGone else { return }
    factory.bytesReceived += data.count
    if let stranger = opening.add(data) { return turnAway(stranger, member) }
    pending.feed(data)
    member.speaksTelnet = pending.speaksTelnet
    followLogin(of: member)
    if holdCall == nil {
      proceed()
      guard holdCall != nil else { return }
      stopWord = StopWord(after: data)
    } else if stopWord.ends(data) {
      stopTalking()
    }
    if holdCall != nil, pending.heldBytes >= Self.heldBytesMax {
      member.transport.pauseProducing()
    }
    lastArrival = factory.clock.now
    if holdCall != nil, pending.isOver { readConnectionFinishing() }
  }

  package func readConnectionLost() {
    isReadOver = true
    pending.finish()
    if holdCall == nil { proceed() }
    if holdCall != nil { readConnectionFinishing() }
  }

  /// The waiting lines may be all that still comes from this peer. Telling it so also shows whether
  /// it is still there: if it is not, Linux answers with a reset.
  package func readConnectionFinishing() {
    guard let member else { return }
    let now = factory.clock.now
    let isNews =
      pending.isInterrupted
      ? ending.interrupt(at: now) : ending.finish(at: now, lastArrival: lastArrival)
    guard isNews else { return }
    member.isFinishing = true
    let most = ending.span.components.seconds
    factory.room.tell(
      member, "your input has ended; lines of yours that wait are said for \(most) s at most")
  }

  package func connectionBroken(_ reason: ConnectionLost) -> Bool { mayGoOn(after: reason) }

  package func connectionLost(_ reason: ConnectionLost) {
    factory.connectionEnded(reason)
    isConnected = false
    isReadOver = true
    pending.finish()
    if !mayGoOn(after: reason) { end() }
  }

  /// The peer is gone. Returns true when lines of theirs wait and may still be said.
  private func mayGoOn(after reason: ConnectionLost) -> Bool {
    guard let member, !member.isGone, holdCall != nil, reason != .slowReader, reason != .aborted
    else {
      goneBecause = goneBecause ?? reason
      return false
    }
    guard goneBecause == nil else { return true }
    goneBecause = reason
    ending.lose(reason, at: factory.clock.now, lastArrival: lastArrival)
    return factory.keep(self, of: member)
  }

  /// Ends the conversation: nothing more is said, and a connection that is still open is closed.
  func end() {
    holdCall?.cancelIfActive()
    holdCall = nil
    guard let member = member.take() else { return }
    factory.linesUnsaid += pending.drop(member.transport.write)
    factory.conversationEnded(self, member, goneBecause ?? .done)
    if isConnected { member.transport.abortConnection() }
  }

  /// Ends to make room for others who are gone, after saying what the allowance permits at once.
  func giveWay() {
    pace.hurry = .withinAllowance
    proceed()
    end()
  }

  /// Says everything that waits, now, and ends.
  func sayAll() {
    pace.hurry = .all
    proceed()
    end()
  }

  /// Carries out a `/stop`: drops the lines that the member sent before it.
  private func stopTalking() {
    guard let member, !member.isGone else { return }
    let count = pending.drop(upToLastStop: true, member.transport.write)
    factory.room.tell(
      member, "stopped: \(count == 1 ? "1 line" : "\(count) lines") of yours will not be said")
    holdCall?.cancelIfActive()
    goOn(member)
  }

  /// Bytes that wait to be said.
  package var heldBytes: Int { pending.heldBytes }

  // MARK: - Line by line

  /// Takes lines until there are no more, or the next one has to wait.
  private func proceed() {
    guard let member else { return }
    while !member.isGone, let event = pending.next() {
      if case .reply(let bytes) = event {
        member.transport.write(bytes)
      } else if let pause = pause(before: event, of: member) {
        pending.putBack(event)
        return hold(member, for: pause)
      } else {
        handle(event, from: member)
        followLogin(of: member)
      }
    }
    if isReadOver, member.isHere { factory.room.dismiss(member) }
  }

  /// How long the next line has to wait; nil is not at all.
  private func pause(before event: LineDecoder.Event, of member: Member) -> Duration? {
    guard event.line != nil else { return nil }
    if factory.desk?.holdsLines(of: member) == true, pace.hurry != .all {
      return AdminDesk.holdPause
    }
    if member.claimed != nil, factory.room.bus?.isIsland == false, pace.hurry != .all {
      return Room.claimPause
    }
    let pause = pace.pause(
      beforeCommand: event.isCommand, isCongested: factory.room.isCongested, factory.talkRate,
      at: factory.clock)
    if pause?.isNews == true {
      factory.room.tell(
        member, "you talk faster than the room may listen; your lines wait, none is lost")
    }
    return pause?.length
  }

  private func hold(_ member: Member, for pause: Duration) {
    let rest = ending.until.map { $0 - factory.clock.now } ?? pause
    guard rest > .zero else { return giveUp(member) }
    if factory.room.isCongested || pending.heldBytes >= Self.heldBytesMax {
      member.transport.pauseProducing()
    } else {
      member.transport.resumeProducing()
    }
    holdCall = factory.clock.callLater(min(pause, rest)) { [self] in goOn(member) }
  }

  /// The wait is over.
  private func goOn(_ member: Member) {
    holdCall = nil
    proceed()
    guard holdCall == nil else { return }
    if isConnected { member.transport.resumeProducing() } else { end() }
  }

  /// The lines have waited too long since their sender's input ended.
  private func giveUp(_ member: Member) {
    guard member.isHere else { return end() }
    let count = pending.drop(member.transport.write)
    factory.linesUnsaid += count
    factory.room.tell(
      member,
      "your input has ended \(ending.span.components.seconds) s ago; "
        + "\(count == 1 ? "1 line was" : "\(count) lines were") not said")
    factory.room.dismiss(member)
  }

  private func handle(_ event: LineDecoder.Event, from member: Member) {
    if isFirstLine, let line = event.line {
      isFirstLine = false
      let isWhole = event == .line(line)
      if let stranger = ForeignProtocol(firstLine: line, isWhole: isWhole) {
        return turnAway(stranger, member)
      }
    }
    switch event {
    case .line(let bytes), .beginning(let bytes):
      if factory.desk?.takes(bytes, from: member) != true { hear(bytes, from: member) }
    case .dropped(let bytes): tellOfLoss(of: bytes, member)
    case .end: hear(.command(name: "quit", argument: CleanText("")), from: member)
    case .reply: break
    }
  }

  /// Hears a line. One so long that it is said in several counts as that many.
  private func hear(_ bytes: [UInt8], from member: Member) {
    let (line, rest) = CleanText(bytes).split(at: Limits.longLineBytesMax)
    if line.bytes.count > Limits.lineBytesMax {
      for _ in line.parts.dropFirst() { pace.charge(factory.talkRate, at: factory.clock.now) }
    }
    hear(meaning(of: line), from: member)
    if rest > 0 { tellOfLoss(of: rest, member) }
  }

  private func hear(_ utterance: Utterance, from member: Member) {
    if utterance != .silence { member.lastHeard = factory.clock.now }
    if keepsCode(utterance, of: member) { return }
    switch utterance {
    case .silence: break
    case .say(let text):
      factory.room.say(text, by: member)
      if !wasHinted, let hint = Command.hint(onSaying: text) {
        wasHinted = true
        factory.room.tell(member, hint)
      }
    case .command(let name, let argument):
      Command.run(name, argument, for: member, in: factory.room, factory.banner, factory.desk)
    }
  }
}
