import Testing
import TinyHTTP

/// Each limit exactly, and one past it.
@Suite struct LimitTests {
  private let limits = HTTPLimits()

  private func outcome(_ raw: String) -> String {
    let bytes = Array(raw.utf8)
    let whole = requests(in: [bytes])
    #expect(requests(in: bytes.map { [$0] }) == whole, "one byte at a time")
    return whole
  }

  private func head(bytes: Int) -> String {
    let frame = "GET / HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n"
    let filler = String(repeating: "x", count: bytes - frame.utf8.count)
    return frame.replacing("X: ", with: "X: " + filler)
  }

  @Test func `a head of 16 KiB passes, a byte more is 431`() {
    #expect(outcome(head(bytes: 16_384)) == "GET / keep")
    #expect(outcome(head(bytes: 16_385)) == "431 headTooLarge")
  }

  @Test func `a field that never ends is 431 as soon as it is too long`() {
    let start = "GET / HTTP/1.1\r\nX: "
    let filler = 16_384 - start.utf8.count
    #expect(outcome(start + String(repeating: "x", count: filler)) == "…")
    #expect(outcome(start + String(repeating: "x", count: filler + 1)) == "431 headTooLarge")
  }

  @Test func `100 fields pass, 101 are 431`() {
    func request(fields: Int) -> String {
      let others = (1..<fields).map { "X-\($0): y\r\n" }.joined()
      return "GET / HTTP/1.1\r\nHost: a\r\n\(others)\r\n"
    }
    #expect(outcome(request(fields: 100)) == "GET / keep")
    #expect(outcome(request(fields: 101)) == "431 tooManyFields")
  }

  @Test func `a target of 8 KiB passes, a byte more is 414`() {
    func request(target: Int) -> String {
      "GET /" + String(repeating: "x", count: target - 1) + " HTTP/1.1\r\nHost: a\r\n\r\n"
    }
    #expect(outcome(request(target: 8_192)).hasSuffix("x keep"))
    #expect(outcome(request(target: 8_193)) == "414 targetTooLong")
    #expect(outcome("GET /" + String(repeating: "x", count: 20_000)) == "414 targetTooLong")
  }

  @Test func `a body of 64 KiB passes, a byte more is 413 before it comes`() {
    let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: "
    let body = String(repeating: "x", count: 65_536)
    #expect(requests(in: [Array((head + "65536\r\n\r\n" + body).utf8)]) == "POST / keep \(body)")
    #expect(outcome(head + "65537\r\n\r\n") == "413 bodyTooLarge")
    #expect(outcome(head + "999999999999999999\r\n\r\n") == "413 bodyTooLarge")
  }

  @Test func `chunks that add up to 64 KiB pass, a byte more is 413`() {
    let start = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfff0\r\n"
    let most = start + String(repeating: "x", count: 65_520) + "\r\n"
    let last = String(repeating: "y", count: 16)
    #expect(requests(in: [Array((most + "10\r\n\(last)\r\n0\r\n\r\n").utf8)]).hasSuffix(last))
    #expect(outcome(most + "11\r\n") == "413 bodyTooLarge")
    #expect(outcome(most + "fffffffffffffff\r\n") == "413 bodyTooLarge")
  }

  @Test func `4 KiB of chunk extensions and trailers pass, a byte more is 431`() {
    func request(overhead: Int) -> String {
      let half = overhead / 2
      return "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0;"
        + String(repeating: "x", count: half) + "\r\nX:"
        + String(repeating: "y", count: overhead - half - 2) + "\r\n\r\n"
    }
    #expect(outcome(request(overhead: 4_096)) == "POST / keep")
    #expect(outcome(request(overhead: 4_097)) == "431 chunkOverheadTooLarge")
  }

  @Test func `many small requests in one chunk take linear time`() {
    // Quadratic moving of the rest would take minutes here.
    let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    let outcomes = requests(in: [Array(String(repeating: request, count: 20_000).utf8)])
    #expect(outcomes.utf8.count == 20_000 * "GET / keep | ".utf8.count - " | ".utf8.count)
  }
}
