import Glibc
import Support
import Testing
import TinyReactor

/// Keeps its lines, and does with each what a test asks for.
private final class RecordingReceiver: LineReceiver {
  var lines: LineBuffer
  private(set) var transport: (any Transport)?
  private(set) var heard: [String] = []
  private(set) var raw: [UInt8] = []
  var onLine: (RecordingReceiver, String) -> Void = { _, _ in }
  var onRaw: (RecordingReceiver) -> Void = { _ in }

  init(_ lines: LineBuffer = LineBuffer()) { self.lines = lines }

  func connectionMade(_ transport: any Transport) { self.transport = transport }
  func connectionLost(_ reason: ConnectionLost) {}

  func lineReceived(_ line: [UInt8]) {
    let text = String(decoding: line, as: UTF8.self)
    heard.append(text)
    onLine(self, text)
  }

  func lineLengthExceeded() { heard.append("<too long>") }

  func rawDataReceived(_ data: [UInt8]) {
    raw += data
    onRaw(self)
  }

  func receive(_ text: String) { dataReceived(Array(text.utf8).span) }
  func takeRaw() -> [UInt8] {
    defer { raw = [] }
    return raw
  }
}

private func events(
  _ text: String, inPiecesOf size: Int, delimiter: [UInt8] = LineSplitter.crlf, max: Int = 16
) -> [LineSplitter.Event] {
  var splitter = LineSplitter(delimiter: delimiter, lineBytesMax: max)
  var events: [LineSplitter.Event] = []
  let bytes = Array(text.utf8)
  for start in stride(from: 0, to: bytes.count, by: size) {
    splitter.feed(Array(bytes[start..<min(start + size, bytes.count)]).span)
    while let event = splitter.next() { events.append(event) }
  }
  return events
}

private func line(_ text: String) -> LineSplitter.Event { .line(Array(text.utf8)) }

// MARK: - Rule 21: packets do not matter

@Test(arguments: 1...12)
func `lines are the same whatever the packets were, also with a split delimiter`(_ size: Int) {
  let text = "one\r\n\r\ntwo\rstill two\r\n\nthree\r\r\nunfinished"
  let expected = [line("one"), line(""), line("two\rstill two"), line("\nthree\r")]
  #expect(events(text, inPiecesOf: size) == expected)
}

@Test(arguments: 1...5)
func `a delimiter may be any sequence, also one that overlaps itself`(_ size: Int) {
  let found = events("a--b---c-+-d--", inPiecesOf: size, delimiter: Array("--".utf8))
  #expect(found == [line("a"), line("b"), line("-c-+-d")])
}

// MARK: - Rule 22: the limit

@Test(arguments: 1...20)
func `a line at the limit passes, one byte more is too long, and the next line is fine`(
  _ size: Int
) {
  let (fits, tooLong) = (String(repeating: "a", count: 16), String(repeating: "b", count: 17))
  let text = "\(fits)\r\n\(tooLong)\r\n\(tooLong)bbbbbbbbbbbbbbbbbbbbbbb\r\nok\r\n"
  #expect(events(text, inPiecesOf: size) == [line(fits), .tooLong, .tooLong, line("ok")])
}

@Test func `an unterminated line is too long as soon as it cannot be short enough`() {
  let fits = String(repeating: "a", count: 16)
  #expect(events(fits, inPiecesOf: 1) == [])
  #expect(events(fits + "\r", inPiecesOf: 1) == [], "the delimiter may still come")
  #expect(events(fits + "a", inPiecesOf: 1) == [.tooLong])
  #expect(events(fits + "\ra", inPiecesOf: 1) == [.tooLong])
}

@Test func `a line without an end does not grow memory`() {
  var splitter = LineSplitter(lineBytesMax: 1_024)
  let chunk = [UInt8](repeating: 97, count: 10_000)
  for _ in 0..<1_000 {
    splitter.feed(chunk.span)
    while splitter.next() != nil {}
  }
  #expect(splitter.takeRemainder().count <= chunk.count)
}

@Test func `a receiver hears of each line that was too long once`() {
  let receiver = RecordingReceiver(LineBuffer(lineBytesMax: 3))
  receiver.receive("abc\r\nabcd\r\n")
  receiver.receive("abcdefgh")
  receiver.receive("ijkl\r\nabc\r\n")
  #expect(receiver.heard == ["abc", "<too long>", "<too long>", "abc"])
}

// MARK: - Rule 23: closing

@Test(arguments: PollerKind.allCases)
func `after closing inside lineReceived the rest of the chunk is discarded`(
  _ kind: PollerKind
) throws {
  let endings: [(any Transport) -> Void] = [
    { $0.loseConnection() }, { $0.abortConnection() },
  ]
  for end in endings {
    let reactor = try kind.makeReactor()
    let receiver = RecordingReceiver()
    receiver.onLine = { if $1 == "quit" { $0.transport.map(end) } }
    let port = try ServerEndpoint("tcp:0:interface=127.0.0.1")
      .listen(on: reactor, Factory { _ in receiver })
    let client = RecordingProtocol()
    client.onMade = { $0.transport?.write("hello\r\nquit\r\nnot this\r\nnor this\r\n") }
    let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port.address.port)
    _ = try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in client }))
    try reactor.wait { client.lost.count == 1 }
    #expect(receiver.heard == ["hello", "quit"])
  }
}

@Test func `closing inside lineReceived works the same in memory`() {
  let receiver = RecordingReceiver()
  receiver.onLine = { if $1 == "quit" { $0.transport?.loseConnection() } }
  let transport = MemoryTransport()
  transport.introduce(receiver)
  receiver.receive("hello\r\nquit\r\nnot this\r\n")
  #expect(receiver.heard == ["hello", "quit"])
}

// MARK: - Rule 24: pausing and raw mode

@Test func `pausing holds lines and resuming delivers them in order`() {
  let receiver = RecordingReceiver()
  receiver.onLine = { if $1 == "stop" { $0.pauseLines() } }
  receiver.receive("a\r\nstop\r\nb\r\n")
  receiver.receive("c\r\n")
  #expect(receiver.heard == ["a", "stop"])
  receiver.resumeLines()
  #expect(receiver.heard == ["a", "stop", "b", "c"])
}

@Test func `resuming inside lineReceived does not deliver out of order`() {
  let receiver = RecordingReceiver()
  receiver.onLine = { receiver, _ in
    receiver.pauseLines()
    receiver.resumeLines()
  }
  receiver.receive("a\r\nb\r\nc\r\n")
  #expect(receiver.heard == ["a", "b", "c"])
}

@Test func `raw mode gets the remainder, and line mode what is given back`() {
  let receiver = RecordingReceiver()
  receiver.onLine = { if $1 == "raw" { $0.setRawMode() } }
  receiver.onRaw = { receiver in
    guard receiver.raw.count >= 5 else { return }
    let rest = Array(receiver.takeRaw().dropFirst(5))
    receiver.setLineMode(rest)
  }
  receiver.receive("raw\r\n12")
  #expect(receiver.raw == Array("12".utf8))
  receiver.receive("345line\r\nraw\r\n")
  #expect(receiver.heard == ["raw", "line", "raw"])
  receiver.receive("67890end\r\n")
  #expect(receiver.heard == ["raw", "line", "raw", "end"])
}

@Test func `what is given back to line mode comes before what is held`() {
  let receiver = RecordingReceiver()
  receiver.setRawMode()
  receiver.pauseLines()
  receiver.receive("second\r\n")
  receiver.setLineMode(Array("first\r\n".utf8))
  receiver.resumeLines()
  #expect(receiver.heard == ["first", "second"])
}

// MARK: - Rule 25: linear time

/// Processor time of this thread, which does not grow when the machine is busy. Eight times the
/// bytes cost about eight times as much; quadratic work would cost 64 times as much.
@Test func `one-byte chunks take linear time`() {
  let work = { (count: Int) in
    (0..<3).map { _ in
      let start = threadNanoseconds()
      var splitter = LineSplitter(lineBytesMax: count)
      for _ in 0..<count {
        splitter.feed([97].span)
        _ = splitter.next()
      }
      return threadNanoseconds() - start
    }.min() ?? 0
  }
  _ = work(1_000)
  #expect(work(160_000) < work(20_000) * 24)
}

private func threadNanoseconds() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}
