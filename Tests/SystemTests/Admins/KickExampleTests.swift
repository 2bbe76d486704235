import Support
import Testing
import TinyHTTP
import Wire

/// The README's example of a kick, as a shell runs it.
@Suite struct KickExampleTests {
  @Test func `somebody is found on the roster and put out`() throws {
    // Without a name the server goes by its host's, as with Services/up.
    let house = try Installation(["CHAT_SERVER_ID": ""])
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let ben = try house.join()
    ben.write("/nick ben\n")
    try ann.waitForOutput("-- ben joined")

    let lines = try Readme.block(with: "/kicks -d").split(separator: "\n")
      .map { $0.replacing("localhost:8080", with: "127.0.0.1:\(house.apiPort)") }
      .filter { $0.hasPrefix("server=") || $0.contains("/users?") || $0.contains("/kicks") }
    try #require(lines.count == 3)
    var roster: Roster?
    try house.retry("ben to be on the roster") {
      let answer = try shell("\(lines[0])\n\(lines[1])")
      roster = try? JSON.decode(Roster.self, from: Array(answer.utf8))
      return roster?.users.isEmpty == false
    }
    let found = try #require(roster?.users.first)
    #expect(found.name == "ben")

    let kick = lines[2].replacing("\"member\": 7,", with: "\"member\": \(found.id),")
    #expect(try shell("\(lines[0])\n\(kick)").contains("SUCCESS"))
    try ben.waitForOutput("spam")
    try ann.waitForOutput("ben")
    #expect(ann.isRunning)
    #expect(!ann.outputText.contains("you have been removed"))
  }

  private func shell(_ script: String) throws -> String {
    let shell = try ChildProcess(["bash", "-c", script])
    _ = try shell.waitForExit()
    return shell.outputText
  }
}
