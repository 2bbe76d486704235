import Support
import Testing
import TinyHTTP
import TinyReactor

@Suite struct `An answer in parts` {
  static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n"

  @Test func `has its head first, its parts as they come, and its end`() throws {
    let bench = try ClientBench()
    let answer = bench.stream("/export")
    let server = bench.connections[0]
    #expect(answer.response == nil)
    server.reply(Self.chunked)
    #expect(answer.response?.status == .ok)
    #expect(answer.response?.fields["X"] == "y")
    server.reply("5\r\nhel")
    #expect(answer.text == "hel")
    server.reply("lo\r\n1\r\n!\r\n")
    #expect(answer.text == "hello!")
    #expect(answer.outcome == nil)
    server.reply("0\r\n\r\n")
    #expect(answer.outcome == "end")
    let next = bench.send(.get, "/next")
    server.replyOK("again")
    #expect(next.outcomes == ["200 again"], "its connection is used again")
  }

  @Test(arguments: [
    ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", false),
    ("HTTP/1.1 200 OK\r\n\r\nhello", true),
    (
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", false
    ),
  ])
  func `is the same however it is framed and cut`(text: String, endsAtClose: Bool) throws {
    for size in [1, 2, 7, text.utf8.count] {
      let bench = try ClientBench()
      let answer = bench.stream("/")
      var rest = text[...]
      while !rest.isEmpty {
        bench.connections[0].reply(String(rest.prefix(size)))
        rest = rest.dropFirst(size)
      }
      if endsAtClose { bench.connections[0].finishSending() }
      #expect(answer.text == "hello")
      #expect(answer.outcome == "end")
    }
  }

  @Test(arguments: ["204 No Content", "304 Not Modified", "200 OK\r\nContent-Length: 0"])
  func `may be empty`(head: String) throws {
    let bench = try ClientBench()
    let answer = bench.stream("/")
    bench.connections[0].reply("HTTP/1.1 \(head)\r\n\r\n")
    #expect(answer.response != nil)
    #expect(answer.text == "" && answer.outcome == "end")
  }

  @Test func `may be longer than any that is held as a whole`() throws {
    let bench = try ClientBench()  // holds 100 bytes
    let answer = bench.stream("/")
    bench.connections[0].reply("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
    for _ in 0..<50 { bench.connections[0].reply(String(repeating: "x", count: 100)) }
    #expect(answer.text.utf8.count == 5_000 && answer.outcome == "end")
  }

  @Test func `that nobody can take is not read from the server, and loses nothing`() throws {
    let bench = try ClientBench()
    let answer = bench.stream("/")
    let server = bench.connections[0]
    answer.onPart = { $0.pause() }
    server.reply(Self.chunked + "1\r\na\r\n")
    #expect(!server.transport.isReading)
    server.reply("1\r\nb\r\n0\r\n\r\n")
    #expect(answer.text == "a", "what was under way waits")
    answer.onPart = { _ in }
    answer.response?.resume()
    #expect(server.transport.isReading)
    #expect(answer.text == "ab" && answer.outcome == "end")
  }

  @Test func `may be resumed while a part is being taken`() throws {
    let bench = try ClientBench()
    let answer = bench.stream("/")
    answer.onPart = {
      $0.pause()
      $0.resume()
    }
    bench.connections[0].reply(Self.chunked)
    for _ in 0..<9 { bench.connections[0].reply("1\r\na\r\n") }
    bench.connections[0].reply("0\r\n\r\n")
    #expect(answer.text == "aaaaaaaaa" && answer.outcome == "end")
  }

  @Test func `whose end is missing fails`() throws {
    let bench = try ClientBench()
    let cut = bench.stream("/")
    bench.connections[0].reply(Self.chunked + "5\r\nhel")
    bench.connections[0].finishSending()
    #expect(cut.text == "hel")
    #expect(cut.outcome == "\(HTTPClientError.badResponse(.truncated))")
    let lost = bench.stream("/")
    bench.connections[1].reply(Self.chunked)
    bench.connections[1].lose(.aborted)
    #expect(lost.outcome == "\(HTTPClientError.connectionLost(.aborted))")
  }

  @Test func `that stands still while it is wanted fails, and not while it is paused`() throws {
    let bench = try ClientBench()
    let answer = bench.stream("/")
    bench.connections[0].reply(Self.chunked)
    answer.response?.pause()
    bench.clock.advance(by: HTTPClient.stallMax * 3)
    #expect(answer.outcome == nil)
    answer.response?.resume()
    bench.clock.advance(by: HTTPClient.stallMax - .seconds(1))
    bench.connections[0].reply("1\r\na\r\n")
    bench.clock.advance(by: HTTPClient.stallMax - .seconds(1))
    #expect(answer.outcome == nil)
    bench.clock.advance(by: .seconds(1))
    #expect(answer.outcome == "\(TimeoutError(limit: HTTPClient.stallMax))")
    #expect(bench.connections[0].transport.isAborted)
    #expect(!bench.clock.hasPendingCalls)
  }

  @Test func `whose head does not come in time fails like any other`() throws {
    let bench = try ClientBench()
    let answer = bench.stream("/", deadline: .seconds(2))
    bench.clock.advance(by: .seconds(2))
    #expect(answer.outcome == "\(TimeoutError(limit: .seconds(2)))")
    #expect(bench.connections[0].transport.isAborted)
  }

  @Test func `that nobody wants any more closes its connection`() throws {
    let bench = try ClientBench(connectionsMax: 1)
    let answer = bench.stream("/")
    bench.connections[0].reply(Self.chunked + "1\r\na\r\n")
    let next = bench.send(.get, "/next")
    #expect(bench.connections.count == 1)
    answer.drop()
    #expect(bench.connections[0].transport.isAborted)
    bench.connections[1].replyOK()
    #expect(next.outcomes == ["200 ok"])
    #expect(answer.outcome == nil)
  }

  @Test func `fails when the client is closed`() throws {
    let bench = try ClientBench()
    let answer = bench.stream("/")
    bench.connections[0].reply(Self.chunked)
    bench.client?.close()
    #expect(answer.outcome == "\(HTTPClientError.closed)")
    #expect(bench.stream("/").outcome == "\(HTTPClientError.closed)")
  }
}
