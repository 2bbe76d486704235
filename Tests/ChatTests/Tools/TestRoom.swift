import Chat
import ServiceKit
import Support
import TinyReactor

/// A chat server without sockets, and a clock that moves only when told. It is noon when it begins.
final class TestRoom {
  static let noon = 1_795_521_600  // 2026-11-24 12:00 UTC

  let clock: ManualClock
  let factory: ChatFactory
  var room: Room { factory.room }

  /// Several may have one clock.
  init(
    limits: ChatLimits = ChatLimits(), log: Log = Log(level: .error),
    on clock: ManualClock = ManualClock()
  ) {
    self.clock = clock
    factory = ChatFactory(on: clock, log: log, limits: limits) { [clock] in
      WallTime(seconds: TestRoom.noon + Int(clock.now.components.seconds))
    }
  }

  /// Connects; nil when the newcomer was turned away without a word.
  func connect(from host: String = "127.0.0.1") -> TestPerson? {
    guard let peer = SocketAddress(host: host, port: 4_711),
      let conversation = factory.buildProtocol(for: peer)
    else { return nil }
    let person = TestPerson(conversation, MemoryTransport(peer: peer))
    conversation.connectionMade(person.transport)
    return person
  }

  /// People who have read all that there is to read on arriving.
  func people(_ count: Int) -> [TestPerson] {
    let people = (0..<count).compactMap { _ in connect() }
    settle()
    for person in people { _ = person.read() }
    return people
  }

  /// Ends the turn.
  func turn() { clock.advance(by: .zero) }

  /// Lets everything come to rest that was under way.
  func settle() { clock.advance(by: .seconds(10)) }
}

/// The last that somebody reads whose connection is closed from here.
let closedLine = "-- \(Room.closedNotice)"

/// Somebody at the other end of a connection.
final class TestPerson {
  let conversation: any StreamProtocol
  let transport: MemoryTransport

  init(_ conversation: any StreamProtocol, _ transport: MemoryTransport) {
    self.conversation = conversation
    self.transport = transport
  }

  func type(_ text: String) { type(Array(text.utf8)) }

  func type(_ bytes: [UInt8]) { conversation.dataReceived(bytes.span) }

  func read() -> String { transport.takeText() }

  func readLines() -> [String] {
    read().split(separator: "\r\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  func endInput() { (conversation as? any HalfCloseableProtocol)?.readConnectionLost() }

  /// The peer has finished, and what it has sent is not all read.
  func finish() { (conversation as? any HalfCloseableProtocol)?.readConnectionFinishing() }

  /// The peer is gone, and what it has sent is not all read.
  func breakOff(_ reason: ConnectionLost) -> Bool {
    (conversation as? any HalfCloseableProtocol)?.connectionBroken(reason) ?? false
  }

  func lose(_ reason: ConnectionLost = .done) { conversation.connectionLost(reason) }
}

extension ChatLimits {
  static var none: ChatLimits {
    var limits = ChatLimits()
    limits.talk = nil
    return limits
  }
}
