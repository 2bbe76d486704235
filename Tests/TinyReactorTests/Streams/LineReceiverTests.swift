import Support
import Testing
import TinyReactor

/// What comes of `chunks`: `(line)`, raw bytes as `<bytes>`, `too long`. A line `rawN` is followed by
/// N raw bytes, `raw` by raw bytes up to a full stop, `pause` holds the rest, `clear` drops it.
private func events(in chunks: [[UInt8]], lineBytesMax: Int = 8) -> String {
  var lines = LineReceiver(lineBytesMax: lineBytesMax)
  var (text, isRaw) = ("", false)
  /// Raw bytes are told together, however they come.
  func say(_ word: String, raw: Bool) {
    text += raw && isRaw ? word : (isRaw ? ">" : "") + (raw ? "<" : "") + word
    isRaw = raw
  }
  for chunk in chunks {
    lines.feed(chunk.span)
    while let event = lines.next() {
      switch event {
      case .line(let line):
        let line = String(decoding: line, as: UTF8.self)
        say("(\(line.replacing("\r", with: "R").replacing("\n", with: "N")))", raw: false)
        if line == "raw" {
          lines.setRawMode()
        } else if line.hasPrefix("raw"), let count = Int(line.dropFirst(3)) {
          lines.setRawMode(bytes: count)
        } else if line == "pause" {
          lines.pauseProducing()
        } else if line == "clear" {
          lines.clearLineBuffer()
        }
      case .raw(let bytes):
        let stop = bytes.firstIndex(of: UInt8(ascii: "."))
        say(String(decoding: bytes[..<(stop ?? bytes.endIndex)], as: UTF8.self), raw: true)
        if let stop { lines.setLineMode(extra: bytes.endIndex - stop - 1) }
      case .lineLengthExceeded: say("too long", raw: false)
      }
    }
  }
  return text + (isRaw ? ">" : "") + (lines.bufferedBytes > 0 ? "+\(lines.bufferedBytes)" : "")
}

private func cuttings(of text: String) -> [[[UInt8]]] {
  let whole = bytes(text)
  let halves = whole.indices.dropFirst().map { [Array(whole[..<$0]), Array(whole[$0...])] }
  return [[whole]] + halves + [whole.map { [$0] }]
}

// MARK: - Rules 21 to 24, in tables

@Test(arguments: [
  ("a\r\nbc\r\n\r\n", "(a)(bc)()"),
  ("a\r\nb", "(a)+1"),
  ("a\r", "+2"),
  // Only CR LF ends a line.
  ("a\nb\rc\r\n", "(aNbRc)"),
  ("\n\r\n", "(N)"),
  ("a\r\r\n", "(aR)"),
  ("\r\n\n\r\r\n", "()(NR)"),
  // At the limit, and one more: terminated, not terminated, and with a CR that is none of its end.
  ("12345678\r\n", "(12345678)"),
  ("12345678\r", "+9"),
  ("12345678\rx\r\n", "too long"),
  ("123456789", "too long"),
  ("a\r\n123456789\r\nb\r\n", "(a)too long"),
  ("12345678\r\r\n", "too long"),
  // Raw, to a count and to where the protocol finds the end.
  ("raw3\r\na\r\nb\r\n", "(raw3)<a\r\n>(b)"),
  ("raw0\r\nb\r\n", "(raw0)(b)"),
  ("raw9\r\n123456789\r\n", "(raw9)<123456789>()"),
  ("raw\r\nmuch more than a line.a\r\nb", "(raw)<much more than a line>(a)+1"),
  ("raw\r\n\r\n.raw\r\n.\r\n", "(raw)<\r\n>(raw)<>()"),
  ("raw2\r\nxraw1\r\n", "(raw2)<xr>(aw1)"),
  ("raw5\r\nx", "(raw5)<x>"),
  // What is held while paused.
  ("a\r\npause\r\nb\r\nc", "(a)(pause)+4"),
])
func `lines are the same however they are cut`(_ text: String, _ expected: String) {
  for chunks in cuttings(of: text) {
    #expect(events(in: chunks) == expected, "\(chunks.map(\.count))")
  }
}

@Test func `lines and raw bytes are the same in pieces of any size`() {
  var random = SplitMix(seed: 22)
  let parts = ["a\r\n", "\r\n", "raw7\r\n1234567", "raw\r\nx\r\ny.", "\n\r\r\n", "12345678\r\n"]
  for _ in 0..<300 {
    let text = (0..<20).map { _ in parts[Int.random(in: parts.indices, using: &random)] }.joined()
    let whole = events(in: [bytes(text)])
    var rest = bytes(text)[...]
    var chunks: [[UInt8]] = []
    while !rest.isEmpty {
      let count = Int.random(in: 1...12, using: &random)
      chunks.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    #expect(events(in: chunks) == whole, "\(text.debugDescription)")
  }
}

@Test func `pausing in the middle holds the rest, and resuming needs no more bytes`() {
  var lines = LineReceiver()
  lines.feed(bytes("a\r\nb\r\nc").span)
  #expect(lines.next() == .line(bytes("a")[...]))
  lines.pauseProducing()
  #expect(lines.isPaused && lines.next() == nil)
  lines.feed(bytes("d\r\n").span)
  #expect(lines.next() == nil && lines.bufferedBytes == 7)
  lines.resumeProducing()
  #expect(lines.next() == .line(bytes("b")[...]))
  #expect(lines.next() == .line(bytes("cd")[...]))
  #expect(lines.next() == nil && lines.bufferedBytes == 0)
}

@Test func `clearing drops what is held and tells it, and ends the silence after a long line`() {
  var lines = LineReceiver(lineBytesMax: 4)
  lines.feed(bytes("a\r\nb\r\nc").span)
  #expect(lines.next() == .line(bytes("a")[...]))
  #expect(lines.clearLineBuffer() == bytes("b\r\nc"))
  #expect(lines.next() == nil)
  lines.feed(bytes("12345").span)
  #expect(lines.next() == .lineLengthExceeded)
  lines.feed(bytes("\r\nb\r\n").span)
  #expect(lines.next() == nil && lines.bufferedBytes == 0)
  lines.clearLineBuffer()
  lines.feed(bytes("b\r\n").span)
  #expect(lines.next() == .line(bytes("b")[...]))
}

@Test func `a line may be longer from the next one on`() {
  var lines = LineReceiver(lineBytesMax: 2)
  lines.feed(bytes("ab\r\nabcd\r\n").span)
  #expect(lines.next() == .line(bytes("ab")[...]))
  lines.lineBytesMax = 4
  #expect(lines.next() == .line(bytes("abcd")[...]))
}

// MARK: - Rule 25

/// Looking at all that is held for each byte would take an hour.
@Test func `a long line in single bytes takes linear time`() {
  let count = 500_000
  var lines = LineReceiver(lineBytesMax: count)
  let one: [UInt8] = [0x61]
  for _ in 0..<count {
    lines.feed(one.span)
    guard lines.next() == nil else {
      Issue.record("there is no line yet")
      return
    }
  }
  lines.feed(bytes("\r\n").span)
  #expect(lines.next() == .line([UInt8](repeating: 0x61, count: count)[...]))
}

/// So would moving what is left for each of many short lines, or short bodies.
@Test func `many short lines and bodies in one chunk take linear time`() {
  var lines = LineReceiver()
  let count = 200_000
  lines.feed(bytes(String(repeating: "1\r\nx", count: count)).span)
  var seen = 0
  while let event = lines.next() {
    if case .line = event { lines.setRawMode(bytes: 1) }
    seen += 1
  }
  #expect(seen == 2 * count)
}

// MARK: - On a socket

/// Answers each line with itself; `send N` is followed by N raw bytes, whose count it answers.
private final class Repeater: StreamProtocol {
  private var transport: (any Transport)?
  private var lines = LineReceiver(lineBytesMax: 64)
  private var rawBytes = 0

  func connectionMade(_ transport: any Transport) { self.transport = transport }

  func dataReceived(_ data: Span<UInt8>) {
    lines.feed(data)
    pump()
  }

  func connectionClosing() { lines.clearLineBuffer() }
  func connectionLost(_ reason: ConnectionLost) { transport = nil }

  /// What pauses this one from outside.
  func resume() {
    lines.resumeProducing()
    transport?.resumeProducing()
    pump()
  }

  private func pump() {
    while let event = lines.next() {
      switch event {
      case .line(let line): answer(String(decoding: line, as: UTF8.self))
      case .raw(let bytes):
        rawBytes -= bytes.count
        if rawBytes == 0 { transport?.write("got it\r\n") }
      case .lineLengthExceeded:
        transport?.write("too long\r\n")
        transport?.loseConnection()
      }
    }
  }

  private func answer(_ line: String) {
    if line.hasPrefix("send "), let count = Int(line.dropFirst(5)) {
      rawBytes = count
      return lines.setRawMode(bytes: count)
    }
    transport?.write("\(line)\r\n")
    if line == "bye" { transport?.loseConnection() }
    if line == "wait" {
      lines.pauseProducing()
      transport?.pauseProducing()
    }
  }
}

@Test(arguments: PollerKind.allCases)
func `lines, raw bytes, a pause and the end work on a socket`(_ kind: PollerKind) throws {
  let reactor = try kind.makeReactor()
  var served: [Repeater] = []
  let factory = Factory { _ in
    served.append(Repeater())
    return served.last
  }
  let port = try ServerEndpoint("tcp:0:interface=127.0.0.1").listen(on: reactor, factory)
  let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port.address.port)
  func talk(_ pieces: [[UInt8]], until done: (String) -> Bool) throws -> RecordingProtocol {
    let client = RecordingProtocol()
    _ = try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in client }))
    for piece in pieces {
      client.transport?.write(piece)
      reactor.turn(waitingAtMost: .milliseconds(1))
    }
    try reactor.wait { done(client.text) }
    return client
  }

  let body = [UInt8](repeating: 0x0A, count: 200_000)
  let first =
    bytes("one\r\nsend 200000\r\n") + body + bytes("two\r\nwait\r\nthree\r\nbye\r\nfour\r\n")
  let client = try talk([first]) { $0 == "one\r\ngot it\r\ntwo\r\nwait\r\n" }
  for _ in 0..<5 { reactor.turn(waitingAtMost: .milliseconds(1)) }
  #expect(client.text.hasSuffix("wait\r\n"), "a pause stops delivery at once")
  served[0].resume()
  try reactor.wait { !client.lost.isEmpty }
  #expect(client.text == "one\r\ngot it\r\ntwo\r\nwait\r\nthree\r\nbye\r\n")

  let small = bytes("a\r\nsend 3\r\n\r\n\rb\r\nbye\r\n").map { [$0] }
  _ = try talk(small) { $0 == "a\r\ngot it\r\nb\r\nbye\r\n" }
  let long = try talk([[UInt8](repeating: 0x61, count: 65)]) { $0 == "too long\r\n" }
  try reactor.wait { !long.lost.isEmpty }
  port.stopListening()
}
