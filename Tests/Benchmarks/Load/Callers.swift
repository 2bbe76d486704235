import Support

/// HTTP clients that each send their next request when the last answer has come: the load on an HTTP
/// server, over connections that are kept alive.
final class Callers {
  private struct Caller {
    let socket: CInt
    var kept: [UInt8] = []
    var askedAt: UInt64 = 0
    /// Requests so far.
    var asked = 0
  }

  private let makeRequest: (_ caller: Int, _ turn: Int) -> [UInt8]?
  private var callers: [Caller] = []
  private var readiness = Readiness()
  private var inbox = Inbox()
  private var problem: Problem?
  private var isAsking = true
  private var unanswered = 0
  /// Answers with the status that is expected.
  private(set) var answered = 0
  private(set) var latencies = Histogram()

  private let status: [UInt8]

  /// How long the server may take before something is very wrong, in ns.
  private static let patience: UInt64 = 5_000_000_000
  /// The same where every answer waits for a disk that may be busy.
  private static let patienceWithDisk: UInt64 = 60_000_000_000

  /// `makeRequest` gives the bytes of the nth request.
  convenience init(
    _ count: Int, at port: UInt16, expecting status: Int = 200,
    _ makeRequest: @escaping (Int) -> [UInt8]
  ) throws {
    var asked = 0
    try self.init(count, at: port, expecting: status) { _, _ in
      defer { asked += 1 }
      return makeRequest(asked)
    }
  }

  /// `makeRequest` gives the bytes of a caller's nth request, or nil when it has no more.
  init(
    _ count: Int, at port: UInt16, expecting status: Int = 200,
    _ makeRequest: @escaping (_ caller: Int, _ turn: Int) -> [UInt8]?
  ) throws {
    self.makeRequest = makeRequest
    self.status = Array("\(status)".utf8)
    for caller in 0..<count {
      let socket = try Sockets.connect(to: port, client: caller)
      callers.append(Caller(socket: socket))
      readiness.add(socket, client: caller)
    }
  }

  deinit { for caller in callers { Sockets.close(caller.socket) } }

  /// Asks for `seconds`, and waits for the last answers.
  func call(seconds: Double) throws {
    let end = monotonicNanoseconds() + UInt64(seconds * 1e9)
    begin()
    while unanswered > 0 {
      let now = try turn()
      isAsking = now < end
      try requireAnswers(by: end + Self.patience, now)
    }
  }

  /// Asks until nobody has a request any more, and waits for the last answers.
  func callToTheEnd() throws {
    begin()
    var (answeredBefore, end) = (answered, monotonicNanoseconds() + Self.patienceWithDisk)
    while unanswered > 0 {
      let now = try turn()
      if answered > answeredBefore {
        (answeredBefore, end) = (answered, now + Self.patienceWithDisk)
      }
      try requireAnswers(by: end, now)
    }
  }

  private func begin() {
    isAsking = true
    for caller in callers.indices { ask(caller) }
  }

  /// Hears what comes within a moment, and returns the time.
  private func turn() throws -> UInt64 {
    try Interruption.check()
    readiness.wait(atMost: 20) { hear($0) }
    if let problem { throw problem }
    return monotonicNanoseconds()
  }

  private func requireAnswers(by end: UInt64, _ now: UInt64) throws {
    if now > end { throw Problem("\(unanswered) requests were never answered") }
  }

  private func ask(_ caller: Int) {
    guard let request = makeRequest(caller, callers[caller].asked) else { return }
    callers[caller].asked += 1
    unanswered += 1
    callers[caller].askedAt = monotonicNanoseconds()
    // A request fits into an empty socket, or the server makes room soon.
    var rest = request[...]
    while !rest.isEmpty {
      let sent = Sockets.send(callers[caller].socket, rest)
      guard let sent, monotonicNanoseconds() - callers[caller].askedAt < Self.patience else {
        problem = Problem("the server does not take requests")
        return
      }
      rest = rest.dropFirst(sent)
    }
  }

  private func hear(_ caller: Int) {
    switch inbox.receive(callers[caller].socket, after: callers[caller].kept) {
    case .nothing: return
    case .lost: problem = Problem("the server closed a connection that was to be kept alive")
    case .received: inbox.withBytes { accept($0, caller) }
    }
  }

  private func accept(_ bytes: RawSpan, _ caller: Int) {
    bytes.withUnsafeBytes { buffer in
      guard let end = answerEnd(buffer), end <= buffer.count else {
        callers[caller].kept = Array(buffer)
        return
      }
      callers[caller].kept.removeAll(keepingCapacity: true)
      latencies.record(monotonicNanoseconds() - callers[caller].askedAt)
      unanswered -= 1
      guard buffer[9..<12].elementsEqual(status) else {
        problem = Problem("the answer was: \(String(decoding: buffer[..<end], as: UTF8.self))")
        return
      }
      answered += 1
      if isAsking { ask(caller) }
    }
  }
}

/// Where an answer with a Content-Length ends; nil until its head is there.
func answerEnd(_ bytes: UnsafeRawBufferPointer) -> Int? {
  var start = 0
  var length = 0
  while let newline = bytes[start...].firstIndex(of: 10) {
    let line = bytes[start..<newline]
    start = newline + 1
    if line.count <= 1 { return start + length }
    let name = "content-length:".utf8
    if line.count > name.count, zip(line, name).allSatisfy({ $0 | 0x20 == $1 }) {
      length = line.dropFirst(name.count).reduce(0) {
        (48...57).contains($1) ? $0 * 10 + Int($1 - 48) : $0
      }
    }
  }
  return nil
}
