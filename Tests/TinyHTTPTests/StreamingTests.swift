import Support
import Testing
import TinyHTTP
import TinyReactor

@Suite struct StreamingTests {
  private final class Held { var writer: HTTPBodyWriter? }
  private let held = Held()

  private func bench() -> ServerBench {
    ServerBench { [held] router in
      router.on(.get, "/stream") { _ in
        .stream(contentType: "text/plain") { held.writer = $0 }
      }
      router.on(.get, "/now") { _ in
        .stream(contentType: "text/plain") {
          $0.write(Array("all".utf8))
          $0.end()
        }
      }
    }
  }

  private let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"

  @Test func `each write is a chunk, and the connection lives on after the end`() throws {
    let client = bench().client()
    #expect(client.get("/stream") == head + "Transfer-Encoding: chunked\r\n\(kept)\r\n")
    let writer = try #require(held.writer)
    writer.write(Array("hello".utf8))
    #expect(client.answer() == "5\r\nhello\r\n")
    writer.write([])
    #expect(client.answer() == "")
    writer.write([UInt8](repeating: 0x78, count: 300))
    #expect(client.answer().hasPrefix("12C\r\nxxx"))
    writer.end()
    #expect(client.answer() == "0\r\n\r\n")
    writer.write([1])
    writer.end()
    #expect(client.answer() == "")
    #expect(client.get("/now").hasSuffix("\r\n\r\n3\r\nall\r\n0\r\n\r\n"))
  }

  @Test func `requests behind a stream wait for its end`() throws {
    let client = bench().client()
    client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\nGET /empty HTTP/1.1\r\nHost: a\r\n\r\n")
    _ = client.answer()
    try #require(held.writer).end()
    #expect(client.answer() == "0\r\n\r\nHTTP/1.1 204 No Content\r\n\(kept)\r\n")
  }

  @Test func `a body that is broken off has no end`() throws {
    let client = bench().client()
    _ = client.get("/stream")
    let writer = try #require(held.writer)
    writer.write(Array("half".utf8))
    writer.abort()
    #expect(client.transport.isAborted)
    #expect(client.answer() == "4\r\nhalf\r\n")
  }

  @Test(arguments: [false, true])
  func `a shutdown ends a stream, and breaks off what must be whole`(mustBeWhole: Bool) throws {
    let bench = bench()
    let client = bench.client()
    _ = client.get("/stream")
    let writer = try #require(held.writer)
    writer.mustBeWhole = mustBeWhole
    writer.write(Array("half".utf8))
    _ = client.answer()
    _ = bench.server.shutDown()
    #expect(client.transport.isAborted == mustBeWhole)
    #expect(client.answer() == (mustBeWhole ? "" : "0\r\n\r\n"))
  }

  @Test func `for HTTP 1.0 the close is the end`() throws {
    let client = bench().client()
    let request = "GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
    #expect(client.ask(request) == head + "Connection: close\r\n\r\n")
    let writer = try #require(held.writer)
    writer.write(Array("hello".utf8))
    #expect(client.answer() == "hello")
    writer.end()
    #expect(client.answer() == "")
    #expect(client.transport.isClosing)
  }

  @Test func `HEAD does not start a stream`() {
    let client = bench().client()
    let answer = client.ask("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(answer == head + "Transfer-Encoding: chunked\r\n\(kept)\r\n")
    #expect(held.writer == nil)
    #expect(client.get("/empty").hasPrefix("HTTP/1.1 204"))
  }

  @Test func `a writer learns once that its reader has gone`() throws {
    let client = bench().client()
    client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
    let writer = try #require(held.writer)
    var closed = 0
    writer.whenClosed { closed += 1 }
    client.vanish()
    #expect(closed == 1)
    writer.write([1])
    writer.end()
    #expect(closed == 1)
    writer.whenClosed { closed += 1 }
    #expect(closed == 2)
  }

  @Test func `a writer can wait for its reader`() throws {
    let client = bench().client()
    client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
    let writer = try #require(held.writer)
    var calls = 0
    writer.whenWritable { calls += 1 }
    #expect(calls == 1)
    client.transport.producer?.pauseProducing()
    #expect(writer.isFull)
    writer.whenWritable { calls += 1 }
    #expect(calls == 1)
    client.transport.producer?.resumeProducing()
    #expect(calls == 2)
  }

  @Test func `shutting down ends streams`() throws {
    let bench = bench()
    let client = bench.client()
    client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
    var closed = 0
    try #require(held.writer).whenClosed { closed += 1 }
    _ = bench.server.shutDown()
    #expect(client.answer().hasSuffix("0\r\n\r\n"))
    #expect(client.transport.isClosing)
    #expect(closed == 1)
  }

  @Test(arguments: [
    (ServerSentEvent("hi"), "data: hi\n\n"),
    (ServerSentEvent("a\nb\r\nc\rd"), "data: a\ndata: b\ndata: c\ndata: d\n\n"),
    (ServerSentEvent(""), "data: \n\n"),
    (ServerSentEvent("x\n\nevent: forged"), "data: x\ndata: \ndata: event: forged\n\n"),
    (ServerSentEvent("{}", event: "users", id: "7"), "id: 7\nevent: users\ndata: {}\n\n"),
    (
      ServerSentEvent("x", event: "a\ndata: b", id: "1\r\n\0"),
      "id: 1\nevent: adata: b\ndata: x\n\n"
    ),
  ])
  func `an event is lines that no text can forge`(_ event: ServerSentEvent, _ expected: String) {
    #expect(text(event.bytes) == expected)
  }

  @Test func `an event stream says what it is and that nobody may cache it`() {
    let client = ServerBench {
      $0.on(.get, "/events") { _ in
        .events {
          $0.send(ServerSentEvent("hi"))
          $0.write(Array(":\n\n".utf8))
        }
      }
    }.client()
    #expect(
      client.get("/events")
        == "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
        + "Transfer-Encoding: chunked\r\n\(kept)\r\na\r\ndata: hi\n\n\r\n3\r\n:\n\n\r\n"
        .replacing("a\r\n", with: "A\r\n"))
  }
}
