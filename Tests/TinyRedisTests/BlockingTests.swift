import Support
import Testing
import TinyReactor
import TinyRedis

/// With Debian's redis-server.
@Suite(.enabled(if: RedisServer.isThere)) struct `a real server and a reader that waits` {
  private let reactor: Reactor

  init() throws { reactor = try Reactor() }

  private static let read = ["XREAD", "COUNT", "200", "BLOCK"]

  @Test func `wake it with lines`() throws {
    let server = try RedisServer()
    var options = RedisGuest.options
    options.deadline = .seconds(5)
    options.heartbeat = .milliseconds(20)
    let (reader, writer) = (
      try RedisGuest.ready(server, on: reactor, options), try RedisGuest.ready(server, on: reactor)
    )
    let waiting = reader.send(Self.read + ["0", "STREAMS", "log", "$"], deadline: .seconds(60))
    try reactor.wait { (try? writer.ask("CLIENT", "LIST"))?.contains("cmd=xread") == true }
    // Longer than many heartbeats, which would be held up behind it.
    let later = deferLater(.milliseconds(200), on: reactor) {}
    try reactor.wait(for: later)
    #expect(!waiting.hasFired && reader.losses.isEmpty)
    #expect(reader.client.waiting.count == 1, "no PING is behind it")
    try writer.ask("XADD", "log", "1-*", "p", "hi")
    #expect(try reader.outcome(of: waiting) == "[[\"log\" [[\"1-0\" [\"p\" \"hi\"]]]]]")
    // And one that waits in vain.
    let vain = reader.send(Self.read + ["50", "STREAMS", "log", "$"], deadline: .seconds(60))
    #expect(try reader.outcome(of: vain) == "nil")
  }

  @Test func `let it sleep when its stream is deleted, until its time is up`() throws {
    let server = try RedisServer()
    let (reader, writer) = (
      try RedisGuest.ready(server, on: reactor), try RedisGuest.ready(server, on: reactor)
    )
    for _ in 0..<5 { try writer.ask("XADD", "log", "1-*", "p", "old") }
    let waiting = reader.send(Self.read + ["1000", "STREAMS", "log", "1-4"])
    try reactor.wait { (try? writer.ask("CLIENT", "LIST"))?.contains("cmd=xread") == true }
    #expect(try writer.ask("DEL", "log") == "1")
    for _ in 0..<3 { try writer.ask("XADD", "log", "1-*", "p", "new") }
    // Ids that begin anew are behind what it has read: only asking for its own id tells.
    #expect(try reader.outcome(of: waiting) == "nil")
    #expect(try reader.ask("XRANGE", "log", "1-4", "1-4") == "[]")
    #expect(try reader.ask("XLEN", "log") == "3")
  }

  @Test func `wake it with an error`() throws {
    let server = try RedisServer()
    let (reader, writer) = (
      try RedisGuest.ready(server, on: reactor), try RedisGuest.ready(server, on: reactor)
    )
    let id = try reader.ask("CLIENT", "ID")
    let waiting = reader.send(Self.read + ["0", "STREAMS", "log", "$"])
    try reactor.wait { (try? writer.ask("CLIENT", "UNBLOCK", id, "ERROR")) == "1" }
    #expect(try reader.outcome(of: waiting) == "UNBLOCKED")
    #expect(try reader.ask("ECHO", "a") == "\"a\"")
  }

  @Test func `answer one who closes before it is gone: it drops those who half-close`() throws {
    let server = try RedisServer()
    let (reader, writer) = (
      try RedisGuest.ready(server, on: reactor), try RedisGuest.ready(server, on: reactor)
    )
    let waiting = reader.send(Self.read + ["0", "STREAMS", "log", "$"])
    try reactor.wait { (try? writer.ask("CLIENT", "LIST"))?.contains("cmd=xread") == true }
    let closed = reader.client.close()
    // Each answer shows that it would have noticed.
    for _ in 1...20 { try writer.ask("PING") }
    #expect(try writer.ask("CLIENT", "LIST").contains("cmd=xread"))
    try writer.ask("XADD", "log", "1-*", "p", "hi")
    #expect(try reader.outcome(of: waiting) == "[[\"log\" [[\"1-0\" [\"p\" \"hi\"]]]]]")
    try reactor.wait(for: closed)
    try reactor.wait { (try? writer.ask("CLIENT", "LIST"))?.contains("cmd=xread") == false }
  }

  @Test func `lose one who closes and gets no answer at once, not half`() throws {
    let server = try RedisServer()
    var options = RedisGuest.options
    options.deadline = .milliseconds(50)
    let (reader, writer) = (
      try RedisGuest.ready(server, on: reactor, options), try RedisGuest.ready(server, on: reactor)
    )
    let waiting = reader.send(
      Self.read + ["0", "STREAMS", "log", "$"], deadline: .seconds(60))
    try reactor.wait { (try? writer.ask("CLIENT", "LIST"))?.contains("cmd=xread") == true }
    try reactor.wait(for: reader.client.close())
    #expect(try reader.outcome(of: waiting).contains("may have been carried out"))
    try reactor.wait { (try? writer.ask("CLIENT", "LIST"))?.contains("cmd=xread") == false }
  }
}
