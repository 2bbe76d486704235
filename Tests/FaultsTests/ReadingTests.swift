import Testing

@testable import Faults

@Suite struct ReadingTests {
  /// FIPS 180's own examples, and the lengths around a block.
  @Test(arguments: [
    ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
    ),
    (String(repeating: "a", count: 55), "c1c8bbdc22796e28c0e15163d20899b65621d65a"),
    (String(repeating: "a", count: 56), "c2db330f6083854c99d4b5bfb6e8f29f201be699"),
    (String(repeating: "a", count: 63), "03f09f5b158a7a8cdad920bddc29b81c18a551f5"),
    (String(repeating: "a", count: 64), "0098ba824b5c16427bd7a1122a5a442a25ec644d"),
    (String(repeating: "a", count: 65), "11655326c708d70319be2610e8a57d9a5b959d3b"),
  ])
  func `sums are those of SHA-1`(text: String, sum: String) {
    #expect(SHA1.hex(Array(text.utf8)) == sum)
  }

  @Test(arguments: [
    ("<ann> r1 t2 000003", HeardLine.Form.live("r1 t2 000003")),
    ("[13:20] <ann> r1 t2 000003", .past("r1 t2 000003")),
    ("[2026-11-28 13:20] <ann> hello", .past("hello")),
    ("-- ann joined", .notice("ann joined")),
    ("[13:20] * ann waves", .other), ("{bot} hello", .other), ("(ann to you) hi", .other),
    ("", .other),
  ])
  func `lines are read as people read them`(text: String, form: HeardLine.Form) {
    #expect(HeardLine(text).form == form)
  }

  @Test(arguments: [
    ("-- 412 more: /last", 412), ("-- 37 lines were not shown here", 37),
    ("-- about 37 lines from the other servers were not shown here", 37), ("-- 12 here: ann", 0),
    ("-- ann joined", 0), ("<ann> 412 more: /last", 0),
  ])
  func `what is left out is counted`(text: String, count: Int) {
    #expect(HeardLine(text).linesLeftOut == count)
  }

  @Test func `a number is read as it is written`() {
    let line = Numbered(round: 7, talker: 3, number: 123)
    #expect(line.description == "r7 t3 000123")
    #expect(Numbered("r7 t3 000123") == line)
    for other in ["r7 t3 123", "r7 t3 000123 x", "hello", "x7 t3 000123", "r7 t 000123"] {
      #expect(Numbered(other) == nil)
    }
  }
}
