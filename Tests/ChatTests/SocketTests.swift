import Chat
import Glibc
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// Chat on real sockets, all on the test's own reactor.
struct SocketTests {
  @Test(arguments: PollerKind.allCases)
  func `200 people talk at once: nobody misses, doubles or reorders a line`(
    kind: PollerKind
  ) throws {
    let (people, lines) = (200, 20)
    let server = try Server(kind: kind)
    let clients = try (0..<people).map { _ in try server.connect() }
    for line in 1...lines {
      for (person, client) in clients.enumerated() {
        client.transport?.write("person \(person) line \(line)\n")
      }
      server.reactor.turn(waitingAtMost: .zero)
    }
    let expected = (people - 1) * lines
    try server.reactor.wait { server.chat.room.linesSaid == people * lines }
    for (person, client) in clients.enumerated() {
      try server.reactor.wait { client.talk.count >= expected }
      var next = [Int](repeating: 1, count: people)
      for line in client.talk {
        let words = line.split(separator: " ")
        let (sender, number) = (try #require(Int(words[2])), Int(words[4]))
        #expect(number == next[sender], "\(person) hears \(line)")
        next[sender] += 1
      }
      next[person] = lines + 1
      #expect(next.allSatisfy { $0 == lines + 1 }, "\(person)")
    }
  }

  @Test func `a flood without limits loses nothing and cuts nobody`() throws {
    let server = try Server()
    let clients = try (0..<4).map { _ in try server.connect() }
    let line = String(repeating: "x", count: 63) + "\n"
    let flood = String(repeating: line, count: 10_000)
    clients[0].transport?.write(flood)
    clients[1].transport?.write(flood)
    let said = "<guest-1> ".utf8.count + line.utf8.count + 1
    try server.reactor.wait { clients[2].received.count >= 20_000 * said }
    try server.reactor.wait { clients[0].received.count >= 10_000 * said }
    #expect(clients[2].talk.count == 20_000)
    #expect(clients[0].talk.count == 10_000)
    #expect(server.chat.room.members.count == 4)
  }

  @Test func `a slow reader loses its connection, the others do not notice`() throws {
    let server = try Server()
    let clients = try (0..<4).map { _ in try server.connect() }
    try server.reactor.wait { clients[0].text.contains("guest-4 joined") }
    clients[3].transport?.pauseProducing()
    let line = String(repeating: "y", count: 999) + "\n"
    var sent = 0
    while server.chat.slowReaders == 0, sent < 30_000 {
      clients[0].transport?.write(String(repeating: line, count: 50))
      sent += 50
      try server.reactor.wait { server.chat.room.linesSaid == sent }
    }
    #expect(server.chat.slowReaders == 1)
    let said = "<guest-1> ".utf8.count + line.utf8.count + 1
    let notice = "-- guest-4 left (too slow)\r\n"
    try server.reactor.wait { clients[1].received.count >= sent * said + notice.utf8.count }
    #expect(clients[1].talk.count == sent)
    try server.reactor.wait { clients[1].text.contains(notice) }
    #expect(server.chat.room.members.count == 3)
  }

  @Test func `a newcomer over the limit reads why`() throws {
    var limits = ChatLimits()
    limits.connectionsMax = 1
    let server = try Server(limits: limits)
    _ = try server.connect()
    let client = RecordingProtocol()
    let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: server.port.address.port)
    _ = try server.reactor.wait(for: endpoint.connect(on: server.reactor, Factory { _ in client }))
    try server.reactor.wait { !client.lost.isEmpty }
    #expect(client.text == "-- the room is full; try again later\r\n\(closedLine)\r\n")
  }

  @Test func `a visitor who types nothing more and ends gets a goodbye in good order`() throws {
    let server = try Server()
    let watcher = try server.connect()
    let pipe = try server.connect()
    pipe.transport?.write("the last line, unfinished")
    pipe.transport?.loseConnection()
    try server.reactor.wait { watcher.text.contains("<guest-2> the last line, unfinished\r\n") }
    try server.reactor.wait { !pipe.lost.isEmpty }
    #expect(pipe.lost == [.done])
    try server.reactor.wait { server.chat.room.members.count == 1 }
  }

  @Test func `the follower and the lease work over HTTP`() throws {
    let reactor = try Reactor()
    var reports: [String] = []
    var router = Router()
    router.on(.get, "/config") { request in
      guard request.fields["Authorization"] == "Bearer secret" else {
        return HTTPResponse(.unauthorized)
      }
      return .json(ChatConfiguration(seq: 4, banner: "from the API"))
    }
    router.on(.put, "/servers/:id") { request in
      reports.append(request.parameters["id"] ?? "")
      return .json(Lease(status: "SUCCESS", lease: 5))
    }
    router.on(.delete, "/servers/:id") { request in
      reports.append("gone")
      return .json(Outcome.success)
    }
    let server = HTTPServer(on: reactor, router: router)
    let port = try ServerEndpoint("tcp:0:interface=127.0.0.1").listen(on: reactor, server)
    let client = try HTTPClient(
      on: reactor, base: "http://127.0.0.1:\(port.address.port)",
      fields: HTTPFields([("Authorization", "Bearer secret")]))
    let link = APILink(on: reactor, log: Log(level: .error)) { client.send($0, deadline: $1) }

    var banner = ""
    let follower = ConfigurationFollower(on: reactor, link) { banner = $0.banner }
    follower.start()
    try reactor.wait { banner == "from the API" }
    follower.stop()

    let keeper = LeaseKeeper(on: reactor, link, id: "chat-1") {
      ServerReport(users: 1, lines: 0, connections: 1, uptime: 0, version: "1")
    }
    keeper.start()
    try reactor.wait { reports == ["chat-1"] }
    try reactor.wait(for: keeper.end())
    #expect(reports == ["chat-1", "gone"])
    client.close()
  }

  @Test func `a goodbye that the API does not take is no warning`() throws {
    let reactor = try Reactor()
    var wasToldGoodbye = false
    var router = Router()
    router.on(.get, "/config") { request in
      request.query["after"] != nil
        ? Deferred() : .succeeded(.json(ChatConfiguration(seq: 4, banner: "hi")))
    }
    router.on(.put, "/servers/:id") { _ in .json(Lease(status: "SUCCESS", lease: 5)) }
    router.on(.get, "/messages") { _ in .json(MessageList(messages: [], more: false)) }
    router.on(.delete, "/servers/:id") { _ in
      wasToldGoodbye = true
      return HTTPResponse(.serviceUnavailable)
    }
    let port = try ServerEndpoint("tcp:0:interface=127.0.0.1")
      .listen(on: reactor, HTTPServer(on: reactor, router: router))
    let anywhere = "tcp:0:interface=127.0.0.1"
    let chat = try ChildProcess(
      [Programs.ours("chat")],
      environment: [
        "CHAT_LISTEN": anywhere, "CHAT_HTTP_LISTEN": anywhere, "API_TOKEN": "", "LOG_FORMAT": "",
        "API_URL": "http://127.0.0.1:\(port.address.port)", "LOG_LEVEL": "",
      ])
    try reactor.wait { chat.errorText.contains("api is up") }
    chat.signal(SIGTERM)
    try reactor.wait { wasToldGoodbye && !chat.isRunning }
    #expect(try chat.waitForExit() == .code(0))
    #expect(!chat.errorText.contains(" warning "), "\(chat.errorText)")
  }
}
