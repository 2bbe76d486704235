import Support
import TinyReactor

/// The real chat server at a free port, with people in it.
final class ChatProcess {
  let process: ChildProcess
  private let reactor: Reactor
  private let port: Int
  private(set) var people: [Talker] = []

  init(on reactor: Reactor, api: String, id: String = "chat-1") throws {
    self.reactor = reactor
    let anywhere = "tcp:0:interface=127.0.0.1"
    process = try ChildProcess(
      [Programs.ours("chat")],
      environment: [
        "CHAT_LISTEN": anywhere, "CHAT_HTTP_LISTEN": anywhere, "CHAT_SERVER_ID": id,
        "CHAT_TALK_RATE": "0", "API_URL": api, "API_TOKEN": "", "LOG_FORMAT": "text",
        "LOG_LEVEL": "info",
      ])
    let log = try process.waitForErrors(" CHAT_LISTEN=127.0.0.1:")
    port =
      Int(log.split(separator: " CHAT_LISTEN=127.0.0.1:").last?.prefix { $0.isNumber } ?? "") ?? 0
  }

  /// Somebody who has come in and goes by `name`.
  func join(_ name: String) throws -> Talker {
    let client = RecordingProtocol()
    let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port)
    _ = try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in client }))
    let talker = Talker(name, client)
    talker.write("/nick \(name)\n")
    try reactor.wait { client.text.contains("is now \(name)") }
    people.append(talker)
    return talker
  }

  func kill() throws {
    process.signal(9)
    _ = try process.waitForExit()
  }
}

/// Somebody who says numbers, one after the other.
final class Talker {
  let name: String
  let client: RecordingProtocol
  private(set) var said = 0

  init(_ name: String, _ client: RecordingProtocol) {
    self.name = name
    self.client = client
  }

  func write(_ text: String) { client.transport?.write(Array(text.utf8)) }

  func say() {
    said += 1
    write("\(name) says \(said)\n")
  }
}
