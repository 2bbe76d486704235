import FoundationEssentials
import Glibc
import Support
import Testing
import TinyReactor

/// The README's table of clients, row by row, with the real programs.
@Suite struct ClientTableTests {
  static let isDebian12 =
    (try? String(contentsOf: URL(filePath: "/etc/debian_version"), encoding: .utf8))?
    .hasPrefix("12.") == true

  @Test func `the table has a row for each client, and no other`() throws {
    let lines = try Readme.text().split(separator: "\n")
    let start = try #require(lines.firstIndex { $0.hasPrefix("| client |") })
    let rows = lines[start...].dropFirst(2).prefix { $0.hasPrefix("|") }
    #expect(rows.map(String.init) == Client.all.map(\.row))
  }

  @Test(.enabled(if: isDebian12, "versions are those of Debian 12"), arguments: Client.all)
  func `the versions are those of Debian 12`(_ client: Client) throws {
    let query = try ChildProcess(
      ["dpkg-query", "-W", "-f", "${Version}", client.package.name])
    try #require(try query.waitForExit() == .code(0), "\(client.package.name) is not installed")
    #expect(query.outputText.hasPrefix(client.package.version))
    let number = client.package.version.split(separator: ":").last ?? ""
    #expect(client.row.contains(number) || client.package.name == "bash")
  }

  @Test(arguments: Client.all.filter(\.isInstalled))
  func `a line is piped in, and the input ends`(_ client: Client) throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    for (number, (options, expected)) in client.afterInput.enumerated() {
      let word = "done-\(number)"
      let command = client.shell(options, port: house.chatPort)
      let pipe = try shell("echo \(word) | \(command)", house)
      switch expected {
      case .ends:
        try ann.waitForOutput("> \(word)\r\n")
        #expect(try pipe.waitForExit() == .code(0), "\(command)")
      case .stays:
        try ann.waitForOutput("> \(word)\r\n")
        ann.write("still there?\n")
        try pipe.waitForOutput("> still there?")
        #expect(pipe.isRunning, "\(command)")
      case .staysMute:
        try ann.waitForOutput("> \(word)\r\n")
        ann.write("still there?\n")
        try hear("something else", ann, house)
        #expect(pipe.isRunning && pipe.outputText.isEmpty, "\(command)")
      case .saysNothing:
        #expect(try pipe.waitForExit() == .code(0), "\(command)")
        try hear("something else", ann, house)
        #expect(!ann.outputText.contains(word), "\(command)")
      case .refuses:
        #expect(try pipe.waitForExit() != .code(0), "\(command)")
        #expect(pipe.errorText.contains("invalid option"), "\(command)")
      }
    }
  }

  /// Said by somebody who comes after all that was before.
  private func hear(_ word: String, _ ann: ChildProcess, _ house: Installation) throws {
    _ = try shell("echo \(word) | nc.openbsd -N 127.0.0.1 \(house.chatPort)", house).waitForExit()
    try ann.waitForOutput("> \(word)\r\n")
  }

  @Test(arguments: Client.all.filter(\.isInstalled))
  func `the server has closed, and the input goes on`(_ client: Client) throws {
    let house = try Installation()
    let process = try shell("exec \(client.shell("", port: house.chatPort))", house)
    // What cannot be seen here of some is that they are in: the log tells.
    try house[.chat].waitForErrors("joined")
    try house[.chat].signal(SIGTERM)
    #expect(try house[.chat].waitForExit() == .code(0))
    switch client.afterClose {
    case .ends(let status):
      #expect(try process.waitForExit() == .code(status))
    case .endsAfterALine:
      #expect(process.isRunning)
      process.write("a line\n")
      #expect(try process.waitForExit() == .code(0))
    case .failsAfterLines(let status, let complaint):
      #expect(process.isRunning)
      try house.retry("it to notice") {
        process.write("a line\n")
        return !process.isRunning
      }
      let end = try process.waitForExit()
      #expect(end == .code(status) || end == .signal(status - 128))
      #expect(process.errorText.contains(complaint))
    }
  }

  /// A server that takes what comes, and neither answers nor ends.
  @Test func `only socat and nc.traditional have a timer, and the others wait for the server`()
    throws
  {
    let reactor = try Reactor()  // takes no turn: the kernel accepts
    let port = try ServerEndpoint("tcp:0:interface=127.0.0.1")
      .listen(on: reactor, Factory { _ in RecordingProtocol() })
    let address = "127.0.0.1 \(port.address.port)"
    let patient = try [
      "nc.openbsd -N", "nc.openbsd -q 0", "nc.openbsd -q 1", "ncat", "busybox nc", "nc.traditional",
    ].map { try ChildProcess(["sh", "-c", "echo x | exec \($0) \(address)"]) }
    let others = try [
      "nc.traditional -q 1 \(address)", "nc.traditional -q 0 \(address)",
      "socat - TCP:127.0.0.1:\(port.address.port)",
    ].map { try ChildProcess(["sh", "-c", "echo x | exec \($0)"]) }
    for other in others { #expect(try other.waitForExit() == .code(0)) }
    for client in patient { #expect(client.isRunning, "\(client.command)") }
    port.stopListening()
  }

  private func shell(_ command: String, _ house: Installation) throws -> ChildProcess {
    // PuTTY keeps its settings at home.
    try ChildProcess(["bash", "-c", command], environment: ["HOME": house.folder.path])
  }
}
