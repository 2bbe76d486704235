import TinyReactor

/// One connection to the room, as an `nc` would have it: keeps what it reads, with the time.
final class Visitor: StreamProtocol {
  private let clock: any ReactorTime
  private var transport: (any Transport)?
  private var unfinished: [UInt8] = []
  private(set) var lines: [Evidence.Hearing.Line] = []
  /// When it read who it is; nil before.
  private(set) var greetedAt: Duration?
  private(set) var isLost = false
  /// It has left by itself.
  private(set) var hasLeft = false

  init(on clock: any ReactorTime) { self.clock = clock }

  var isHere: Bool { greetedAt != nil && !isLost && !hasLeft }

  func say(_ text: String) { transport?.write("\(text)\n") }

  /// What was said still goes out.
  func leave() {
    hasLeft = true
    transport?.loseConnection()
  }

  func abort() { transport?.abortConnection() }

  func connectionMade(_ transport: any Transport) { self.transport = transport }

  func dataReceived(_ data: Span<UInt8>) {
    data.withUnsafeBufferPointer { unfinished.append(contentsOf: $0) }
    guard let end = unfinished.lastIndex(of: 0x0A) else { return }
    let now = clock.now
    for line in unfinished[..<end].split(separator: 0x0A, omittingEmptySubsequences: false) {
      let text = String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
      if greetedAt == nil, text.hasPrefix("-- you are ") { greetedAt = now }
      lines.append(Evidence.Hearing.Line(at: now, text: text))
    }
    unfinished.removeSubrange(...end)
  }

  func connectionLost(_ reason: ConnectionLost) {
    isLost = true
    transport = nil
  }

  /// It was told, after `time`, that there is more than it was shown.
  func wasLeftOut(since time: Duration) -> Bool {
    lines.contains { $0.at >= time && HeardLine($0.text).linesLeftOut > 0 }
  }

  /// How many people `/who` counted last, after `time`.
  func count(since time: Duration) -> Int? {
    let answer = lines.last { line in
      guard line.at >= time, case .notice(let text) = HeardLine(line.text).form else {
        return false
      }
      return text.contains(" here: ") && Int(text.prefix { $0 != " " }) != nil
    }
    return answer.flatMap { Int($0.text.dropFirst(3).prefix { $0 != " " }) }
  }
}
