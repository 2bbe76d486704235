import FoundationEssentials
import Support
import TinyHTTP
import Wire

extension Installation {
  /// In milliseconds since 1970.
  static var now: Int { Int(Date().timeIntervalSince1970 * 1_000) }

  /// Hands lines to the API that ann said on another chat server, one a second until now: `line 1.`
  /// and so on.
  func pour(_ numbers: ClosedRange<Int>) throws {
    let now = Self.now
    try pour(
      numbers.map {
        NewMessage(
          time: now + ($0 - numbers.upperBound) * 1_000, kind: .said, member: 7, name: "ann",
          text: "line \($0).")
      }, first: numbers.lowerBound)
  }

  /// The same of any lines. Of a gap in the numbers the API makes a line.
  func pour(_ lines: [NewMessage], first: Int = 1) throws {
    for start in stride(from: 0, to: lines.count, by: Limits.messagesBatchMax) {
      let part = lines[start..<min(lines.count, start + Limits.messagesBatchMax)]
      let batch = MessageBatch(
        room: Limits.lobby, origin: "elsewhere.1", first: first + start, messages: Array(part))
      let body = String(decoding: try JSONEncoder().encode(batch), as: UTF8.self)
      let answer = try curl(
        "-H", "Content-Type: application/json", "--data-binary", body, "\(api)/messages")
      guard answer.contains("\"last\"") else { throw TestFailure("the API says: \(answer)") }
    }
  }

  /// Somebody at a prompt who goes by `name`.
  func join(as name: String) throws -> ChildProcess {
    let client = try join()
    try client.waitForOutput("/help lists")
    client.write("/nick \(name)\n")
    try client.waitForOutput(" is now \(name)")
    return client
  }

  /// Waits until the transcript has a line with these words.
  func waitUntilKept(_ text: String) throws {
    try retry("\(text) to be kept") {
      try curl("-G", "\(api)/messages", "--data-urlencode", "q=\"\(text)\"").contains("\"id\"")
    }
  }
}
