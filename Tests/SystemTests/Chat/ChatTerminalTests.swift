import Support
import Testing

/// What reaches the terminal of somebody who reads, whatever an attacker sends.
@Suite struct ChatTerminalTests {
  /// Bytes in printf's notation, and what a victim may see of them.
  @Test(arguments: [
    ("colours", #"\033[31mred\033[0m"#, "red"),
    ("a window title", #"\033]0;owned\007x"#, "x"),
    ("a cleared screen", #"\033[2J\033[H-- root joined"#, "-- root joined"),
    ("an answerback request", #"\005\033[c\033[6n\033Zx"#, "x"),
    ("a device control string", #"\033P+q544e\033\\x"#, "x"),
    ("C1 as bytes", #"\2332J\235x\234"#, "�x�"),
    ("C1 as code points", #"\302\2332J\302\2350;t\302\234x"#, "x"),
    ("an overwriting return", #"hi\r<root> hi"#, "hi"),
    ("backspaces and DEL", #"abcd\010\010\010\177x"#, "x"),
    ("vertical moves", #"a\013b\014c"#, "abc"),
    ("bidi overrides", #"\342\200\256gnp.exe\342\201\246"#, "gnp.exe"),
    ("separators", #"a\342\200\250<root> b\342\200\251c"#, "a <root> b c"),
    ("zero width", #"a\342\200\213b\357\273\277c"#, "abc"),
    ("shifted character sets", #"\016lqqk\017\033(0"#, "lqqk"),
    ("a broken sequence", #"\342\202x"#, "�x"),
  ])
  func `no line commands a terminal`(_ what: String, _ attack: String, _ shown: String) throws {
    let house = try Installation()
    let victim = try terminal(house)
    try victim.waitForOutput("guest-1")
    let attacker = try ChildProcess([
      "sh", "-c",
      "printf '\(attack)\\n/me \(attack)\\n/msg guest-1 \(attack)\\n/nick \(attack)\\nend\\n'"
        + " | nc.openbsd -N 127.0.0.1 \(house.chatPort)",
    ])
    try victim.waitForOutput("> end\r")
    #expect(victim.outputText.contains("<guest-2> \(shown)\r"), "\(victim.outputText)")
    #expect(victim.outputText.contains("* guest-2 \(shown)\r"))
    #expect(victim.outputText.contains("(guest-2 to you) \(shown)\r"))
    expectHarmless(victim.outputBytes)

    // Neither does the past, nor what the attacker is answered.
    let newcomer = try terminal(house)
    try newcomer.waitForOutput("you are guest-")
    #expect(newcomer.outputText.contains("] <guest-2> \(shown)\r"))
    expectHarmless(newcomer.outputBytes)
    expectHarmless(attacker.outputBytes)
    expectHarmless(Array(try house[.chat].errorText.utf8))
  }

  /// `nc` in a pseudo-terminal: what it writes is what a terminal would be told to show.
  private func terminal(_ house: Installation) throws -> ChildProcess {
    try ChildProcess([
      "script", "-qec", "nc.openbsd 127.0.0.1 \(house.chatPort)", "/dev/null",
    ])
  }

  /// Line ends are all there is of controls, and nothing turns or hides the text.
  private func expectHarmless(_ bytes: [UInt8]) {
    let text = String(validating: bytes, as: UTF8.self)
    #expect(text != nil, "what is shown is UTF-8")
    for scalar in (text ?? "").unicodeScalars where scalar != "\r" && scalar != "\n" {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        Issue.record("U+\(String(scalar.value, radix: 16)) reached the terminal")
      default: break
      }
    }
    // A return without its line feed would go back over what stands there.
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for line in lines {
      let ending = line.reversed().prefix { $0 == UInt8(ascii: "\r") }.count
      #expect(!line.dropLast(ending).contains(UInt8(ascii: "\r")))
    }
  }
}
