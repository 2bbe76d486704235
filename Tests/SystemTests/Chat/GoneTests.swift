import Glibc
import Support
import Testing
import TinyHTTP
import Wire

/// Those who are gone and still talk, with the programs that people use.
@Suite struct ChatGoneTests {
  @Test func `echo into a busy room is heard 400 times of 400`() throws {
    let house = try Installation()
    let talkers = try RawClients(port: house.chatPort, count: 100)
    try talkers.waitForAll { $0.contains("you are") }
    let port = house.chatPort
    let senders = try ChildProcess([
      "bash", "-c", "for i in {1..400}; do echo \"sender $i\" > /dev/tcp/127.0.0.1/\(port); done",
    ])
    var talker = 0
    while senders.isRunning {
      for _ in 0..<10 {
        talkers.send(talker % 100, "talk\n")
        talker += 1
      }
      talkers.turn()
    }
    #expect(try senders.waitForExit() == .code(0))
    let heard = {
      talkers.text(0).split(separator: "\r\n").filter { $0.contains("> sender ") }
        .compactMap { $0.split(separator: " ").last }
    }
    try talkers.waitForAll { _ in Set(heard()).count == 400 }
    #expect(heard().count == 400)
  }

  @Test func `who pastes and leaves is seen by all, and can be put out by name`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    try pasteAndLeave(house, heardBy: ann, as: "guest-2")
    ann.write("/who\n")
    try ann.waitForOutput("-- 1 gone and still heard: guest-2\r\n")
    let roster = try JSON.decode(
      Roster.self, from: Array(try house.curl("\(house.api)/servers/test/users").utf8))
    #expect(roster.users.map(\.gone) == [nil, true])
    let metrics = try house.curl("http://127.0.0.1:\(house.chatHTTPPort)/metrics")
    #expect(metrics.contains("\nchat_users_gone 1\n"))
    #expect(try house.curl("\(house.dashboard)/people").contains("gone, still heard"))
    let member = roster.users.last?.id ?? -1
    _ = try house.curl(
      "-H", "Content-Type: application/json", "--data-binary",
      #"{"server": "test", "member": \#(member), "name": "guest-2"}"#, "\(house.api)/kicks")
    try ann.waitForOutput("-- guest-2 was removed\r\n")
  }

  @Test func `half a connection is heard to the end, and a whole pipe as well`() throws {
    let house = try Installation(["CHAT_TALK_RATE": "50"])
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    for (guest, option) in [(2, "-N"), (3, "-q0")] {
      let pipe = try ChildProcess([
        "sh", "-c", "seq 300 | nc.openbsd \(option) 127.0.0.1 \(house.chatPort)",
      ])
      try ann.waitForOutput("<guest-\(guest)> 300\r\n")
      #expect(try pipe.waitForExit() == .code(0))
    }
  }

  @Test func `Ctrl-C after a paste ends it before all is said`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let ben = try house.join()
    try ben.waitForOutput("guest-2")
    ben.write((1...200).map { "line \($0)\n" }.joined())
    // A second after the first.
    try ann.waitForOutput("<guest-2> line 14\r\n")
    ben.signal(SIGINT)
    try ann.waitForOutput("-- guest-2 left\r\n")
    #expect(!ann.outputText.contains("line 60\r\n"))
  }

  @Test func `a /stop ends one's own lines, and from a new connection those of who is gone`() throws
  {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let ben = try house.join()
    try ben.waitForOutput("guest-2")
    let paste = (1...200).map { "line \($0)\n" }.joined()
    ben.write(paste)
    try ben.waitForOutput("your lines wait")
    ben.write("/stop\nsorry\n")
    try ben.waitForOutput("lines of yours will not be said")
    try ann.waitForOutput("<guest-2> sorry\r\n")
    #expect(!ann.outputText.contains("line 60\r\n"))

    try pasteAndLeave(house, heardBy: ann, as: "guest-3")
    let again = try house.join(with: .openbsd, ["-N"])
    again.write("/stop\n")
    try again.waitForOutput("-- stopped: guest-3 will not be heard any more\r\n")
    try ann.waitForOutput("-- guest-3 left (stopped by guest-4)\r\n")
  }

  /// Ends in good order with more to say than may be said at once, and is gone: what somebody says then
  /// is answered with a reset.
  private func pasteAndLeave(
    _ house: Installation, heardBy ann: ChildProcess, as name: String
  ) throws {
    let paste = try house.join(with: .openbsd, ["-N"])
    paste.write((1...200).map { "pasted \($0)\n" }.joined())
    paste.closeInput()
    try ann.waitForOutput("<\(name)> pasted 10\r\n")
    paste.signal(SIGKILL)
    _ = try paste.waitForExit()
    ann.write("who is that?\n")
    try house.retry("\(name) to be gone") {
      let metrics = try house.curl("http://127.0.0.1:\(house.chatHTTPPort)/metrics")
      return metrics.contains("\nchat_users_gone 1\n")
    }
  }
}
