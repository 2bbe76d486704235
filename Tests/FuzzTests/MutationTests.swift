import Support
import Testing
import TinyRedis

@testable import Fuzz

@Suite struct MutationTests {
  @Test func `the same seed gives the same inputs, and another one others`() {
    func inputs(_ seed: UInt64) -> [[UInt8]] {
      var random = SplitMix(seed: seed)
      let bytes = Mutator(words: Seeds.words)
      let json = JSONMutator()
      return (0..<50).flatMap { number in
        [
          bytes.mutated(Array(Seeds.requests[number % Seeds.requests.count].utf8), &random),
          json.mutated(Seeds.bodies[number % Seeds.bodies.count].json, &random),
        ]
      }
    }
    #expect(inputs(1) == inputs(1))
    #expect(inputs(1) != inputs(2))
  }

  @Test func `some inputs stay harmless, most are changed, and none grows without end`() {
    var random = SplitMix(seed: 3)
    let mutator = Mutator(words: Seeds.chatWords)
    let seed = Array("hello everybody\n".utf8)
    let inputs = (0..<2_000).map { _ in mutator.mutated(seed, &random) }
    let unchanged = inputs.count { $0 == seed }
    #expect(unchanged > 100 && unchanged < 1_000)
    #expect(inputs.contains { $0.count > 65_536 })
    #expect(inputs.allSatisfy { $0.count <= Mutator.bytesMax })
  }

  @Test(arguments: [1, 32, 500])
  func `JSON never opens more brackets than it may`(_ openingsMax: Int) {
    var random = SplitMix(seed: 4)
    let mutator = JSONMutator(openingsMax: openingsMax)
    for number in 0..<2_000 {
      let seed = Seeds.bodies[number % Seeds.bodies.count].json
      let openings = mutator.mutated(seed, &random).count { "[{".utf8.contains($0) }
      // Those of the seed may be there.
      #expect(openings <= max(openingsMax, seed.utf8.count { "[{".utf8.contains($0) }))
    }
  }

  @Test func `tokens put together again are the JSON they came from`() {
    for (_, json) in Seeds.bodies { #expect(JSONMutator.tokens(of: json).joined() == json) }
    #expect(JSONMutator.tokens(of: #"{"a\"": [1, "b"]}"#).contains(#""a\"""#))
  }
}

@Suite struct RedisSeedTests {
  @Test func `replies of Redis are some before they are changed`() {
    for reply in Seeds.redisReplies {
      let steps = RedisTarget.steps(of: [Array(reply.utf8)])
      guard case .reply? = steps.first else {
        Issue.record("\(reply.debugDescription) is \(steps)")
        continue
      }
      #expect(steps.count == 1, "\(reply.debugDescription)")
    }
    #expect(RedisTarget.steps(of: [Array(Seeds.redisGreeting.utf8)]).count == 2)
  }

  @Test func `a thousand changed conversations find nothing`() throws {
    var random = SplitMix(seed: 6)
    for _ in 0..<1_000 {
      var sent: [UInt8] = []
      do {
        try RedisTarget.attack(&random) { sent = $0 }
      } catch {
        Issue.record("\(error): \(String(decoding: sent, as: UTF8.self).debugDescription)")
        return
      }
    }
  }

  @Test func `changed replies are refused for many reasons, and many are still read`() {
    var random = SplitMix(seed: 5)
    let mutator = Mutator(words: Seeds.redisWords)
    var (problems, replies) = (Set<String>(), 0)
    for number in 0..<2_000 {
      let seed = Array(Seeds.redisReplies[number % Seeds.redisReplies.count].utf8)
      for step in RedisTarget.steps(of: [mutator.mutated(seed, &random)]) {
        switch step {
        case .failed(let problem): problems.insert("\(problem)".prefix(20).description)
        case .reply: replies += 1
        case .needMore: break
        }
      }
    }
    #expect(problems.count > 8, "\(problems)")
    #expect(replies > 500)
  }
}

@Suite struct HarmlessTests {
  @Test(arguments: [
    "plain\r\n", "łódź 漢字 عربى\r\n", "👩‍👩‍👧 and 🏳️‍🌈\r\n", "",
  ])
  func `what people may read is let through`(_ text: String) {
    #expect(Harmless.problem(in: Array(text.utf8), lineEnd: "\r\n") == nil)
  }

  @Test(arguments: [
    "\u{1B}[2J\r\n", "bell\u{7}\r\n", "c1\u{9B}\r\n", "bidi\u{202E}\r\n", "mark\u{200F}\r\n",
    "separator\u{2028}\r\n", "bare\n", "over\rwritten\r\n", "nul\0\r\n",
  ])
  func `what could harm a terminal is found`(_ text: String) {
    #expect(Harmless.problem(in: Array(text.utf8), lineEnd: "\r\n") != nil)
  }

  @Test func `broken UTF-8 is found`() {
    #expect(Harmless.problem(in: [0x61, 0xC3, 13, 10], lineEnd: "\r\n") != nil)
  }

  @Test func `statuses are found one after another on one connection`() {
    let bytes = Array("HTTP/1.1 200 OK\r\n\r\nhiHTTP/1.1 404 Not Found\r\n\r\n".utf8)
    #expect(Lab.statuses(in: bytes) == [200, 404])
  }
}
