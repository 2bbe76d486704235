import Support
import Testing
import TinyRedis

@Suite struct `RESP replies` {
  /// Small enough to meet with a few bytes.
  private static let limits: RESPLimits = {
    var limits = RESPLimits()
    limits.lineBytesMax = 20
    limits.bulkBytesMax = 10
    limits.replyBytesMax = 60
    limits.elementsMax = 6
    limits.depthMax = 3
    return limits
  }()

  @Test(arguments: [
    ("+OK\r\n", "OK"),
    ("+\r\n", ""),
    ("+naïve\r\n", "naïve"),
    ("-ERR no such key\r\n", "!ERR no such key"),
    ("-WRONGPASS\r\n", "!WRONGPASS "),
    ("-My own words\r\n", "!ERR My own words"),
    ("-\r\n", "!ERR "),
    (":0\r\n:-12\r\n:42\r\n", "0 | -12 | 42"),
    (":9223372036854775807\r\n", "9223372036854775807"),
    (":-9223372036854775808\r\n", "-9223372036854775808"),
    ("$0\r\n\r\n", "\"\""),
    ("$5\r\nhello\r\n+OK\r\n", "\"hello\" | OK"),
    ("$6\r\n\r\n\r\n\r\n\r\n", "\"\r\n\r\n\r\n\""),
    ("$-1\r\n*-1\r\n", "nil | nil"),
    ("*0\r\n", "[]"),
    ("*2\r\n$1\r\na\r\n*-1\r\n+x\r\n", "[\"a\" nil] | x"),
    ("*2\r\n*2\r\n:1\r\n*0\r\n*1\r\n-E no\r\n", "[[1 []] [!E no]]"),
    ("*3\r\n:1\r\n", "…"),
    ("$5\r\nhel", "…"),
    ("$5\r\nhello\r", "…"),
    ("+O", "…"),
    ("*1\r\n$1\r\na\r\n+", "[\"a\"] | …"),
    // At the limits.
    ("+1234567890123456789\r\n", "1234567890123456789"),
    ("+12345678901234567890\r\n", "12345678901234567890"),
    ("$10\r\n1234567890\r\n", "\"1234567890\""),
    ("*1\r\n*1\r\n*1\r\n:1\r\n", "[[[1]]]"),
    ("*2\r\n*2\r\n:1\r\n:2\r\n*2\r\n:3\r\n:4\r\n", "[[1 2] [3 4]]"),
    (
      "*3\r\n$10\r\n1234567890\r\n$10\r\n1234567890\r\n$10\r\n12345\r\n890\r\n+\r\n",
      "[\"1234567890\" \"1234567890\" \"12345\r\n890\"] | "
    ),
  ])
  func `are the same however they are cut`(_ text: String, _ expected: String) {
    for chunks in cuttings(of: bytes(text)) {
      #expect(replies(in: chunks, limits: Self.limits) == expected, "\(chunks.map(\.count))")
    }
  }

  @Test(
    arguments: [
      ("\r\n", .emptyLine),
      ("+OK\r\n\r\n", .emptyLine),
      ("HTTP/1.1 400 x\r\n", .unknownType(0x48)),
      ("_\r\n", .unknownType(0x5F)),
      ("\u{7F}\r\n", .unknownType(0x7F)),
      ("%1\r\n", .unknownType(0x25)),
      ("+a\rb\r\n", .bareLineEnd),
      ("-a\nb\r\n", .bareLineEnd),
      ("+a\n+b\r\n", .bareLineEnd),
      (":\r\n", .badInteger), (":-\r\n", .badInteger), (":+1\r\n", .badInteger),
      (":01\r\n", .badInteger), (":-0\r\n", .badInteger), (":1 \r\n", .badInteger),
      (":0x1\r\n", .badInteger), (":1\n\r\n", .badInteger), (":--1\r\n", .badInteger),
      (":9223372036854775808\r\n", .badInteger), (":١\r\n", .badInteger),
      ("$\r\n", .badLength), ("$-2\r\n", .badLength), ("$1a\r\n", .badLength),
      ("$05\r\n", .badLength), ("$9999999999999999999\r\n", .badLength),
      ("*-2\r\n", .badLength), ("*?\r\n", .badLength),
      ("$5\r\nhello!\r\n", .missingBulkEnd), ("$5\r\nhello\n\r", .missingBulkEnd),
      ("$1\r\n\r\n\r\n", .missingBulkEnd), ("$0\r\nxx", .missingBulkEnd),
      ("+123456789012345678901\r\n", .lineTooLong(bytesMax: 20)),
      ("+123456789012345678901", .lineTooLong(bytesMax: 20)),
      ("$11\r\n", .bulkTooLong(bytes: 11, bytesMax: 10)),
      ("$9223372036854775807\r\n", .bulkTooLong(bytes: .max, bytesMax: 10)),
      ("*7\r\n", .tooManyElements(elementsMax: 6)),
      ("*9223372036854775807\r\n", .tooManyElements(elementsMax: 6)),
      ("*2\r\n*4\r\n*1\r\n", .tooManyElements(elementsMax: 6)),
      ("*1\r\n*1\r\n*1\r\n*1\r\n", .tooDeep(depthMax: 3)),
      ("*1\r\n*1\r\n*1\r\n*0\r\n", .tooDeep(depthMax: 3)),
      (
        "*4\r\n$10\r\n1234567890\r\n$10\r\n1234567890\r\n$10\r\n1234567890\r\n+1234\r\n",
        .replyTooLong(bytesMax: 60)
      ),
      (
        "*4\r\n$10\r\n1234567890\r\n$10\r\n1234567890\r\n$10\r\n1234567890\r\n$1\r\n",
        .replyTooLong(bytesMax: 60)
      ),
    ] as [(String, RESPProblem)])
  func `that are none are refused by what is wrong with them`(
    _ text: String, _ problem: RESPProblem
  ) {
    for chunks in cuttings(of: bytes(text)) {
      let outcome = replies(in: chunks, limits: Self.limits)
      #expect(outcome.hasSuffix("\(problem)"), "\(outcome) of \(chunks.map(\.count))")
    }
  }

  @Test func `nothing is read after a failure`() {
    var parser = RESPParser()
    parser.feed(bytes("?\r\n").span)
    #expect(parser.next() == .failed(.unknownType(0x3F)))
    parser.feed(bytes("+OK\r\n").span)
    #expect(parser.next() == .failed(.unknownType(0x3F)))
    #expect("\(RESPProblem.unknownType(0x3F))".contains("'?'"))
    #expect("\(RESPProblem.unknownType(7))".contains("0x07"))
  }

  @Test func `bytes that are no UTF-8 come as they are in a bulk, and repaired in a text`() {
    var parser = RESPParser()
    parser.feed([0x24, 0x32, 13, 10, 0xFF, 0, 13, 10, 0x2B, 0xFF, 13, 10].span)
    #expect(parser.next() == .reply(.bulk([0xFF, 0])))
    #expect(parser.next() == .reply(.text("\u{FFFD}")))
    #expect(RESPValue.bulk([0xFF, 0]).string == nil && RESPValue.bulk([0xFF]).bytes == [0xFF])
  }

  @Test func `limits are for each reply, not for all`() {
    var parser = RESPParser(limits: Self.limits)
    let one = bytes("*6\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n$10\r\n1234567890\r\n")
    for _ in 0..<100 {
      parser.feed(one.span)
      guard case .reply(.array(let elements)) = parser.next() else {
        Issue.record("there is no reply")
        return
      }
      #expect(elements.count == 6 && parser.isIdle)
    }
  }

  @Test func `by default 1 MiB is a bulk and 8 MiB a reply, and a byte more is none`() {
    let limits = RESPLimits()
    #expect(limits.bulkBytesMax == 1 << 20 && limits.replyBytesMax == 8 << 20)
    func reply(_ bytesMore: Int) -> [[UInt8]] {
      // Seven bulks of 1 MiB, and one that fills what is left.
      let full = Array("$1048576\r\n".utf8) + [UInt8](repeating: 0x78, count: 1 << 20) + [13, 10]
      let rest = (8 << 20) - 4 - 7 * full.count - 12 + bytesMore
      let last = Array("$\(rest)\r\n".utf8) + [UInt8](repeating: 0x78, count: rest) + [13, 10]
      #expect(last.count == rest + 12)
      return [bytes("*8\r\n")] + Array(repeating: full, count: 7) + [last]
    }
    #expect(replies(in: reply(0)).hasPrefix("[\"xxx"))
    #expect(replies(in: reply(1)) == "\(RESPProblem.replyTooLong(bytesMax: 8 << 20))")
  }

  /// Whatever looks at all that is held again for each byte, or moves it, would take hours.
  @Test func `time is linear, in single bytes and in one piece`() {
    let bulk = Array("$200000\r\n".utf8) + [UInt8](repeating: 10, count: 200_000) + [13, 10]
    #expect(replies(in: bulk.map { [$0] }).utf8.count == 200_002)
    let many = Array(String(repeating: "$1\r\nx\r\n", count: 50_000).utf8)
    #expect(replies(in: [many]).utf8.count == 50_000 * 6 - 3)
    #expect(replies(in: [bytes("*50000\r\n"), many]).utf8.count == 50_000 * 4 + 1)
  }
}

@Suite struct `RESP commands` {
  @Test func `are arrays of bulks, whatever is in them`() {
    #expect(RESPCommand("PING").bytes == bytes("*1\r\n$4\r\nPING\r\n"))
    var command = RESPCommand("SET", "a b", "")
    command.append([0, 13, 10])
    command.append(-5)
    command.append("ü")
    #expect(
      command.bytes
        == bytes(
          "*6\r\n$3\r\nSET\r\n$3\r\na b\r\n$0\r\n\r\n$3\r\n\0\r\n\r\n$2\r\n-5\r\n$2\r\nü\r\n"))
    #expect(command.argumentCount == 5)
  }

  @Test func `do not show their arguments`() {
    #expect("\(RESPCommand("AUTH", "secret"))" == "AUTH")
  }
}

@Suite struct `damaged replies` {
  private static let seeds = [
    "+OK\r\n-ERR x\r\n:12\r\n", "$5\r\nhello\r\n$-1\r\n",
    "*2\r\n$3\r\nlog\r\n*1\r\n*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\np\r\n$4\r\nab\r\n\r\n",
    "*3\r\n*0\r\n*-1\r\n*1\r\n-NOSCRIPT No matching script.\r\n:1\r\n",
  ]

  @Test(arguments: seeds)
  func `read the same however they are cut`(_ seed: String) {
    var random = SplitMix(seed: UInt64(seed.utf8.count))
    for _ in 0..<2_000 {
      let damaged = random.damage(bytes(seed), with: Self.spice)
      let whole = replies(in: [damaged])
      #expect(
        replies(in: damaged.map { [$0] }) == whole,
        "\(String(decoding: damaged, as: UTF8.self).debugDescription)")
      let cuts = (0..<3).map { _ in Int.random(in: 0...damaged.count, using: &random) }.sorted()
      let pieces = zip([0] + cuts, cuts + [damaged.count]).map { Array(damaged[$0..<$1]) }
      #expect(replies(in: pieces) == whole)
    }
  }

  private static let spice: [UInt8] = Array("\r\n +-:$*019_\0".utf8) + [0xFF]
}
