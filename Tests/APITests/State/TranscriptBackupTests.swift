import API
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `A backup of what was said`: TranscriptSuite {
  let folder: TemporaryFolder
  let copies: TemporaryFolder

  static let word = "Wéstminster"
  static let folded = "westminster"

  init() throws {
    folder = try TemporaryFolder()
    copies = try TemporaryFolder()
  }

  func copy(_ store: TranscriptStore, between: () throws -> Void = {}) throws -> [UInt8] {
    try store.beginCopy()
    while true {
      if let file = try store.continueCopy() { return file.read(at: 0, count: file.bytes) }
      try between()
    }
  }

  func hasWords(_ bytes: [UInt8]) -> Bool { bytes.holds(Self.word) || bytes.holds(Self.folded) }

  /// Opens it as an API would, and looks for faults.
  func opened(_ bytes: [UInt8]) throws -> TranscriptStore {
    for name in copies.contents().keys { copies.move(name, to: "old") }
    copies.write(bytes, to: "test.db")
    let copy = try TranscriptStore.open(copies.database)
    try copy.check()
    #expect(try problem(withIndexOf: copy) == nil)
    #expect(try problem(withMinutesOf: copy) == nil)
    #expect(try copy.remains() == 0)
    return copy
  }

  @Test func `has no hidden line's words, at whatever step of their removal it is made`() throws {
    let store = try open()
    var number = 1
    func talk(_ count: Int) throws {
      try take(store, lines(count, first: number))
      number += count
    }
    for _ in 1...20 { try talk(200) }
    try take(store, batch("\(Self.word) is hidden", first: number))
    let id = number
    number += 1
    for _ in 1...20 { try talk(200) }
    #expect(hasWords(try copy(store)), "to be found at all")
    #expect(try store.hide(id, by: "zoe", key: key("\(Self.word) is hidden")) == .changed)
    var steps = 0
    func expectNone() throws {
      steps += 1
      let before = number
      let bytes = try copy(store) { try talk(1) }
      #expect(!hasWords(bytes), "after \(steps) steps")
      let copy = try opened(bytes)
      #expect(before..<number ~= (try copy.extent().lines + 1))
      #expect(try copy.show(id, key: key("\(Self.word) is hidden")) == .changed)
      #expect(try texts(copy) { $0.query = Self.folded } == ["\(Self.word) is hidden"])
    }
    try expectNone()
    try clean(store) { if steps < 12 { try expectNone() } }
    try expectNone()
    #expect(steps > 4)
    #expect(folder.contents().keys.allSatisfy { $0.hasPrefix("test.db") && !$0.contains("backup") })
  }

  @Test func `has no lines that are to be purged, though they are not yet`() throws {
    let store = try open()
    for first in stride(from: 1, through: 801, by: 200) {
      try take(store, lines(200, first: first, time: Self.noon))
    }
    try take(store, batch("old \(Self.word)", origin: "b.1", time: Self.noon))
    try take(store, batch("young", origin: "c.1", time: Self.noon + Self.minute))
    store.copiedSince = Self.noon + Self.minute
    let bytes = try copy(store)
    #expect(!hasWords(bytes))
    #expect(!bytes.holds("line 1"))
    #expect(try texts(opened(bytes)) == ["young"])
    #expect(try store.extent().lines == 1_002, "only in the copy")
    #expect(try texts(store) { $0.query = Self.folded } == ["old \(Self.word)"])
  }

  @Test func `of a running API leaves out what admins have decided to be gone`() throws {
    let bench = try TranscriptBench()
    try bench.say("one", "hidden \(Self.word)", "three")
    try bench.say("old \(Self.word)", origin: "b.1", time: -31 * 86_400_000)
    #expect(try bench.hide(2))
    func backup() throws -> [UInt8] {
      let file = try bench.reactor.wait(for: bench.transcript.backups.make())
      return file.read(at: 0, count: file.bytes)
    }
    #expect(bench.isInFiles(Self.folded), "nobody has merged yet")
    let bytes = try backup()
    #expect(!hasWords(bytes))
    #expect(try texts(opened(bytes)) == ["one", "three"])
    let nothing = Change(.retention(days: 0), actor: "zoe", time: "t")
    _ = try bench.reactor.wait(for: bench.journal.commit(nothing))
    #expect(try texts(opened(backup())) == [])
    try bench.close()
  }
}

/// `GET /backup/transcript`, by those who take their time.
@Suite struct `Readers of backups` {
  /// Larger than what is sent to one who does not read.
  func site() throws -> TestSite {
    let site = try TestSite()
    let text = String(repeating: "x", count: 1_000)
    for first in stride(from: 1, through: 1_601, by: 200) {
      _ = try site.reactor.wait(
        for: site.transcript.take(
          MessageBatch(
            room: "lobby", origin: "a.1", first: first,
            messages: (0..<200).map { _ in
              NewMessage(time: TestSite.start.milliseconds, kind: .said, name: "ann", text: text)
            })))
    }
    return site
  }

  func reader(of site: TestSite, _ server: HTTPServer) throws -> MemoryTransport {
    let transport = MemoryTransport()
    let conversation = try #require(server.buildProtocol(for: transport.peer))
    transport.introduce(conversation)
    let request = "GET /backup/transcript HTTP/1.1\r\nHost: localhost:8080\r\n\r\n"
    conversation.dataReceived(Array(request.utf8).span)
    try site.reactor.wait { !transport.written.isEmpty }
    transport.producer?.pauseProducing()
    return transport
  }

  @Test func `are two at most, and whoever is done makes room`() throws {
    let site = try site()
    let server = HTTPServer(on: site.clock, router: site.router)
    let first = try reader(of: site, server)
    let second = try reader(of: site, server)
    for transport in [first, second] {
      #expect(String(decoding: transport.written.prefix(15), as: UTF8.self) == "HTTP/1.1 200 OK")
    }
    let refused = try reader(of: site, server).takeText()
    #expect(refused.hasPrefix("HTTP/1.1 503 "))
    #expect(refused.contains("\r\nRetry-After: 1\r\n"))
    #expect(refused.contains("2 are being read"))
    // The other file has a limit of its own.
    #expect(try site.send(.get, "/backup").status == .ok)
    var bytes: [UInt8] = []
    try site.reactor.wait {
      first.producer?.resumeProducing()
      bytes += first.takeBytes()
      return bytes.suffix(5) == Array("0\r\n\r\n".utf8)
    }
    #expect(bytes.count > 1_800_000)
    try site.reactor.wait {
      (try? site.send(.get, "/backup/transcript").status) == .ok
    }
  }

  @Test func `are cut off when it takes them too long`() throws {
    let site = try site()
    let server = HTTPServer(on: site.clock, router: site.router)
    let slow = try reader(of: site, server)
    site.clock.advance(by: APILimits.backupTimeMax)
    #expect(!slow.isAborted)
    site.clock.advance(by: .seconds(60))
    #expect(slow.isAborted)
    #expect(!site.clock.hasPendingCalls)
  }
}
