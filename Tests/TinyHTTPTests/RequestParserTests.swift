import Testing
import TinyHTTP

private let host = "Host: chat.example\r\n"

@Suite struct RequestParserTests {
  static let accepted: [Case] = [
    Case("the smallest request", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / keep"),
    Case("a path and a query", "GET /a/b?c=d&e HTTP/1.1\r\n\(host)\r\n", "GET /a/b?c=d&e keep"),
    Case("HEAD", "HEAD / HTTP/1.1\r\n\(host)\r\n", "HEAD / keep"),
    Case("1.1 with close", "GET / HTTP/1.1\r\n\(host)Connection: close\r\n\r\n", "GET / close"),
    Case(
      "close in a list, in capitals",
      "GET / HTTP/1.1\r\n\(host)Connection: x ,\tCLOSE\r\n\r\n", "GET / close"),
    Case(
      "close in a second field",
      "GET / HTTP/1.1\r\n\(host)Connection: x\r\nConnection: close\r\n\r\n",
      "GET / close"),
    Case("1.0 closes", "GET / HTTP/1.0\r\n\r\n", "GET / close"),
    Case(
      "1.0 with keep-alive", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "GET / keep"),
    Case(
      "close beats keep-alive",
      "GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", "GET / close"),
    Case(
      "a body with a length", "POST /b HTTP/1.1\r\n\(host)Content-Length: 5\r\n\r\nhello",
      "POST /b keep hello"),
    Case("an empty body", "POST /b HTTP/1.1\r\n\(host)Content-Length: 0\r\n\r\n", "POST /b keep"),
    Case(
      "leading zeros in a length", "POST /b HTTP/1.1\r\n\(host)Content-Length: 0005\r\n\r\nhello",
      "POST /b keep hello"),
    Case(
      "a GET with a body", "GET /b HTTP/1.1\r\n\(host)Content-Length: 2\r\n\r\nhi",
      "GET /b keep hi"),
    Case(
      "a body that looks like a request",
      "POST / HTTP/1.1\r\n\(host)Content-Length: 18\r\n\r\nGET / HTTP/1.1\r\n\r\n",
      "POST / keep GET / HTTP/1.1\r\n\r\n"),
    Case(
      "two pipelined", "GET /1 HTTP/1.1\r\n\(host)\r\nGET /2 HTTP/1.1\r\n\(host)\r\n",
      "GET /1 keep | GET /2 keep"),
    Case(
      "pipelined behind a body",
      "POST /1 HTTP/1.1\r\n\(host)Content-Length: 2\r\n\r\nhiGET /2 HTTP/1.1\r\n\(host)\r\n",
      "POST /1 keep hi | GET /2 keep"),
    Case(
      "pipelined behind chunks",
      "POST /1 HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
        + "GET /2 HTTP/1.1\r\n\(host)\r\n", "POST /1 keep hi | GET /2 keep"),
    Case("one empty line before", "\r\nGET / HTTP/1.1\r\n\(host)\r\n", "GET / keep"),
    Case(
      "one empty line between", "GET /1 HTTP/1.1\r\n\(host)\r\n\r\nGET /2 HTTP/1.1\r\n\(host)\r\n",
      "GET /1 keep | GET /2 keep"),
    Case(
      "absolute form", "GET http://other:80/x?y HTTP/1.1\r\n\(host)\r\n", "GET /x?y keep"),
    Case("absolute form without a path", "GET http://other HTTP/1.1\r\n\(host)\r\n", "GET / keep"),
    Case(
      "absolute form with only a query", "GET HTTP://other?x HTTP/1.1\r\n\(host)\r\n",
      "GET /?x keep"),
    Case("OPTIONS *", "OPTIONS * HTTP/1.1\r\n\(host)\r\n", "OPTIONS * keep"),
    Case("no space after the colon", "GET / HTTP/1.1\r\nHost:a\r\n\r\n", "GET / keep"),
    Case("tabs and spaces around a value", "GET / HTTP/1.1\r\nHost:\t a \t\r\n\r\n", "GET / keep"),
    Case("an empty value", "GET / HTTP/1.1\r\n\(host)X:\r\n\r\n", "GET / keep"),
    Case("UTF-8 in a value", "GET / HTTP/1.1\r\n\(host)X: grüß\r\n\r\n", "GET / keep"),
    Case("Host is IPv6", "GET / HTTP/1.1\r\nHost: [::1]:8000\r\n\r\n", "GET / keep"),
    Case("Host is IPv4 with a port", "GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n", "GET / keep"),
    Case("Host with an empty port", "GET / HTTP/1.1\r\nHost: 127.0.0.1:\r\n\r\n", "GET / keep"),
    Case("Host is IPv6 with an empty port", "GET / HTTP/1.1\r\nHost: [::1]:\r\n\r\n", "GET / keep"),
    Case("one Origin", "GET / HTTP/1.1\r\n\(host)Origin: http://a\r\n\r\n", "GET / keep"),
    Case("1.0 needs no Host", "GET / HTTP/1.0\r\nX: y\r\n\r\n", "GET / close"),
    Case(
      "Expect, and the body comes anyway",
      "POST / HTTP/1.1\r\n\(host)Expect: 100-Continue\r\nContent-Length: 2\r\n\r\nhi",
      "POST / keep hi"),
    Case("nothing", "\r\n", "…"),
    Case("a cut request line", "GET / HT", "…"),
    Case("a cut body", "POST / HTTP/1.1\r\n\(host)Content-Length: 3\r\n\r\nhi", "…"),
  ]

  @Test(arguments: accepted)
  func `a request is the same however it is cut`(_ item: Case) {
    for chunks in cuttings(of: item.raw) {
      #expect(requests(in: chunks) == item.outcome, "cut at \(chunks[0].count)")
    }
  }

  static let refused: [Case] = [
    // Lines
    Case("LF ends the request line", "GET / HTTP/1.1\nHost: a\n\n", "400 bareLineFeed"),
    Case("LF ends a field", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", "400 bareLineFeed"),
    Case("LF ends the head", "GET / HTTP/1.1\r\nHost: a\r\n\n", "400 bareLineFeed"),
    Case("LF first", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "400 bareLineFeed"),
    Case("CR in the request line", "GET /\rx HTTP/1.1\r\n\r\n", "400 bareCarriageReturn"),
    Case("CR in a value", "GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n", "400 bareCarriageReturn"),
    Case("CR CR LF", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", "400 bareCarriageReturn"),
    Case("two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\n\r\n", "400 emptyRequestLine"),
    Case("NUL in the target", "GET /\0 HTTP/1.1\r\n\r\n", "400 controlCharacter"),
    Case("NUL in a value", "GET / HTTP/1.1\r\nX: a\0b\r\n\r\n", "400 controlCharacter"),
    Case("NUL in a name", "GET / HTTP/1.1\r\nX\0: a\r\n\r\n", "400 controlCharacter"),
    Case("ESC in a value", "GET / HTTP/1.1\r\nX: \u{1B}[1m\r\n\r\n", "400 controlCharacter"),
    Case("DEL in a value", "GET / HTTP/1.1\r\nX: \u{7F}\r\n\r\n", "400 controlCharacter"),

    // The request line
    Case("no version", "GET /\r\n\r\n", "400 badRequestLine"),
    Case("two spaces", "GET  / HTTP/1.1\r\n\r\n", "400 badRequestLine"),
    Case("a space in the target", "GET /a b HTTP/1.1\r\n\r\n", "400 badRequestLine"),
    Case("a space at the end", "GET / HTTP/1.1 \r\n\r\n", "400 badRequestLine"),
    Case("a space first", " GET / HTTP/1.1\r\n\r\n", "400 badRequestLine"),
    Case("a tab for a space", "GET\t/ HTTP/1.1\r\n\r\n", "400 badRequestLine"),
    Case("no method", "/ HTTP/1.1\r\n\r\n", "400 badRequestLine"),
    Case("a method that is no token", "G(T / HTTP/1.1\r\n\r\n", "400 badMethod"),
    Case("an unknown method", "BREW / HTTP/1.1\r\n\(host)\r\n", "501 unknownMethod"),
    Case("a method in lower case", "get / HTTP/1.1\r\n\(host)\r\n", "501 unknownMethod"),
    Case("HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 unknownVersion"),
    Case("HTTP/1.2", "GET / HTTP/1.2\r\n\r\n", "505 unknownVersion"),
    Case("HTTP/0.9 said aloud", "GET / HTTP/0.9\r\n\r\n", "505 unknownVersion"),
    Case("a version in lower case", "GET / http/1.1\r\n\r\n", "400 badVersion"),
    Case("HTTP/11", "GET / HTTP/11\r\n\r\n", "400 badVersion"),
    Case("HTTP/1.10", "GET / HTTP/1.10\r\n\r\n", "400 badVersion"),
    Case("a relative target", "GET x HTTP/1.1\r\n\r\n", "400 badTarget"),
    Case("a star for GET", "GET * HTTP/1.1\r\n\r\n", "400 badTarget"),
    Case("authority form", "CONNECT a:443 HTTP/1.1\r\n\r\n", "501 noProxy"),
    Case("CONNECT to a path", "CONNECT / HTTP/1.1\r\n\r\n", "501 noProxy"),
    Case("authority form for GET", "GET a:443 HTTP/1.1\r\n\r\n", "400 badTarget"),
    Case("another scheme", "GET ftp://a/ HTTP/1.1\r\n\r\n", "400 badTarget"),
    Case("user information", "GET http://u:p@a/ HTTP/1.1\r\n\r\n", "400 badTarget"),
    Case("absolute form without a host", "GET http:///x HTTP/1.1\r\n\r\n", "400 badTarget"),
    Case("a fragment", "GET /#x HTTP/1.1\r\n\r\n", "400 badTarget"),
    Case("UTF-8 in the target", "GET /ü HTTP/1.1\r\n\r\n", "400 badTarget"),

    // Fields
    Case("no Host", "GET / HTTP/1.1\r\nX: y\r\n\r\n", "400 missingHost"),
    Case("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "400 repeatedHost"),
    Case("an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "400 badHost"),
    Case("a list of Hosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", "400 badHost"),
    Case("a path in Host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "400 badHost"),
    Case("user information in Host", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", "400 badHost"),
    Case("markup in Host", "GET / HTTP/1.1\r\nHost: <b>\r\n\r\n", "400 badHost"),
    Case("a port that is none", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", "400 badHost"),
    Case("a port too high", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", "400 badHost"),
    Case("two colons in Host", "GET / HTTP/1.1\r\nHost: a::\r\n\r\n", "400 badHost"),
    Case("a port without a host", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n", "400 badHost"),
    Case("a colon alone as Host", "GET / HTTP/1.1\r\nHost: :\r\n\r\n", "400 badHost"),
    Case(
      "two Origins", "GET / HTTP/1.1\r\n\(host)Origin: http://a\r\norigin: http://a\r\n\r\n",
      "400 repeatedOrigin"),
    Case("an open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", "400 badHost"),
    Case("a name without a colon", "GET / HTTP/1.1\r\n\(host)X\r\n\r\n", "400 missingColon"),
    Case("an empty name", "GET / HTTP/1.1\r\n\(host): x\r\n\r\n", "400 badFieldName"),
    Case("a space in a name", "GET / HTTP/1.1\r\n\(host)X Y: x\r\n\r\n", "400 badFieldName"),
    Case("UTF-8 in a name", "GET / HTTP/1.1\r\n\(host)ü: x\r\n\r\n", "400 badFieldName"),
    Case("a folded field", "GET / HTTP/1.1\r\n\(host) x\r\n\r\n", "400 foldedField"),
    Case("a field folded with a tab", "GET / HTTP/1.1\r\n\(host)\tx\r\n\r\n", "400 foldedField"),
    Case("a first line that is folded", "GET / HTTP/1.1\r\n X: y\r\n\r\n", "400 foldedField"),
    Case(
      "another expectation", "GET / HTTP/1.1\r\n\(host)Expect: tea\r\n\r\n",
      "417 unknownExpectation"),
    Case(
      "bad behind good", "GET / HTTP/1.1\r\n\(host)\r\nGET / HTTP/1.1\r\n\r\n",
      "GET / keep | 400 missingHost"),
  ]

  @Test(arguments: refused)
  func `what leaves a doubt is refused however it is cut`(_ item: Case) {
    for chunks in cuttings(of: item.raw) {
      #expect(requests(in: chunks) == item.outcome, "cut at \(chunks[0].count)")
    }
  }

  @Test func `the host of an absolute target replaces the Host field`() throws {
    let request = try parse("GET http://other:81/ HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n")
    #expect(request.fields.values("Host") == ["other:81"])
    #expect(request.fields["x"] == "1")
  }

  @Test func `fields keep their order and compare without regard to case`() throws {
    let request = try parse("GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nY:  2 \r\nx-a: 3\r\n\r\n")
    #expect(request.fields["X-a"] == "1")
    #expect(request.fields.values("x-A") == ["1", "3"])
    #expect(request.fields.pairs.map(\.name) == ["Host", "X-A", "Y", "x-a"])
    #expect(request.fields["Y"] == "2")
    #expect(request.fields["Z"] == nil)
  }

  @Test func `100 Continue is asked for once, when nothing of the body has come`() {
    let head = "POST / HTTP/1.1\r\n\(host)Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    var parser = RequestParser()
    parser.feed(Array(head.utf8).span)
    guard case .continueExpected = parser.next() else { return #expect(Bool(false)) }
    guard case .needMore = parser.next() else { return #expect(Bool(false)) }
    #expect(parser.phase == .body)
    parser.feed(Array("hi".utf8).span)
    guard case .request = parser.next() else { return #expect(Bool(false)) }
    #expect(parser.phase == .idle)
  }

  static let unexpectant: [Case] = [
    Case("the body is there", "1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi", ""),
    Case("part of it is", "1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nh", ""),
    Case("it is empty", "1.1\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n", ""),
    Case("there is none", "1.1\r\nExpect: 100-continue\r\n\r\n", ""),
    Case("1.0 knows no 100", "1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", ""),
  ]

  @Test(arguments: unexpectant)
  func `100 Continue is not said in vain`(_ item: Case) {
    var parser = RequestParser()
    let raw = "POST / HTTP/" + item.raw.replacing("Expect", with: "Host: a\r\nExpect")
    parser.feed(Array(raw.utf8).span)
    if case .continueExpected = parser.next() { #expect(Bool(false), "\(item.note)") }
  }

  @Test func `a parser that failed stays failed and keeps nothing`() {
    var parser = RequestParser()
    parser.feed(Array("x\n".utf8).span)
    _ = parser.next()
    parser.feed(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8).span)
    guard case .failed(.bareLineFeed) = parser.next() else { return #expect(Bool(false)) }
    #expect(parser.bufferedBytes == 0)
  }

  private func parse(_ raw: String) throws -> HTTPRequest {
    var parser = RequestParser()
    parser.feed(Array(raw.utf8).span)
    guard case .request(let parsed) = parser.next() else { throw ParseError.truncated }
    return parsed.request
  }
}
