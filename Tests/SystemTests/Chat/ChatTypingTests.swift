import Support
import Testing

/// What terminals and clients make of the keys that people press.
@Suite struct ChatTypingTests {
  /// A terminal without line editing of its own; Return sends CR.
  @Test(arguments: ["nc.openbsd", "nc.traditional", "ncat", "busybox nc"])
  func `a raw terminal is heard line by line, and takes back what was typed`(
    _ client: String
  ) throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let raw = try terminal("stty raw -echo; exec \(client) 127.0.0.1 \(house.chatPort)")
    try raw.waitForOutput("guest-2")
    for key in ["h", "é", "\u{7F}", "e", "l", "o", "\u{8}", "lo", "\r"] { raw.write(key) }
    raw.write("no\u{15}/msg guest-1 psst\r")
    raw.write("and so on\r")
    try ann.waitForOutput("<guest-2> and so on\r\n")
    #expect(talk(ann) == ["<guest-2> hello", "(guest-2 to you) psst", "<guest-2> and so on"])
  }

  @Test func `telnet is heard, and leaves in good order when it interrupts`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let telnet = try terminal("exec telnet 127.0.0.1 \(house.chatPort)")
    try telnet.waitForOutput("guest-2")
    telnet.write("helo\u{7F}lo\r")
    try ann.waitForOutput("<guest-2> hello\r\n")
    telnet.write("\u{1D}send ip\r")  // at telnet's own prompt; Ctrl-C sends the same
    try telnet.waitForOutput("Connection closed by foreign host")
    #expect(!telnet.outputText.contains("press Ctrl-C"), "telnet says it by itself")
    try house[.chat].waitForErrors("name=guest-2 reason=quit")
    #expect(talk(ann) == ["<guest-2> hello"])
  }

  @Test(.enabled(if: Programs.has("plink"), "PuTTY's plink is not installed"))
  func `plink -telnet at the end of a pipe is heard and leaves`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let plink = try ChildProcess(
      ["plink", "-batch", "-telnet", "-P", "\(house.chatPort)", "127.0.0.1"],
      environment: ["HOME": house.folder.path])
    try plink.waitForOutput("guest-2")
    plink.write("one\ntwo")
    plink.closeInput()
    try ann.waitForOutput("<guest-2> two\r\n")
    #expect(talk(ann) == ["<guest-2> one", "<guest-2> two"])
    #expect(try plink.waitForExit() == .code(0))
    #expect(plink.outputText.hasSuffix("-- goodbye\r\n"))
  }

  @Test func `tail -f of long lines loses nothing`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let fields = (1...300).map { #""field\#($0)":"value \#($0)""# }.joined(separator: ",")
    let pipe = try ChildProcess([
      "sh", "-c",
      "printf '%s\\nend\\n' '{\(fields)}' | nc.openbsd -N 127.0.0.1 \(house.chatPort)",
    ])
    _ = try pipe.waitForExit()
    try ann.waitForOutput("<guest-2> end\r\n")
    let parts = talk(ann).dropLast().map { $0.dropFirst("<guest-2> ".count) }
    #expect(parts.count > 5)
    #expect(parts.allSatisfy { $0.utf8.count <= 1_024 })
    let whole = parts.joined(separator: "\n")
      .replacing(" …\n… ", with: " ").replacing("…\n…", with: "")
    #expect(whole == "{\(fields)}")
  }

  @Test(arguments: ["/quit", "shutdown"])
  func `who sits before a terminal that answers no more is told what to do`(
    _ end: String
  ) throws {
    let house = try Installation()
    let ann = try terminal("exec nc.openbsd 127.0.0.1 \(house.chatPort)")
    try ann.waitForOutput("guest-1")
    if end == "/quit" { ann.write("/quit\n") } else { try house[.chat].signal(15) }
    try ann.waitForOutput("-- the connection is closed; if your prompt is not back, press Ctrl-C\r")
    #expect(ann.outputText.contains("goodbye\r"))
    #expect(ann.isRunning, "it stays, that is why")
    ann.write("\u{3}")
    _ = try ann.waitForExit()
  }

  /// A command in a pseudo-terminal, whose keyboard is the test.
  private func terminal(_ command: String) throws -> ChildProcess {
    try ChildProcess(["script", "-qec", command, "/dev/null"])
  }

  /// What people said.
  private func talk(_ process: ChildProcess) -> [Substring] {
    process.outputText.split(separator: "\r\n").filter { $0.hasPrefix("<") || $0.hasPrefix("(") }
  }
}
