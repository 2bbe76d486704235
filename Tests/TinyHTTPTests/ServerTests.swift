import Support
import Testing
import TinyHTTP
import TinyReactor

@Suite struct ServerTests {
  @Test func `an answer is one write, with a date and a length, and the connection stays`() {
    let client = ServerBench().client()
    client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(client.transport.writeCount == 1)
    let text = client.transport.takeText()
    #expect(text.hasPrefix("HTTP/1.1 200 OK\r\nDate: "))
    #expect(text.contains(" GMT\r\n"))
    #expect(!client.transport.isClosing)
    #expect(client.get("/hello") == hello)
  }

  @Test func `HEAD has the head of GET and no body`() {
    let answer = ServerBench().client().ask("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(answer == hello.replacing("\r\n\r\nhello", with: "\r\n\r\n"))
  }

  @Test func `204 has no length`() {
    #expect(ServerBench().client().get("/empty") == "HTTP/1.1 204 No Content\r\n\(kept)\r\n")
  }

  @Test func `Connection close is answered and obeyed`() {
    let client = ServerBench().client()
    let answer = client.get("/hello", "Connection: close\r\n")
    #expect(answer == hello.replacing(kept, with: "Connection: close\r\n"))
    #expect(client.transport.isClosing)
  }

  @Test func `HTTP 1.0 is closed, or told that it may stay`() {
    let closing = ServerBench().client()
    #expect(closing.ask("GET /hello HTTP/1.0\r\n\r\n").contains("\r\nConnection: close\r\n"))
    #expect(closing.transport.isClosing)
    let staying = ServerBench().client()
    let answer = staying.ask("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    #expect(answer.contains("\r\n\(kept)"))
    #expect(!staying.transport.isClosing)
  }

  @Test func `pipelined requests are answered in order, also when the first takes its time`() {
    let slow = Deferred<HTTPResponse>()
    let client = ServerBench { $0.on(.get, "/slow", deferred: { _ in slow }) }.client()
    let both = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n"
    #expect(client.ask(both) == "")
    slow.callback(.text("slow"))
    let answer = client.answer()
    #expect(answer.hasSuffix("\r\n\r\nslow" + hello))
  }

  @Test func `ten thousand pipelined requests use no stack`() {
    let bench = ServerBench()
    let client = bench.client()
    client.transport.outputBytesMax = .max
    let request = "GET /empty HTTP/1.1\r\nHost: a\r\n\r\n"
    client.send(String(repeating: request, count: 10_000))
    bench.clock.advance(by: .zero)
    #expect(client.transport.writeCount == 10_000)
  }

  @Test func `a thousand requests at once leave others their turn`() {
    let bench = ServerBench()
    let (greedy, other) = (bench.client(), bench.client())
    let request = "HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n"
    greedy.send(String(repeating: request, count: 1_000))
    #expect(greedy.transport.writeCount < 100)
    #expect(other.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n") == hello)
    bench.clock.advance(by: .zero)
    #expect(greedy.transport.writeCount == 1_000)
  }

  @Test func `reading pauses while a request is handled and more than 64 KiB wait`() {
    let slow = Deferred<HTTPResponse>()
    let bench = ServerBench { $0.on(.get, "/slow", deferred: { _ in slow }) }
    let client = bench.client()
    client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
    let request =
      "GET /empty HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 990))\r\n\r\n"
    client.send(String(repeating: request, count: 32))
    #expect(client.transport.isReading)
    client.send(String(repeating: request, count: 40))
    #expect(!client.transport.isReading)
    slow.callback(HTTPResponse(.noContent))
    #expect(client.transport.isReading)
    bench.clock.advance(by: .zero)
    #expect(client.transport.writeCount == 73)
  }

  @Test func `a client that does not read its answers gets no more until it does`() {
    let client = ServerBench().client()
    client.transport.producer?.pauseProducing()
    #expect(client.get("/hello") == "")
    client.transport.producer?.resumeProducing()
    #expect(client.answer() == hello)
  }

  @Test func `100 Continue is said once, and the body answered`() {
    let client = ServerBench().client()
    let head = "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    #expect(client.ask(head) == "HTTP/1.1 100 Continue\r\n\r\n")
    #expect(client.ask("h") == "")
    #expect(client.ask("i").hasSuffix("\r\n\r\nhi"))
  }

  @Test(arguments: [
    (
      "BREW / HTTP/1.1\r\n", "501 Not Implemented",
      "the method is none of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, QUERY, TRACE, in capitals"
    ),
    (
      "CONNECT a:443 HTTP/1.1\r\n", "501 Not Implemented",
      "CONNECT asks for a tunnel, and this is no proxy"
    ),
    (
      "GET / HTTP/3.0\r\n", "505 HTTP Version Not Supported",
      "only HTTP/1.1 and HTTP/1.0 are spoken here"
    ),
    ("GET / HTTP/1.1\r\n\r\n", "400 Bad Request", "the Host field is missing"),
  ])
  func `what is no request gets its status and a close`(
    _ raw: String, _ status: String, _ message: String
  ) {
    let client = ServerBench().client()
    #expect(client.ask(raw) == errorAnswer(status, message))
    #expect(client.transport.isClosing)
    #expect(client.get("/hello") == "")
  }

  @Test func `a body over the limit is 413 at its head, although the client goes on sending`() {
    let client = ServerBench().client()
    let head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n"
    #expect(client.ask(head) == errorAnswer("413 Content Too Large", "the body is too large"))
    #expect(client.transport.isClosing && !client.transport.isAborted)
    #expect(client.ask(String(repeating: "x", count: 65_537)) == "")
  }

  @Test func `a thrown HTTPError is its status, another error 500 without details`() {
    struct Secret: Error {}
    let client = ServerBench {
      $0.on(.get, "/teapot") { _ -> HTTPResponse in
        throw HTTPError(HTTPStatus(409), "taken \"already\"")
      }
      $0.on(.get, "/broken") { _ -> HTTPResponse in throw Secret() }
      $0.on(.get, "/later", deferred: { _ in .failed(HTTPError(.badGateway, "gone")) })
    }.client()
    let conflict = client.get("/teapot")
    #expect(conflict.hasPrefix("HTTP/1.1 409 Conflict\r\n"))
    #expect(conflict.hasSuffix("\r\n\r\ntaken \"already\"\n"))
    let broken = client.get("/broken")
    #expect(broken.hasPrefix("HTTP/1.1 500 Internal Server Error\r\n"))
    #expect(!broken.contains("Secret"))
    #expect(client.get("/later").hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
    #expect(!client.transport.isClosing)
  }

  @Test func `what owns the router says how an error is written, also for what is no request`() {
    struct Busy: HTTPResponseError {
      var status: HTTPStatus { .serviceUnavailable }
      var message: String { "later" }
      var fields: HTTPFields { HTTPFields([("Retry-After", "9")]) }
    }
    let client = ServerBench {
      $0.errorForm = { .text("<\($0.message)>", $0.status) }
      $0.on(.get, "/busy") { _ -> HTTPResponse in throw Busy() }
    }.client()
    let busy = client.get("/busy")
    #expect(busy.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
    #expect(busy.contains("Retry-After: 9\r\n") && busy.hasSuffix("<later>"))
    #expect(client.ask("nonsense\r\n\r\n").contains("\r\n\r\n<"))
  }

  @Test func `a handler cannot break the framing, nor split the answer`() {
    let client = ServerBench {
      $0.on(.get, "/odd") { _ in
        var response = HTTPResponse(.ok, body: Array("odd".utf8))
        response.fields["content-length"] = "99"
        response.fields["Transfer-Encoding"] = "chunked"
        response.fields["Keep-Alive"] = "timeout=1"
        response.fields["X"] = "a\r\nSet-Cookie: b\0c"
        return response
      }
    }.client()
    #expect(
      client.get("/odd")
        == "HTTP/1.1 200 OK\r\nX: a  Set-Cookie: b c\r\nContent-Length: 3\r\n\(kept)\r\nodd")
  }

  @Test func `a client that has finished sending still gets all its answers`() {
    let slow = Deferred<HTTPResponse>()
    let client = ServerBench { $0.on(.get, "/slow", deferred: { _ in slow }) }.client()
    client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
    client.finishSending()
    #expect(!client.transport.isClosing)
    slow.callback(.text("slow"))
    #expect(client.answer().hasSuffix("slow" + hello))
    #expect(client.transport.isClosing)
  }

  @Test func `half a request and an end of input is a close`() {
    let client = ServerBench().client()
    client.send("GET /hello HT")
    client.finishSending()
    #expect(client.answer() == "")
    #expect(client.transport.isClosing)
  }

  @Test func `a client that goes away cancels what is done for it`() {
    var cancelled = 0
    let slow = Deferred<HTTPResponse>(canceller: { _ in cancelled += 1 })
    let bench = ServerBench {
      $0.use { request, next in try next(request) }
      $0.on(.get, "/slow", deferred: { _ in slow })
    }
    let client = bench.client()
    client.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
    client.vanish()
    #expect(cancelled == 1)
    #expect(client.answer() == "")
    #expect(bench.server.connectionCount == 0)
  }

  @Test func `the peer's address is in the request`() {
    let client = ServerBench {
      $0.on(.get, "/me") { .text($0.peer.map { "\($0)" } ?? "nobody") }
    }.client()
    #expect(client.get("/me").hasSuffix("\r\n\r\n127.0.0.1:1"))
  }
}
