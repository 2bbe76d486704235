import Service
package import TinyReactor
import Wire

/// One conversation: turns what a peer sends into what a member of the room says and asks for.
///
/// Who talks faster than the allowance, or while the room is congested, is not read from for a
/// while; nothing is lost. Lines that wait are said as well when the peer has finished sending, or has
/// gone (`seq 30 | nc -q0` does both): the others read that it left when the last one is said.
package final class ChatProtocol: HalfCloseableProtocol {
  /// Unsent output beyond which a reader is too slow.
  package static let outputBytesMax = 262_144
  /// So is one that takes nothing for this long.
  package static let outputStallMax = Duration.seconds(10)

  /// Bytes read at once from who may be made to wait: what such a talker can have us hold. About as
  /// much text as can be said in `afterlifeMax` of somebody who is gone; of what they sent beyond, the
  /// kernel may throw away what we have not read.
  package static let readBytesMax = 16_384

  /// How long lines that wait are said after their connection is lost.
  package static let afterlifeMax = Duration.seconds(60)

  private let factory: ChatFactory
  private var member: Member?
  private var decoder = LineDecoder()
  private var allowance = Allowance()
  /// What was decoded and has to wait.
  private var waiting: LineDecoder.Event?
  private var holdCall: DelayedCall?
  private var isFirstLine = true
  private var wasToldToWait = false
  private var wasToldToQuit = false
  private var isReadOver = false
  /// The connection is lost, and lines still wait.
  private var lost: (reason: ConnectionLost, at: Duration)?
  /// Nobody is slowed any more: the server is about to end.
  private var isHurried = false

  init(_ factory: ChatFactory) {
    self.factory = factory
  }

  package func connectionMade(_ transport: any Transport) {
    transport.outputBytesMax = Self.outputBytesMax
    transport.outputStallMax = Self.outputStallMax
    if factory.talkRate != nil { transport.readBytesMax = Self.readBytesMax }
    let member = factory.room.join(transport)
    self.member = member
    transport.write(greeting(member))
    factory.log.info(
      "joined",
      ["peer": transport.peer, "name": member.name.text, "members": factory.room.members.count])
  }

  package func dataReceived(_ data: Span<UInt8>) {
    guard member?.isGone == false else { return }
    factory.bytesReceived += data.count
    decoder.feed(data)
    if holdCall == nil { proceed() }
  }

  package func readConnectionLost() {
    isReadOver = true
    decoder.finish()
    if holdCall == nil { proceed() }
  }

  package func connectionLost(_ reason: ConnectionLost) {
    guard let member else { return }
    factory.connectionEnded(member.transport.peer, reason)
    lost = (reason, factory.clock.now)
    isReadOver = true
    decoder.finish()
    let hasMoreToSay = holdCall != nil && member.isHere
    if hasMoreToSay, reason != .slowReader, reason != .aborted, factory.keep(self, of: member) {
      return
    }
    end()
  }

  /// The connection is lost, and nothing more is said.
  func end() {
    holdCall?.cancelIfActive()
    holdCall = nil
    guard let lost, let member = member.take() else { return }
    factory.conversationEnded(self, member, lost.reason)
  }

  /// Says all that waits, now.
  func sayAll() {
    isHurried = true
    proceed()
    end()
  }

  /// Bytes that wait to be said.
  var heldBytes: Int { decoder.heldBytes }

  /// The banner, the past if it is shown, and who one is.
  private func greeting(_ member: Member) -> [UInt8] {
    var greeting = factory.banner.bytes
    greeting += factory.room.past(factory.room.historyLines, for: member)
    RoomLine.notice(welcome(member)).encode(into: &greeting)
    if member.isMuted {
      RoomLine.notice("you are still muted: nobody hears what you say").encode(into: &greeting)
    }
    return greeting
  }

  private func welcome(_ member: Member) -> String {
    let others = factory.room.members.count - 1
    let company =
      switch others {
      case 0: "nobody else is here yet"
      case 1: "1 other is here"
      default: "\(others) others are here"
      }
    return "you are \(member.name.text); \(company). /help lists the commands."
  }

  // MARK: - Line by line

  /// Takes lines until there are no more, or the next one has to wait.
  private func proceed() {
    guard let member else { return }
    while !member.isGone, let event = waiting.take() ?? decoder.next() {
      if case .reply(let bytes) = event {
        member.transport.write(bytes)
      } else if let pause = pause(before: event, of: member) {
        waiting = event
        return hold(member, for: pause)
      } else {
        handle(event, from: member)
      }
    }
    if isReadOver, member.isHere { factory.room.dismiss(member) }
  }

  /// How long the next line has to wait; nil takes it out of the allowance.
  /// Commands do not wait for a congested room.
  private func pause(before event: LineDecoder.Event, of member: Member) -> Duration? {
    if isHurried { return nil }
    if factory.room.isCongested, !event.isCommand { return Room.congestionPause }
    guard let rate = factory.talkRate else { return nil }
    let now = factory.clock.now
    let wait = allowance.wait(at: now, rate)
    guard wait == .zero else {
      tellToWait(member)
      return wait
    }
    if allowance.isFull(at: now) { wasToldToWait = false }
    allowance.take(at: now, rate)
    return nil
  }

  private func tellToWait(_ member: Member) {
    guard !wasToldToWait else { return }
    wasToldToWait = true
    factory.room.tell(
      member, "you talk faster than the room may listen; your lines wait, none is lost")
  }

  private func hold(_ member: Member, for pause: Duration) {
    if let lost, factory.clock.now > lost.at + Self.afterlifeMax { return }
    member.transport.pauseProducing()
    holdCall = factory.clock.callLater(pause) { [self] in
      holdCall = nil
      proceed()
      guard holdCall == nil else { return }
      if lost != nil { end() } else { member.transport.resumeProducing() }
    }
  }

  private func handle(_ event: LineDecoder.Event, from member: Member) {
    if isFirstLine, event != .line([]) {
      isFirstLine = false
      if event.isWebRequest { return turnAwayBrowser(member) }
    }
    switch event {
    case .line(let bytes):
      hear(Utterance(CleanText(bytes)), from: member)
    case .tooLong:
      factory.room.tell(
        member, "a line holds \(Limits.lineBytesMax) bytes; yours was longer and was not said")
    case .reply:
      break
    }
  }

  private func hear(_ utterance: Utterance, from member: Member) {
    if utterance != .silence { member.lastHeard = factory.clock.now }
    switch utterance {
    case .silence: break
    case .say(let text):
      factory.room.say(text, by: member)
      if !wasToldToQuit, let hint = Command.hint(onSaying: text) {
        wasToldToQuit = true
        factory.room.tell(member, hint)
      }
    case .command(let name, let argument):
      Command.run(name, argument, for: member, in: factory.room, factory.banner)
    }
  }

  /// Before any of the request's other lines could be said in its user's name.
  private func turnAwayBrowser(_ member: Member) {
    factory.log.info("cut a web request", ["peer": member.transport.peer])
    factory.room.dismiss(member)
  }
}

extension LineDecoder.Event {
  fileprivate var isCommand: Bool {
    guard case .line(let line) = self else { return false }
    return line.starts(with: "/".utf8) && !line.starts(with: "//".utf8)
  }

  fileprivate var isWebRequest: Bool {
    switch self {
    case .line(let line): WebRequest.begins(with: line)
    case .tooLong(let beginning): WebRequest.isRequest(beginning: beginning)
    case .reply: false
    }
  }
}
