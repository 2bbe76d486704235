import Glibc
import Support
import Testing

/// What the README gives for logs and transcripts that have to last.
@Suite struct LongPipeTests {
  /// The README's loop, and those with what it says may take the client's place.
  @Test(arguments: ["nc.traditional", "busybox nc", "socat -t0 -"])
  func `a log that is followed in a loop outlives a restart and loses nothing`(_ client: String)
    throws
  {
    let house = try Installation(["CHAT_TALK_RATE": "0"])
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let log = "\(house.folder.path)/app.log"
    func write(_ lines: ClosedRange<Int>) throws {
      let command = "seq -f 'line %g' \(lines.lowerBound) \(lines.upperBound) >> \(log)"
      _ = try ChildProcess(["sh", "-c", command]).waitForExit()
    }
    try write(0...0)
    let separator = client.hasPrefix("socat") ? ":" : " "
    let address = (separator == ":" ? "TCP:" : "") + "127.0.0.1\(separator)\(house.chatPort)"
    let loop = try Readme.line(with: "tail -n 0 -F").replacing("app.log", with: log)
      .replacing("nc.traditional localhost 1400", with: "\(client) \(address)")
    let follower = try ChildProcess(["setsid", "sh", "-c", loop])
    defer { kill(-follower.pid, SIGKILL) }
    try house[.chat].waitForErrors("guest-2")
    // tail begins at the end, and says nothing of when it is there.
    try house.retry("tail to follow") {
      try write(0...0)
      return ann.outputText.contains("> line 0\r\n")
    }
    try write(1...20)
    try ann.waitForOutput("> line 20\r\n")

    try house[.chat].signal(SIGTERM)
    #expect(try house[.chat].waitForExit() == .code(0))
    try write(21...40)
    try house.start(.chat)
    try write(41...60)
    try house.retry("the last line") {
      try heard(in: house).last == 60
    }
    // What was said before the restart is there, too.
    #expect(try heard(in: house).filter { $0 > 20 } == Array(21...60))
    #expect(lines(ann.outputText) == Array(1...20))
  }

  private func heard(in house: Installation) throws -> [Int] {
    let reader = try house.join(with: .openbsd, ["-N"])
    reader.write("/last 100\n")
    reader.closeInput()
    _ = try reader.waitForExit()
    // Who joins reads the last lines without asking, and then once more.
    return lines(reader.outputText.split(separator: "/help lists").last.map(String.init) ?? "")
  }

  private func lines(_ text: String) -> [Int] {
    text.split(separator: "\r\n").compactMap { line in
      guard let start = line.firstRange(of: "> line ")?.upperBound else { return nil }
      return Int(line[start...])
    }.filter { $0 > 0 }
  }

  @Test(arguments: ["nc.openbsd -d", "ncat --recv-only"])
  func `a transcript is written in the background, from no input at all`(_ client: String) throws {
    let house = try Installation()
    let transcript = "\(house.folder.path)/transcript"
    let command = try Readme.line(with: client).replacing(
      "localhost 1400", with: "127.0.0.1 \(house.chatPort)"
    )
    .replacing("> transcript", with: "> \(transcript)")
    let shell = try ChildProcess(["setsid", "sh", "-c", "exec </dev/null; \(command) wait"])
    defer { kill(-shell.pid, SIGKILL) }
    try house[.chat].waitForErrors("guest-1")
    let ann = try house.join()
    try ann.waitForOutput("guest-2")
    for number in 1...3 { ann.write("line \(number)\n") }
    try house.retry("the transcript") {
      let cat = try ChildProcess(["cat", transcript])
      _ = try cat.waitForExit()
      return cat.outputText.contains("<guest-2> line 3\r\n")
    }
    #expect(shell.isRunning)
  }

  @Test(arguments: ["nc.openbsd -N", "nc.traditional -q 0", "ncat", "busybox nc"])
  func `other clients find the end of their input in the background, and leave`(_ client: String)
    throws
  {
    let house = try Installation()
    let command = "\(client) 127.0.0.1 \(house.chatPort) < /dev/null"
    #expect(try ChildProcess(["sh", "-c", command]).waitForExit() == .code(0))
  }
}
