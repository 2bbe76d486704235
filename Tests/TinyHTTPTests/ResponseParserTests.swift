import Testing
import TinyHTTP

@Suite struct ResponseParserTests {
  static let table: [Case] = [
    Case("a length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "200 keep hi"),
    Case(
      "chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
      "200 keep hi"),
    Case("until the close", "HTTP/1.1 200 OK\r\n\r\nhi", "200 close hi"),
    Case("until the close, and empty", "HTTP/1.1 200 OK\r\n\r\n", "200 close"),
    Case("1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", "200 close hi"),
    Case(
      "1.0 that stays", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi",
      "200 keep hi"),
    Case(
      "close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi",
      "200 close hi"),
    Case("204", "HTTP/1.1 204 No Content\r\n\r\n", "204 keep"),
    Case("304 with a length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", "304 keep"),
    Case("no reason", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", "200 keep"),
    Case("no reason and no space", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "200 keep"),
    Case(
      "interim responses are skipped",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
        + "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", "201 keep"),

    Case("a cut head", "HTTP/1.1 200 OK\r\nX: y", "truncated"),
    Case("a cut body", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi", "truncated"),
    Case(
      "a cut chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi",
      "truncated"),
    Case("only an interim response", "HTTP/1.1 100 Continue\r\n\r\n", "truncated"),
    Case("an upgrade", "HTTP/1.1 101 Switching Protocols\r\n\r\n", "unexpectedUpgrade"),
    Case(
      "interim responses without end", String(repeating: "HTTP/1.1 100 x\r\n\r\n", count: 17),
      "tooManyInterimResponses"),
    Case("not HTTP", "SSH-2.0-OpenSSH\r\n", "badStatusLine"),
    Case("another version", "HTTP/2.0 200 OK\r\n\r\n", "unknownVersion"),
    Case("a status of two digits", "HTTP/1.1 20 OK\r\n\r\n", "badStatusLine"),
    Case("a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", "badStatusLine"),
    Case("a status over 599", "HTTP/1.1 600 OK\r\n\r\n", "badStatusLine"),
    Case("a status under 100", "HTTP/1.1 099 OK\r\n\r\n", "badStatusLine"),
    Case("bare LF", "HTTP/1.1 200 OK\n\n", "bareLineFeed"),
    Case(
      "both lengths",
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nhi",
      "bothLengths"),
    Case(
      "a coding that is not chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
      "notChunkedLast"),
    Case(
      "an unknown coding before chunks",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "unknownTransferEncoding"),
    Case(
      "a chunk extension",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=\"b\"\r\nhi\r\n0\r\n\r\n",
      "200 keep hi"),
    Case(
      "a chunk extension that is none",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=\r\nhi\r\n0\r\n\r\n",
      "badChunkExtension"),
    Case(
      "a body over the limit", "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n",
      "bodyTooLarge"),
    Case(
      "one at the limit",
      "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + String(repeating: "x", count: 100),
      "200 keep " + String(repeating: "x", count: 100)),
    Case(
      "a body until the close, over the limit",
      "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 101), "bodyTooLarge"),
  ]

  @Test(arguments: table)
  func `a response is the same however it is cut`(_ item: Case) {
    for chunks in cuttings(of: item.raw) {
      #expect(responses(in: chunks, closes: true) == item.outcome, "cut at \(chunks[0].count)")
    }
  }

  @Test func `an answer to HEAD has no body, whatever its length says`() {
    let raw = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    for chunks in cuttings(of: raw) {
      #expect(responses(in: chunks, answeringHead: true) == "200 keep")
    }
  }

  @Test func `bytes behind an answer are a reason to close`() {
    let raw = Array("HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\n".utf8)
    #expect(responses(in: [raw]) == "204 close")
  }
}
