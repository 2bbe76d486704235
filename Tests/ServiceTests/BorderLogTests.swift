import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor

/// What passes a process's borders is in the log, for whoever asks for it.
@Suite struct `The log at the borders` {
  /// The lines that a request makes, of the server and of the client that sends it.
  private func lines(level: Log.Level, path: String = "/late") throws -> [Substring] {
    let pipe = Pipe()
    let reactor = try Reactor()
    let service = Service(
      "chat", on: reactor, log: Log("chat", level: level, descriptor: pipe.writing),
      httpListen: try ServerEndpoint("tcp:0:interface=127.0.0.1"))
    service.router.on(.get, "/late") { _ -> HTTPResponse in throw HTTPError(.conflict, "later") }
    service.router.secretsFollow = ["hooks"]
    try service.listenHTTP()
    let port = try #require(service.ports.first).port.address.port
    let client = try HTTPClient(on: reactor, base: "http://127.0.0.1:\(port)")
    service.watch(client)
    _ = try reactor.wait(for: client.send(HTTPRequest(.get, path)))
    _ = try reactor.wait(for: service.shutDown())
    client.close()
    return pipe.take().split(separator: "\n")
  }

  @Test func `with level debug each connection and request has a line`() throws {
    let lines = try lines(level: .debug)
    func has(_ part: String) -> Bool { lines.contains { $0.contains(part) } }
    #expect(has("debug connection peer=127.0.0.1:"))
    #expect(lines.contains { $0.contains(" line=\"GET /late\" status=409 ms=") })
    #expect(has("debug asked line=\"GET /late\" outcome=409 ms="))
    #expect(has("debug connection over peer=127.0.0.1:"), "\(lines)")
  }

  @Test func `what is secret in a path is not in the server's line`() throws {
    let lines = try lines(level: .debug, path: "/hooks/s3cret").filter { !$0.contains("asked") }
    #expect(lines.contains { $0.contains(" line=\"GET /hooks/…\" status=404 ms=") }, "\(lines)")
    #expect(!lines.contains { $0.contains("s3cret") })
  }

  @Test func `with level info they have none`() throws {
    #expect(try !lines(level: .info).contains { $0.contains("late") || $0.contains("connection") })
  }
}
