import Support
import Testing

/// Chat at the end of a pipe, as shells use it.
@Suite struct ChatPipeTests {
  /// Shell commands in which `nc` is whichever client, up to the address.
  @Test(arguments: [
    "echo done | nc.openbsd -N", "echo done | nc.openbsd -q0", "echo done | nc.openbsd -q1",
    "echo done | nc.traditional -q0", "echo done | nc.traditional -q1", "echo done | ncat",
    "echo done | ncat --send-only", "printf done | nc.openbsd -N",
    "printf 'done\r\n' | nc.openbsd -N", "echo done | nc.openbsd -C -N", "echo done | ncat -C",
    "echo done | busybox nc", "printf done | busybox nc", "printf done | nc.traditional -q0",
  ])
  func `a line that is piped in is said, and so short a visit is nobody's business`(
    _ command: String
  ) throws {
    // On a machine that is busy enough a visit takes longer, and then it is announced.
    for _ in 1...5 {
      let (talk, seconds) = try visit(command)
      #expect(talk.contains("<guest-2> done"))
      if seconds < 1 { return #expect(talk == ["<guest-2> done"]) }
      if command.contains("-q1") { return }  // it stays for a second by itself
    }
    Issue.record("no visit of five was shorter than a second")
  }

  /// What the others read of a visit, and how long it was by chat's own log.
  private func visit(_ command: String) throws -> (talk: [Substring], seconds: Double) {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    try shell("\(command) 127.0.0.1 \(house.chatPort)", house) { _ in
      try ann.waitForOutput("<guest-2> done\r\n")
    }
    // What would have been told of a visit is told within a second; the next one's is waited for.
    let ben = try house.join()
    try ben.waitForOutput("guest-")
    try ann.wait(for: "ben's joining") { $0.contains("joined") }
    var talk = ann.outputText.split(separator: "\r\n").filter {
      $0.contains("guest-2") || $0.hasSuffix("joined")
    }
    if talk.last?.hasSuffix("joined") == true { talk.removeLast() }  // ben
    let log = try house[.chat].errorText.split(separator: "\n").filter { $0.contains("guest-2") }
    let times = log.compactMap(secondOfDay)
    guard times.count >= 2 else { throw TestFailure("it did not come and go: \(log)") }
    return (talk, times[1] - times[0])
  }

  /// Of `2026-11-24T13:20:00.123Z info …`.
  private func secondOfDay(_ line: Substring) -> Double? {
    let parts = line.prefix { $0 != "Z" }.suffix(12).split(separator: ":").compactMap { Double($0) }
    return parts.count == 3 ? parts[0] * 3_600 + parts[1] * 60 + parts[2] : nil
  }

  @Test(arguments: [
    "echo done | nc.openbsd", "echo done | nc.traditional", "echo done | ncat --no-shutdown",
  ])
  func `a client that stays after its input has ended delivers it as well, and still hears`(
    _ command: String
  ) throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    try shell("\(command) 127.0.0.1 \(house.chatPort)", house) { pipe in
      try ann.waitForOutput("<guest-2> done\r\n")
      ann.write("thank you\n")
      try pipe.waitForOutput("<guest-1> thank you\r\n")
    }
  }

  @Test func `socat delivers a piped line as well`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    try shell("echo done | socat -t1 - TCP:127.0.0.1:\(house.chatPort)", house) { _ in
      try ann.waitForOutput("<guest-2> done\r\n")
    }
  }

  @Test func `tail -f into nc is slowed, and neither cut nor short of a line`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let lines = 30
    let log = "\(house.folder.path)/log"
    try shell("seq -f 'line %g' \(lines) > \(log)", house) { _ = try $0.waitForExit() }
    // The shell is ended with the test, and tail with the shell.
    let follow = "tail --pid=$$ -n +1 -f \(log)"
    try shell("\(follow) | nc.openbsd 127.0.0.1 \(house.chatPort)", house) { tail in
      try ann.waitForOutput("<guest-2> line \(lines)\r\n", limit: .seconds(30))
      let heard = ann.outputText.split(separator: "\r\n").filter { $0.hasPrefix("<guest-2>") }
      #expect(heard == (1...lines).map { "<guest-2> line \($0)" })
      try tail.waitForOutput("your lines wait, none is lost")
      #expect(
        tail.outputText.split(separator: "\r\n").count { $0.contains("your lines wait") } == 1)
      #expect(tail.isRunning)
      try shell("echo 'and one more' >> \(log)", house) { _ = try $0.waitForExit() }
      try ann.waitForOutput("<guest-2> and one more\r\n")
    }
  }

  @Test func `nc into a file misses nothing`() throws {
    let house = try Installation(["CHAT_TALK_RATE": "0"])
    let log = "\(house.folder.path)/log"
    let lines = 5_000
    try shell("exec nc.openbsd 127.0.0.1 \(house.chatPort) > \(log)", house) { _ in
      try house.retry("the logger to be greeted") {
        try contents(of: log, house).contains("guest-1")
      }
      let ann = try house.join()
      try ann.waitForOutput("guest-2")
      for number in 1...lines { ann.write("line \(number)\n") }
      try house.retry("the last line") {
        try contents(of: log, house).contains("line \(lines)\r\n")
      }
      let heard = try contents(of: log, house).split(separator: "\r\n")
        .filter { $0.hasPrefix("<guest-2>") }
      #expect(heard == (1...lines).map { "<guest-2> line \($0)" })
    }
  }

  /// Runs a shell command while `body` looks.
  private func shell(
    _ command: String, _ house: Installation, _ body: (ChildProcess) throws -> Void
  ) throws {
    let process = try ChildProcess(["sh", "-c", command])
    try body(process)
    process.closeInput()
  }

  private func contents(of path: String, _ house: Installation) throws -> String {
    let cat = try ChildProcess(["cat", path])
    _ = try cat.waitForExit()
    return cat.outputText
  }
}
