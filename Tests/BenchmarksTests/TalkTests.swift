import Support
import Testing

@testable import Benchmarks

@Suite struct TalkTests {
  private static let end = 1_800_000_000_000
  private static let count = 20_000
  private static let lines = Array(Talk(count: count, end: end))

  @Test func `the kth thing is drawn as often as one over k`() {
    let ranks = Zipf(count: 100)
    var random = SplitMix(seed: 7)
    var counts = [Int](repeating: 0, count: 100)
    for _ in 0..<100_000 { counts[ranks.draw(&random)] += 1 }
    for rank in [1, 3, 9] {
      let ratio = Double(counts[0]) / Double(counts[rank]) / Double(rank + 1)
      #expect((0.85...1.15).contains(ratio), "rank \(rank)")
    }
    #expect(counts.allSatisfy { $0 > 0 })
  }

  @Test func `the same seed says the same, another one something else`() {
    func texts(seed: UInt64) -> [[UInt8]] {
      Talk(count: 50, end: TalkTests.end, seed: seed).map(\.text)
    }
    #expect(texts(seed: 1) == texts(seed: 1))
    #expect(texts(seed: 1) != texts(seed: 2))
  }

  @Test func `name and text have the bytes on average that they are to have`() {
    let bytes = TalkTests.lines.reduce(0) { $0 + $1.name.count + $1.text.count }
    let average = Double(bytes) / Double(TalkTests.count)
    #expect(abs(average - Double(Talk.lineBytes)) < 1)
  }

  @Test func `lines fill a day, in order, and fit into JSON and into the file as they are`() {
    let times = TalkTests.lines.map(\.time)
    #expect(times.count == TalkTests.count)
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(times.first == TalkTests.end - 86_400_000)
    #expect((times.last ?? 0) < TalkTests.end)
    for line in TalkTests.lines {
      let bytes = line.name + line.text
      #expect(!bytes.contains { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") })
      #expect(String(validating: bytes, as: UTF8.self) != nil)
      #expect(!line.name.isEmpty && !line.text.isEmpty)
    }
  }

  @Test func `one line in a hundred is Japanese, and some words have umlauts`() {
    let texts = TalkTests.lines.map { String(decoding: $0.text, as: UTF8.self) }
    let japanese = texts.count { $0.unicodeScalars.contains { $0.value > 0x3000 } }
    let german = texts.count { $0.unicodeScalars.contains { "äöüß".unicodeScalars.contains($0) } }
    #expect((120...260).contains(japanese))
    #expect(german > TalkTests.count / 20)
  }

  @Test func `a batch is the body of a request`() {
    let lines = [
      Talk.Line(time: 5, kind: .said, member: 7, name: Array("ann".utf8), text: Array("hü!".utf8)),
      Talk.Line(time: 6, kind: .left, member: 8, name: Array("bob".utf8), text: Array("left".utf8)),
    ]
    let body = String(decoding: batchBody(lines, origin: 1, first: 201), as: UTF8.self)
    #expect(
      body == """
        {"room":"lobby","origin":"bench2.x","first":201,"messages":[\
        {"time":5,"kind":"said","member":7,"name":"ann","text":"hü!"},\
        {"time":6,"kind":"left","member":8,"name":"bob","text":"left"}]}
        """)
  }

  @Test func `batches take turns among the origins, whose numbers have no gap`() throws {
    let folder = try TemporaryFolder()
    let talk = try PreparedTalk(lines: 5 * PreparedTalk.batchLines + 1, in: folder)
    let requests = (0..<PreparedTalk.origins).map { origin in
      (0..<3).compactMap { talk.request(origin: origin, turn: $0) }
        .map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(requests.map(\.count) == [2, 2, 1, 1])
    #expect(requests[1][0].contains(#""origin":"bench2.x","first":1,"#))
    #expect(requests[1][1].contains(#""origin":"bench2.x","first":201,"#))
    let lines = text(talk.file).split(separator: "\n")
    #expect(lines.count == talk.lineCount)
    #expect(lines.allSatisfy { $0.split(separator: "\t").count == 5 })
    #expect(talk.searches.count == 100)
  }
}
