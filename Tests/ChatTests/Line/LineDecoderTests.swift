import Chat
import Testing
import Wire

struct LineDecoderTests {
  private typealias Event = LineDecoder.Event

  @Test(arguments: [
    ("nothing", "", []),
    ("LF", "hi\n", ["hi"]),
    ("CR LF", "hi\r\nho\r\n", ["hi", "ho"]),
    ("CR NUL", "hi\r\0ho\r\0", ["hi", "ho"]),
    ("CR alone", "one\rtwo\r/msg ben three\r", ["one", "two", "/msg ben three"]),
    ("CR CR LF", "hi\r\r\nho\r\r\n", ["hi", "ho"]),
    ("all of them", "a\rb\nc\r\nd\r\0e\r\r\nf", ["a", "b", "c", "d", "e", "f"]),
    ("empty lines are nothing", "\n\r\n\r\0\r\r\nx\n\n", ["x"]),
    ("a NUL alone is no ending", "a\0b\0\0c\n", ["a\0b\0\0c"]),
    ("a CR takes one NUL with it", "a\r\0\0b\n", ["a", "\0b"]),
    ("an unfinished line counts at the end", "a\nb", ["a", "b"]),
    ("a CR at the end of input is an ending", "a\r", ["a"]),
    ("UTF-8 is left alone", "grüße 🎉\n", ["grüße 🎉"]),
  ])
  func `lines are the same wherever the packets are cut`(
    what: String, input: String, lines: [String]
  ) {
    let expected = lines.map { Event.line(Array($0.utf8)) }
    for events in decodings(of: Array(input.utf8)) { #expect(events == expected, "\(what)") }
  }

  @Test(arguments: [
    ("BS", "helo\u{8}lo\n", ["hello"]),
    ("DEL", "helo\u{7F}lo\n", ["hello"]),
    ("not beyond the start", "\u{8}\u{7F}a\u{8}\u{8}\u{8}hi\n", ["hi"]),
    ("not beyond a line's end", "one\n\u{8}\u{8}two\r\u{8}three\n", ["one", "two", "three"]),
    ("all of it", "abc\u{8}\u{8}\u{8}\n", []),
    ("Ctrl-U", "secret\u{15}hello\n", ["hello"]),
    ("Ctrl-U at the start, and at the end", "\u{15}a\nb\u{15}\n", ["a"]),
    ("an overstruck manual page", "N\u{8}NA\u{8}A _\u{8}x_\u{8}y\n", ["NA xy"]),
    ("an umlaut", "grü\u{8}uss\n", ["gruss"]),
    ("a letter and its accent", "cafe\u{301}\u{8}e\n", ["cafe"]),
    ("a letter and eight marks", "xe\(String(repeating: "\u{301}", count: 8))\u{8}\n", ["x"]),
    ("a family", "x👩\u{200D}👩\u{200D}👧\u{8}\n", ["x"]),
    ("a flag", "🇩🇪🇫🇷\u{8}\n", ["🇩🇪"]),
    (
      "of many flags one", "\(String(repeating: "🇩🇪", count: 40))🇫🇷\u{8}\u{8}\n",
      [String(repeating: "🇩🇪", count: 39)]
    ),
    ("a thumb and its colour", "ok👍🏽\u{8}\n", ["ok"]),
    ("a syllable", "नमस्ते\u{8}\n", ["नम"]),
    ("Hangul in pieces", "a\u{1112}\u{1161}\u{11AB}\u{8}\n", ["a"]),
    ("a tab", "a\t\u{8}b\n", ["ab"]),
    ("keys that nobody sees", "ab\u{1B}[D\u{1B}[D\u{1B}OA\u{8}x\n", ["ax"]),
    ("a key cut short", "ab\u{1B}[\u{8}x\n", ["ax"]),
    ("letters after a key", "ab\u{1B}[Dcd\u{8}\u{8}\n", ["ab\u{1B}[D"]),
  ])
  func `keys take back a character or a line`(what: String, input: String, lines: [String]) {
    let expected = lines.map { Event.line(Array($0.utf8)) }
    for events in decodings(of: Array(input.utf8)) { #expect(events == expected, "\(what)") }
  }

  @Test func `what is no UTF-8 is taken back byte by byte`() {
    for events in decodings(of: [0x67, 0x72, 0xFC, 0xDF, 0x65, 8, 8, 8, 0x75, 10]) {
      #expect(events == [.line(Array("gru".utf8))])
    }
    for events in decodings(of: [0xE9, 0x61, 0xC3, 0xA9, 8, 10]) {
      #expect(events == [.line([0xE9, 0x61])])
    }
  }

  @Test(
    arguments: [
      ("NOP", [255, 241], [], []),
      ("DO is refused", [255, 253, 1], [255, 252, 1], []),
      ("WILL is refused", [255, 251, 31], [255, 254, 31], []),
      ("DONT and WONT need no answer", [255, 254, 1, 255, 252, 3], [], []),
      (
        "once for each option", [255, 253, 1, 255, 253, 1, 255, 251, 1],
        [255, 252, 1, 255, 254, 1], []
      ),
      ("each timing mark", [255, 253, 6, 255, 253, 6], [255, 252, 6, 255, 252, 6], []),
      ("a subnegotiation", [255, 250, 24, 0, 10, 255, 255, 240, 255, 240], [], []),
      ("a subnegotiation without its end", [255, 250, 24, 255, 253, 3], [255, 252, 3], []),
      ("an escaped 255", [255, 255], [], [255]),
      ("a stray 255 swallows nothing", [255, 65], [], [65]),
      ("an option that looks like a line ending", [255, 253, 10], [255, 252, 10], []),
      ("erase character", [0x78, 255, 247], [], []),
      ("erase character takes a whole one", [0xC3, 0xA9, 255, 247], [], []),
      ("erase line", [0x78, 255, 248, 0x61], [], []),
    ] as [(String, [UInt8], [UInt8], [UInt8])])
  func `telnet is eaten, obeyed or refused wherever the packets are cut`(
    what: String, command: [UInt8], reply: [UInt8], text: [UInt8]
  ) {
    for events in decodings(of: [0x61] + command + [0x62, 13, 10]) {
      #expect(replies(in: events) == reply, "\(what)")
      #expect(events.filter { !$0.isReply } == [.line([0x61] + text + [0x62])], "\(what)")
    }
  }

  @Test(
    arguments: [
      ("end of file", "one\r\ntwo", [255, 236], ["one", "two"], []),
      ("interrupt", "one\r\ntwo", [255, 244], ["one"], []),
      // What telnet sends at Ctrl-C; it shows nothing more until the mark is answered.
      ("interrupt and a timing mark", "one\n", [255, 244, 255, 253, 6], ["one"], [255, 252, 6]),
      ("at once", "", [255, 236], [], []),
    ] as [(String, String, [UInt8], [String], [UInt8])])
  func `telnet's end comes after all that was said before, and nothing after it`(
    what: String, said: String, end: [UInt8], lines: [String], reply: [UInt8]
  ) {
    for events in decodings(of: Array(said.utf8) + end + Array("not heard\n".utf8) + [255, 236]) {
      #expect(replies(in: events) == reply, "\(what)")
      #expect(
        events.filter { !$0.isReply } == lines.map { .line(Array($0.utf8)) } + [.end], "\(what)")
    }
  }

  @Test func `who speaks telnet is known by it, and a stray 255 is not that`() {
    var decoder = LineDecoder()
    decoder.feed([255, 65, 255, 255].span)
    #expect(!decoder.speaksTelnet)
    decoder.feed([255, 241].span)
    #expect(decoder.speaksTelnet)
  }

  @Test(arguments: ["\n", "\r\n", "\r\0", "\r", ""])
  func `a line at the limit passes, of a longer one the rest is dropped and counted`(
    ending: String
  ) {
    let full = [UInt8](repeating: 0x61, count: Limits.longLineBytesMax)
    for extra in [0, 1, 2, 500, 20_000] {
      let line = full + [UInt8](repeating: 0x62, count: extra) + ending.utf8
      let input = ending.isEmpty ? line : line + Array("ok\n".utf8)
      var expected: [Event] =
        extra == 0 ? [.line(full)] : [.beginning(full), .dropped(bytes: extra)]
      if !ending.isEmpty { expected.append(.line(Array("ok".utf8))) }
      for size in [1, 7, 8_191, 8_192, 8_193, 65_536] {
        #expect(decode(input, pieces: size) == expected, "\(extra) over, \(size) at a time")
      }
    }
  }

  @Test func `a line is not cut amid a character`() {
    let line = Array(("a" + String(repeating: "é", count: Limits.longLineBytesMax / 2)).utf8)
    let emoji = Array(("abc" + String(repeating: "🎉", count: Limits.longLineBytesMax / 4)).utf8)
    for size in [1, 2, 3, 8_191, 8_192, 65_536] {
      #expect(
        decode(line + [10], pieces: size) == [
          .beginning(Array(line.dropLast(2))), .dropped(bytes: 2),
        ])
      #expect(
        decode(emoji + [10], pieces: size) == [
          .beginning(Array(emoji.dropLast(4))), .dropped(bytes: 4),
        ])
    }
  }

  @Test func `whoever sends no newline costs no memory`() {
    var decoder = LineDecoder()
    let chunk = [UInt8](repeating: 0x61, count: 65_536)
    decoder.feed(chunk.span)
    #expect(decoder.next() == .beginning(Array(repeating: 0x61, count: Limits.longLineBytesMax)))
    for _ in 0..<100 {
      decoder.feed(chunk.span)
      #expect(decoder.next() == nil)
      #expect(decoder.heldBytes == 0)
    }
    decoder.finish()
    #expect(decoder.next() == .dropped(bytes: 101 * 65_536 - Limits.longLineBytesMax))
    #expect(decoder.next() == nil)
  }

  @Test func `whoever takes everything back costs no memory either`() {
    var decoder = LineDecoder()
    let chunk = Array(String(repeating: "é\u{8}x\u{7F}abc\u{15}\r", count: 5_000).utf8)
    for _ in 0..<20 {
      decoder.feed(chunk.span)
      #expect(decoder.next() == nil)
      #expect(decoder.heldBytes == 0)
    }
  }

  @Test func `a subnegotiation without end gives way to text`() {
    var decoder = LineDecoder()
    var input: [UInt8] = [255, 250]
    input += [UInt8](repeating: 0, count: TelnetFilter.subnegotiationBytesMax)
    input += Array("hi\n".utf8)
    decoder.feed(input.span)
    #expect(decoder.next() == .line(Array("hi".utf8)))
  }

  @Test func `answers to telnet are bounded`() {
    var decoder = LineDecoder()
    for option in UInt8(10)...250 { decoder.feed([255, 253, option, 255, 251, option].span) }
    guard case .reply(let bytes) = decoder.next() else { return #expect(Bool(false), "no reply") }
    #expect(bytes.count == 3 * TelnetFilter.answersMax)
  }

  @Test func `lines wait until they are asked for`() {
    var decoder = LineDecoder()
    decoder.feed(Array("one\ntwo\n".utf8).span)
    #expect(decoder.next() == .line(Array("one".utf8)))
    decoder.feed(Array("three\n".utf8).span)
    #expect(decoder.heldBytes == "two\nthree\n".utf8.count)
    #expect(decoder.next() == .line(Array("two".utf8)))
    #expect(decoder.next() == .line(Array("three".utf8)))
    #expect(decoder.next() == nil)
  }

  /// The events in every way to cut the input once, byte by byte, and whole.
  private func decodings(of input: [UInt8]) -> [[Event]] {
    (0...input.count).map { cut in decode([Array(input[..<cut]), Array(input[cut...])]) }
      + [decode(input, pieces: 1)]
  }

  private func decode(_ input: [UInt8], pieces size: Int) -> [Event] {
    decode(
      stride(from: 0, to: input.count, by: size).map {
        Array(input[$0..<min($0 + size, input.count)])
      })
  }

  private func decode(_ pieces: [[UInt8]]) -> [Event] {
    var decoder = LineDecoder()
    var events: [Event] = []
    for piece in pieces {
      decoder.feed(piece.span)
      while let event = decoder.next() { events.append(event) }
    }
    decoder.finish()
    while let event = decoder.next() { events.append(event) }
    return events
  }

  private func replies(in events: [Event]) -> [UInt8] {
    events.flatMap { if case .reply(let bytes) = $0 { bytes } else { [UInt8]() } }
  }
}

extension LineDecoder.Event {
  fileprivate var isReply: Bool { if case .reply = self { true } else { false } }
}
