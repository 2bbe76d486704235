import Support
import Testing
import TinyReactor

/// The talk's `chat.py`: a protocol and a factory, and the factory's banner for whoever comes.
private final class NetCatChatProtocol: StreamProtocol {
  private let factory: NetCatChatFactory
  private var transport: (any Transport)?

  init(_ factory: NetCatChatFactory) { self.factory = factory }

  func connectionMade(_ transport: any Transport) {
    self.transport = transport
    factory.clients += 1
    transport.write(factory.banner)
  }

  func dataReceived(_ data: Span<UInt8>) {
    transport?.write((0..<data.count).map { data[$0] })
  }

  func connectionLost(_ reason: ConnectionLost) { factory.clients -= 1 }
}

private final class NetCatChatFactory: StreamFactory {
  var banner = "Welcome to NetCatChat!\n"
  var clients = 0

  func buildProtocol(for peer: SocketAddress) -> (any StreamProtocol)? { NetCatChatProtocol(self) }
}

/// The talk's `runner.py`, with somebody who comes, says something, and has the last word.
@Test func `chat greets with its banner and echoes`() throws {
  let reactor = try Reactor()
  let factory = NetCatChatFactory()
  let port = try ServerEndpoint("tcp:0").listen(on: reactor, factory)

  let guest = RecordingProtocol()
  guest.onMade = { $0.transport?.write("hello?\n") }
  guest.onData = { guest in
    guard guest.text == "Welcome to NetCatChat!\nhello?\n" else { return }
    guest.transport?.loseConnection()
    reactor.callLater(.milliseconds(10)) { reactor.stop() }
  }
  ClientEndpoint.tcp(host: "127.0.0.1", port: port.address.port)
    .connect(on: reactor, Factory { _ in guest })
    .addCallbacks({ _ in }, { _ in reactor.stop() })
  reactor.run()
  #expect(guest.text == "Welcome to NetCatChat!\nhello?\n")
  #expect(factory.clients == 0)
}
