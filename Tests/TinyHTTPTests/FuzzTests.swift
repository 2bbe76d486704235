import Support
import Testing
import TinyHTTP

/// Damaged messages, the same ones each time: whatever they are, cutting does not change them, and
/// nothing traps.
@Suite struct FuzzTests {
  private static let seeds = [
    "GET /a?b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a:1\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: [::1]\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nT: v\r\n\r\n",
    "OPTIONS * HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 100 x\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n",
    "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\nHTTP/1.0 200\r\n\r\nrest",
  ]

  @Test(arguments: seeds)
  func `damage reads the same however it is cut`(_ seed: String) {
    var random = SplitMix(seed: UInt64(seed.utf8.count))
    for _ in 0..<2_000 {
      let bytes = random.damage(Array(seed.utf8), with: Self.spice)
      let single = bytes.map { [$0] }
      let cut = Int.random(in: 0...bytes.count, using: &random)
      let halves = [Array(bytes[..<cut]), Array(bytes[cut...])]

      let whole = requests(in: [bytes])
      #expect(requests(in: single) == whole, "\(text(bytes).debugDescription)")
      #expect(requests(in: halves) == whole, "\(text(bytes).debugDescription)")
    }
  }

  @Test(arguments: seeds)
  func `a damaged response reads the same however it is cut`(_ seed: String) {
    var random = SplitMix(seed: UInt64(seed.utf8.count))
    for _ in 0..<2_000 {
      let bytes = random.damage(Array(seed.utf8), with: Self.spice)
      // A response is read for one request: what follows it depends on when it came.
      let whole = firstResponse([bytes])
      #expect(firstResponse(bytes.map { [$0] }) == whole, "\(text(bytes).debugDescription)")
    }
  }

  private func firstResponse(_ chunks: [[UInt8]]) -> Substring? {
    let outcomes = responses(in: chunks, closes: true).split(separator: " | ")
    return outcomes.first.map { $0.replacing("close", with: "keep")[...] }
  }

  private static let spice: [UInt8] = Array("\r\n \t:;,0A+-\0x/%".utf8) + [0x7F, 0xFF]
}
