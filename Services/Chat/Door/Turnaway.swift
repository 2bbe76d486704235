package import TinyReactor

/// Tells a newcomer why they cannot come in.
package final class Turnaway: StreamProtocol {
  private let reason: String

  package init(_ refusal: Doorkeeper.Refusal) {
    reason = refusal.text
  }

  package func connectionMade(_ transport: any Transport) {
    var line: [UInt8] = []
    RoomLine.notice(reason).encode(into: &line)
    RoomLine.notice(Room.closedNotice).encode(into: &line)
    transport.write(line)
    transport.loseConnection()
  }

  package func dataReceived(_ data: Span<UInt8>) {}
  package func connectionLost(_ reason: ConnectionLost) {}
}
