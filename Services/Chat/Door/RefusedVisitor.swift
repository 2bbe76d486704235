package import TinyReactor

/// Tells a newcomer why they cannot come in.
package final class RefusedVisitor: StreamProtocol {
  private let reason: String
  private let onEnd: () -> Void

  /// `onEnd` is called when the connection is gone; it lingers until the peer has read.
  package init(_ refusal: Doorkeeper.Refusal, onEnd: @escaping () -> Void = {}) {
    reason = refusal.text
    self.onEnd = onEnd
  }

  package func connectionMade(_ transport: any Transport) {
    var line: [UInt8] = []
    RoomLine.notice(reason).encode(into: &line)
    RoomLine.notice(Room.closedNotice).encode(into: &line)
    transport.write(line)
    transport.loseConnection()
  }

  package func dataReceived(_ data: Span<UInt8>) {}
  package func connectionLost(_ reason: ConnectionLost) { onEnd() }
}
