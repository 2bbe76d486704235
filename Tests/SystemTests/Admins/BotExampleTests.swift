import Support
import Testing
import TinyHTTP
import Wire

/// The README's examples of bots, as a shell runs them.
@Suite struct BotExampleTests {
  @Test func `a bot is made, talks in two ways, and is revoked`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    // The API has to know of the chat server, which reports itself within a second.
    try house.retry("the chat server to be known") {
      try house.curl("\(house.api)/users/").contains(": 1")
    }
    func lines(with part: String) throws -> [String] {
      try Readme.block(with: part).split(separator: "\n").map(String.init).map {
        $0.replacing("localhost:8080", with: "127.0.0.1:\(house.apiPort)")
      }
    }
    let admin = try lines(with: "/bots -d")
    let made = try JSON.decode(BotCredentials.self, from: Array(try shell(admin[0]).utf8))
    #expect(try shell(admin[1]).contains("\"deploy\""))
    #expect(try !shell(admin[1]).contains(made.token))

    let talk = try lines(with: "/say -H")
    try #require(talk.count == 3)
    #expect(try shell(talk[0], token: made.token).contains("SUCCESS"))
    try ann.waitForOutput("{deploy} v1.2 is out")
    let log = talk[1].replacing("git log --oneline -5", with: #"printf '1 one\n2 two\n'"#)
    #expect(try shell(log, token: made.token) == "ok")
    try ann.waitForOutput("{deploy} 1 one\r\n{deploy} 2 two\r\n")
    let daily = talk[2].replacing("@daily ", with: "").replacing("ncb_…", with: made.token)
    // Whatever a job prints, cron mails.
    #expect(try shell(daily) == "")
    try ann.waitForOutput("{deploy} Filesystem")

    #expect(try shell(admin[2].replacing("/4", with: "/\(made.id)")).contains("SUCCESS"))
    // curl -f is silent about what is refused.
    #expect(try shell(talk[0], token: made.token) == "")
    try house.retry("the name to be free") {
      ann.write("/nick deploy\n")
      return ann.outputText.contains("-- guest-1 is now deploy")
    }
  }

  private func shell(_ script: String, token: String = "") throws -> String {
    let shell = try ChildProcess(["bash", "-c", "TOKEN=\(token)\n\(script)"])
    _ = try shell.waitForExit()
    return shell.outputText
  }
}
