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
    ("empty lines", "\n\r\n\r\0x\n", ["", "", "", "x"]),
    ("a CR alone is no ending", "a\rb\n", ["a\rb"]),
    ("a NUL alone is no ending", "a\0b\0\0c\n", ["a\0b\0\0c"]),
    ("one CR belongs to the ending", "a\r\r\n", ["a\r"]),
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
    ] as [(String, [UInt8], [UInt8], [UInt8])])
  func `telnet is eaten and refused wherever the packets are cut`(
    what: String, command: [UInt8], reply: [UInt8], text: [UInt8]
  ) {
    for events in decodings(of: [0x61] + command + [0x62, 13, 10]) {
      var replies: [UInt8] = []
      var lines: [Event] = []
      for event in events {
        if case .reply(let bytes) = event { replies += bytes } else { lines.append(event) }
      }
      #expect(replies == reply, "\(what)")
      #expect(lines == [.line([0x61] + text + [0x62])], "\(what)")
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r\0", ""])
  func `a line at the limit passes, one byte more is too long and told once`(ending: String) {
    let full = [UInt8](repeating: 0x61, count: Limits.lineBytesMax)
    let next = Array("ok\n".utf8)
    let tooLong = Event.tooLong(beginning: [UInt8](repeating: 0x61, count: 16))
    for extra in [0, 1, 2, 500, 5_000] {
      let line = full + [UInt8](repeating: 0x62, count: extra) + ending.utf8
      let first: [Event] = extra == 0 ? [.line(full)] : [tooLong]
      let input = ending.isEmpty ? line : line + next
      let expected = ending.isEmpty ? first : first + [.line(Array("ok".utf8))]
      for size in [1, 7, 1_023, 1_024, 1_025, 1_026, 65_536] {
        #expect(decode(input, pieces: size) == expected, "\(extra) over, \(size) at a time")
      }
    }
  }

  @Test func `whoever sends no newline costs no memory`() {
    var decoder = LineDecoder()
    let chunk = [UInt8](repeating: 0x61, count: 65_536)
    decoder.feed(chunk.span)
    #expect(decoder.next() == .tooLong(beginning: Array(repeating: 0x61, count: 16)))
    for _ in 0..<100 {
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
}
