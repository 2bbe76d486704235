import Support
import TinyReactor

/// Stands between a chat server and the engine; while it is cut nothing comes through, and nobody is
/// told: a partition that needs no rights.
final class Relay {
  private let reactor: Reactor
  private let target: ClientEndpoint
  private var port: ListeningPort?
  private var ends: [End] = []
  /// Those who came meanwhile.
  private var waiting: [End] = []
  private var isCut = false

  init(to port: Int, on reactor: Reactor) throws {
    self.reactor = reactor
    target = .tcp(host: "127.0.0.1", port: port)
    let factory = Factory { [unowned self] _ in
      let end = End()
      end.onMade = { [unowned self] in welcome($0) }
      return end
    }
    self.port = try ServerEndpoint("tcp:0:interface=127.0.0.1").listen(on: reactor, factory)
  }

  deinit {
    port?.stopListening()
    for end in ends + waiting { end.transport?.abortConnection() }
  }

  var portNumber: Int { Int(port?.address.port ?? 0) }

  func cut() {
    isCut = true
    for end in ends { end.transport?.pauseProducing() }
  }

  func heal() {
    isCut = false
    for end in ends { end.transport?.resumeProducing() }
    for end in waiting { connect(end) }
    waiting = []
  }

  private func welcome(_ end: End) {
    end.transport?.pauseProducing()
    if isCut { waiting.append(end) } else { connect(end) }
  }

  private func connect(_ end: End) {
    let other = End()
    (end.other, other.other) = (other, end)
    target.connect(on: reactor, Factory { _ in other }).addCallbacks(
      { [weak self] _ in
        guard let self else { return }
        ends = ends.filter { $0.transport != nil } + [end, other]
        if isCut { other.transport?.pauseProducing() } else { end.transport?.resumeProducing() }
      },
      { _ in end.transport?.abortConnection() })
  }

  /// One of the two connections of a conversation.
  private final class End: StreamProtocol {
    var transport: (any Transport)?
    weak var other: End?
    var onMade: (End) -> Void = { _ in }

    func connectionMade(_ transport: any Transport) {
      self.transport = transport
      onMade(self)
    }

    func dataReceived(_ data: Span<UInt8>) {
      other?.transport?.write(data.withUnsafeBufferPointer { Array($0) })
    }

    func connectionLost(_ reason: ConnectionLost) {
      transport = nil
      other?.transport?.loseConnection()
    }
  }
}
