import Support
import Testing

/// The README's first minute, played: what ann types there is typed, what ben says there he says, and
/// what she reads is what stands there.
@Suite struct FirstMinuteTests {
  /// A line of the README's, and who it comes from.
  private enum Line {
    case typed(String)
    /// What ben types for it to be read.
    case ben(String)
    case server
    case past

    init(_ line: Substring) {
      func rest(_ start: String) -> String? {
        line.hasPrefix(start) ? String(line.dropFirst(start.count)) : nil
      }
      self =
        if let said = rest("<ben> ") {
          .ben(said)
        } else if let told = rest("(ben to you) ") {
          .ben("/r \(told)")
        } else if let done = rest("* ben ") {
          .ben("/me \(done)")
        } else if line.hasPrefix("[") {
          .past
        } else if line.hasPrefix("-- ") || line.hasPrefix("(you to ") || line.hasPrefix("Welcome") {
          .server
        } else {
          .typed(String(line))
        }
    }
  }

  @Test func `is what a prompt shows`() throws {
    let lines = try Readme.block(with: "/nick ann\n-- guest-2").split(separator: "\n").dropFirst()
    let house = try Installation()
    let ben = try house.join()
    try ben.waitForOutput("guest-1")
    let past = try #require(lines.first { $0.hasPrefix("[") }).split(separator: " ", maxSplits: 2)[
      2]
    ben.write("/nick ben\n\(past)\n")
    try house.retry("the line to be in the transcript") {
      try house.curl(house.api + "/messages?room=lobby").contains(past)
    }

    let ann = try house.join()
    var read: [String] = []
    for line in lines {
      switch Line(line) {
      case .typed(let text):
        ann.write("\(text)\n")
        continue
      case .ben(let text): ben.write("\(text)\n")
      case .server: break
      case .past: break
      }
      read.append(String(line))
      let expected = read.map(Self.timeless).joined(separator: "\n") + "\n"
      try ann.wait(for: expected) { Self.timeless($0).hasPrefix(expected) }
    }
    ann.closeInput()
    _ = try ann.waitForExit()
    #expect(read.count > 12)
  }

  private static func timeless(_ text: String) -> String {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).joined(
      separator: "\n"
    )
    .replacing(#/\[\d\d:\d\d\]/#, with: "[time]")
  }
}
