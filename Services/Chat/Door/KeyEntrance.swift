import ServiceKit
package import TinyReactor
import Wire

/// Somebody at doors that ask for a word. Until they give it they hear nothing and nobody hears of them;
/// then a `ChatProtocol` takes over, with what they have sent behind it.
///
/// They count as connections, and for their address.
package final class KeyEntrance: HalfCloseableProtocol {
  /// How long they have; a pipe sends the word at once.
  package static let timeMax = Duration.seconds(60)
  /// Wrong words from one network: so many at once, then 360 an hour, as for the dashboard's password.
  package static let triesRate = Rate(burst: 20, every: .seconds(10))
  /// Wrong words from one connection.
  package static let wrongWordsMax = 3
  /// Other lines: who pipes a log in without the word is not to be answered for a minute.
  package static let linesMax = 10

  /// Bytes without the word. What comes with it, in one piece, may be more.
  package static let bytesMax = 16_384

  private static let request = "this room asks for a word: /key WORD"

  private let factory: ChatFactory
  private var transport: (any Transport)?
  private var conversation: ChatProtocol?
  private var opening = Opening()
  private var pending = PendingLines()
  private var timeoutCall: DelayedCall?
  private var bytes = 0
  private var wrongWords = 0
  private var lines = 0
  private var isFirstLine = true

  init(_ factory: ChatFactory) { self.factory = factory }

  package func connectionMade(_ transport: any Transport) {
    self.transport = transport
    factory.entrances.append(self)
    tell(Self.request)
    timeoutCall = factory.clock.callLater(Self.timeMax) { [weak self] in
      self?.turnAway(telling: "nobody gave the word in \(Self.timeMax.components.seconds) s")
    }
  }

  package func dataReceived(_ data: Span<UInt8>) {
    if let conversation { return conversation.dataReceived(data) }
    guard transport != nil else { return }
    factory.bytesReceived += data.count
    if let stranger = opening.add(data) { return cut(stranger) }
    pending.feed(data)
    readLines()
    bytes += data.count
    if bytes > Self.bytesMax { turnAway() }
  }

  package func readConnectionLost() {
    if conversation == nil {
      pending.finish()
      readLines()
    }
    guard let conversation else { return turnAway() }
    conversation.readConnectionLost()
  }

  package func readConnectionFinishing() { conversation?.readConnectionFinishing() }

  package func connectionBroken(_ reason: ConnectionLost) -> Bool {
    conversation?.connectionBroken(reason) ?? false
  }

  package func connectionLost(_ reason: ConnectionLost) {
    if let conversation { return conversation.connectionLost(reason) }
    if let transport = leaveTheDoor() { factory.turnedAway(transport.peer) }
    factory.connectionEnded(reason)
  }

  // MARK: - The word

  private func readLines() {
    while conversation == nil, let transport, let event = pending.next() {
      switch event {
      case .reply(let bytes): transport.write(bytes)
      case .end: turnAway()
      case .dropped: break
      case .line(let line), .beginning(let line): hear(line, isWhole: event == .line(line))
      }
    }
  }

  private func hear(_ line: [UInt8], isWhole: Bool) {
    if isFirstLine, let stranger = ForeignProtocol(firstLine: line, isWhole: isWhole) {
      return cut(stranger)
    }
    isFirstLine = false
    let utterance = Utterance(CleanText(line))
    switch utterance {
    case .silence: break
    case .command("key", let word): hear(word: word.text)
    case .command("quit", _): turnAway(telling: "goodbye")
    case .command, .say: tell(Self.request)
    }
    lines += 1
    if lines == Self.linesMax { turnAway() }
  }

  private func hear(word: String) {
    guard let transport else { return }
    let (network, now) = (transport.peer.network, factory.clock.now)
    let wait = factory.keyTries.wait(from: network, at: now)
    guard wait == .zero else {
      let seconds = max(1, wait.components.seconds)
      return turnAway(
        telling: "too many wrong words from your address; try again in \(seconds) s")
    }
    if factory.doorkeeper.entry.lets(in: word) { return letIn() }
    factory.keyTries.take(from: network, at: now)
    wrongWords += 1
    guard wrongWords < Self.wrongWordsMax else { return turnAway(telling: "that is not the word") }
    tell("that is not the word; /key WORD tries another")
  }

  /// The word was right, or there is no need for one any more.
  func letIn() {
    guard let transport = leaveTheDoor() else { return }
    let conversation = ChatProtocol(factory, alreadyHeard: pending)
    self.conversation = conversation
    pending = PendingLines()
    factory.welcome()
    conversation.connectionMade(transport)
    // What was sent behind the word is there already.
    conversation.dataReceived([UInt8]().span)
  }

  // MARK: - The end

  /// Does nothing once they are in, or turned away.
  func turnAway(telling why: String? = nil) {
    guard let transport = leaveTheDoor() else { return }
    factory.turnedAway(transport.peer)
    var line: [UInt8] = []
    for notice in [why, Room.closedNotice].compactMap({ $0 }) {
      RoomLine.notice(notice).encode(into: &line)
    }
    transport.write(line)
    transport.loseConnection()
  }

  /// Nil when they have left it already.
  private func leaveTheDoor() -> (any Transport)? {
    timeoutCall?.cancelIfActive()
    timeoutCall = nil
    factory.entrances.removeAll { $0 === self }
    return transport.take()
  }

  private func cut(_ stranger: ForeignProtocol) {
    guard let peer = transport?.peer else { return }
    factory.log.info("cut a foreign protocol", ["peer": peer, "protocol": stranger])
    turnAway()
  }

  private func tell(_ notice: String) {
    var line: [UInt8] = []
    RoomLine.notice(notice).encode(into: &line)
    transport?.write(line)
  }

  /// Whose address a ban is for.
  var peer: SocketAddress? { transport?.peer }
}
