import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// `GET /messages/stream`, as a browser's EventSource reads it.
@Suite struct `The stream of what is said` {
  let site: TestSite

  init() throws { site = try TestSite() }

  func say(_ texts: String..., first: Int = 1, name: String = "ann") throws {
    let lines = texts.map {
      """
      {"time": \(TestSite.start.milliseconds), "kind": "said", "name": "\(name)", "text": "\($0)"}
      """
    }
    try site.json(
      .post, "/messages",
      #"{"room": "lobby", "origin": "a.b", "first": \#(first), "messages": [\#(lines.joined(separator: ","))]}"#
    )
  }

  /// A reader of a stream over a connection without a socket.
  final class Reader {
    let transport = MemoryTransport()
    let conversation: any StreamProtocol
    private(set) var text = ""

    init(_ server: HTTPServer, _ target: String, _ field: String = "") throws {
      conversation = try #require(server.buildProtocol(for: transport.peer))
      transport.introduce(conversation)
      let request =
        "GET \(target) HTTP/1.1\r\nHost: localhost:8080\r\n\(field.isEmpty ? "" : field + "\r\n")\r\n"
      conversation.dataReceived(Array(request.utf8).span)
    }

    func read() -> String {
      text += transport.takeText()
      return text
    }

    /// The ids of whole events, in order.
    var ids: [Int] {
      read().split(separator: "\r\n").flatMap { $0.split(separator: "\n") }
        .compactMap { $0.hasPrefix("id: ") ? Int($0.dropFirst(4)) : nil }
    }

    /// What the events say: JSON in one line each.
    func messages() throws -> [Message] {
      try read().split(separator: "\r\n").flatMap { $0.split(separator: "\n") }
        .filter { $0.hasPrefix("data: ") }
        .map { try JSON.decode(Message.self, from: Array($0.dropFirst(6).utf8)) }
    }

    func hangUp() { conversation.connectionLost(.done) }
  }

  func server() -> HTTPServer { HTTPServer(on: site.clock, router: site.router) }

  /// Lets the clock's calls of now and the transcript's thread do what is to be done.
  func settle() throws {
    for _ in 0..<5 {
      site.clock.advance(by: .zero)
      try site.json(.get, "/messages?limit=1")
    }
  }

  func wait(_ condition: () -> Bool) throws {
    try site.reactor.wait {
      site.clock.advance(by: .zero)
      return condition()
    }
  }

  @Test func `the head comes at once, and each line as a whole event`() throws {
    let reader = try Reader(server(), "/messages/stream")
    let head = reader.read()
    #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
    #expect(head.contains("\r\nContent-Type: text/event-stream\r\n"))
    #expect(head.contains("\r\nCache-Control: no-store\r\n"))
    #expect(head.contains("\r\nX-Accel-Buffering: no\r\n"))
    #expect(head.hasSuffix("\r\n\r\nE\r\n: netcatchat\n\n\r\n"))
    try say("one", #"data: x\\n \"quoted\" \\"#, "é👋")
    try wait { reader.ids == [1, 2, 3] }
    #expect(try reader.messages().map(\.text) == ["one", #"data: x\n "quoted" \"#, "é👋"])
    try say("four", first: 4)
    try wait { reader.ids == [1, 2, 3, 4] }
    #expect(reader.read().hasSuffix("\n\n\r\n"))
  }

  @Test func `it begins now, after an id, or where the reader was before`() throws {
    try say("one", "two", "three")
    let server = server()
    for (target, field, expected) in [
      ("/messages/stream", "", [4]), ("/messages/stream?after=0", "", [1, 2, 3, 4]),
      ("/messages/stream?after=2", "", [3, 4]),
      ("/messages/stream", "Last-Event-ID: 1", [2, 3, 4]),
      ("/messages/stream?after=0", "Last-Event-ID: 3", [4]),
      ("/messages/stream?after=1&q=three", "", [3]),
      ("/messages/stream?after=0&name=bob", "", [4]),
    ] {
      let reader = try Reader(server, target, field)
      try settle()
      if site.transcript.lastID == 3, expected.contains(4) {
        // Only once; the others find it there.
        if target == "/messages/stream", field.isEmpty { try say("four", first: 4, name: "bob") }
      }
      if target == "/messages/stream", field.isEmpty {
        try wait { reader.ids == [4] }
      } else {
        try wait { reader.ids == expected }
      }
    }
  }

  @Test(arguments: ["x", "-1", "1.5", "9007199254740992", "", "1 2"])
  func `an id that is none is 400`(id: String) throws {
    _ = try site.error(.get, "/messages/stream", "", [("Last-Event-ID", id)])
  }

  @Test func `a long past comes in pieces, and whole`() throws {
    for first in stride(from: 1, through: 401, by: 100) {
      let lines = (0..<100).map { _ in
        """
        {"time": \(TestSite.start.milliseconds), "kind": "said", "name": "ann", "text": "x"}
        """
      }
      try site.json(
        .post, "/messages",
        #"{"room": "lobby", "origin": "a.b", "first": \#(first), "messages": [\#(lines.joined(separator: ","))]}"#
      )
    }
    let reader = try Reader(server(), "/messages/stream?after=0")
    try wait { reader.ids.count == 500 }
    #expect(reader.ids == Array(1...500))
  }

  @Test func `a quiet stream gives a sign of life every 15 seconds`() throws {
    let reader = try Reader(server(), "/messages/stream")
    try settle()
    var before = reader.read()
    for _ in 1...4 {
      site.clock.advance(by: .milliseconds(14_900))
      try settle()
      #expect(reader.read() == before)
      site.clock.advance(by: .milliseconds(100))
      try wait { reader.read() != before }
      #expect(reader.read() == before + "3\r\n:\n\n\r\n")
      before = reader.read()
      try settle()
    }
  }

  @Test func `one who does not read costs no memory, and misses nothing`() throws {
    let reader = try Reader(server(), "/messages/stream?after=0")
    try settle()
    _ = reader.read()
    reader.transport.producer?.pauseProducing()
    let text = String(repeating: "x", count: 1_000)
    for number in 1...400 { try say(text, first: number) }
    try settle()
    #expect(reader.transport.written.count < 200_000)
    let unread = reader.transport.written.count
    try settle()
    #expect(reader.transport.written.count == unread)
    reader.transport.producer?.resumeProducing()
    try wait { reader.ids.count == 400 }
    #expect(reader.ids == Array(1...400))
  }

  @Test func `64 may follow at once, and whoever leaves makes room`() throws {
    let server = server()
    var readers: [Reader] = []
    for _ in 1...APILimits.messageStreamsMax {
      readers.append(try Reader(server, "/messages/stream"))
    }
    let refused = try Reader(server, "/messages/stream")
    #expect(refused.read().hasPrefix("HTTP/1.1 503 "))
    #expect(refused.read().contains("\r\nRetry-After: 1\r\n"))
    #expect(try site.error(.get, "/messages/stream", status: 503).contains("64 streams are open"))
    readers[7].hangUp()
    let next = try Reader(server, "/messages/stream")
    #expect(next.read().hasPrefix("HTTP/1.1 200 "))
    try say("one")
    try wait { readers.enumerated().allSatisfy { $0.offset == 7 || $0.element.ids == [1] } }
    #expect(readers[7].ids == [])
    try wait { next.ids == [1] }
  }

  @Test func `HEAD opens none, and one who has gone leaves nothing`() throws {
    for _ in 1...100 {
      let response = try site.send(.head, "/messages/stream")
      #expect(response.status == .ok)
    }
    let reader = try Reader(server(), "/messages/stream")
    #expect(reader.read().hasPrefix("HTTP/1.1 200 "))
    reader.hangUp()
    site.clock.advance(by: .seconds(15))
    try settle()
    #expect(site.transcript.newLines.count == 0)
  }

  @Test func `shutting down ends it whole`() throws {
    let server = server()
    let reader = try Reader(server, "/messages/stream")
    try say("one")
    try wait { reader.ids == [1] }
    _ = server.shutDown()
    #expect(reader.read().hasSuffix("0\r\n\r\n"))
    #expect(reader.transport.isClosing)
    let other = try Reader(self.server(), "/messages/stream")
    try settle()
    try site.reactor.wait(for: site.transcript.close())
    try wait { other.read().hasSuffix("0\r\n\r\n") }
  }
}
