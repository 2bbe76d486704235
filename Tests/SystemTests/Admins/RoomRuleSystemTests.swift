import Support
import Testing
import TinyHTTP
import Wire

/// What holds for the whole room, set over HTTP while people are in it.
@Suite struct RoomRuleSystemTests {
  private func post(_ house: Installation, _ path: String, _ json: String) throws {
    let answer = try house.curl("--data-binary", json, "\(house.api)\(path)")
    #expect(answer.contains("SUCCESS"), "\(answer)")
  }

  @Test func `slow mode comes while people talk, and they are told at once`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let ben = try house.join()
    try ben.waitForOutput("guest-2")
    ben.write("before\nand before\n")
    try ann.waitForOutput("<guest-2> and before\r\n")
    try post(house, "/rules", #"{"slow_seconds": 3600}"#)
    for person in [ann, ben] {
      try person.waitForOutput("-- slow mode: one line in 3600 seconds each\r\n")
    }
    ben.write("one\ntwo\n/me waves\n")
    try ben.waitForOutput("this was not said, wait 3600 s\r\n")
    ann.write("mine\n")
    try ben.waitForOutput("<guest-1> mine\r\n")
    try post(house, "/rules", #"{"slow_seconds": 0}"#)
    try ben.waitForOutput("-- slow mode is off\r\n")
    ben.write("after\n")
    try ann.waitForOutput("<guest-2> after\r\n")
    #expect(ann.outputText.contains("<guest-2> one\r\n"))
    #expect(!ann.outputText.contains("<guest-2> two") && !ann.outputText.contains("waves"))
    #expect(ann.outputText.ranges(of: "-- slow mode: ").count == 1)
  }

  @Test func `only those with voice are heard, and it stays so without the API`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let ben = try house.join()
    try ben.waitForOutput("guest-2")
    try post(house, "/rules", #"{"voiced_only": true}"#)
    try ben.waitForOutput("-- only those with voice may talk; the others can read\r\n")
    ben.write("unheard\n")
    try ben.waitForOutput("so this was not said")
    func roster() throws -> [RosterEntry] {
      let answer = try house.curl("\(house.api)/servers/test/users")
      return try JSON.decode(Roster.self, from: Array(answer.utf8)).users
    }
    let id = try #require(try roster().first { $0.name == "guest-2" }?.id)
    try post(house, "/voices", #"{"server": "test", "member": \#(id), "name": "guest-2"}"#)
    try ben.waitForOutput("-- you have voice now")
    ben.write("heard\n")
    try ann.waitForOutput("<guest-2> heard\r\n")
    #expect(!ann.outputText.contains("unheard"))
    #expect(try roster().map(\.voiced) == [nil, true])
    try house.kill(.api)
    let late = try house.join()
    try late.waitForOutput("-- only those with voice may talk; the others can read\r\n")
    late.write("still unheard\n")
    try late.waitForOutput("so this was not said")
    ben.write("still heard\n")
    try ann.waitForOutput("<guest-2> still heard\r\n")
    #expect(!ann.outputText.contains("still unheard"))
  }

  @Test(arguments: [Netcat.openbsd, .traditional, .busybox])
  func `a pipe with the word in front is let in, and one without is not`(client: Netcat) throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    try post(house, "/doors", #"{"open": false, "key": "swordfish"}"#)
    let options = [Netcat.openbsd: ["-N"], .traditional: ["-q", "1"]][client] ?? []
    func pipe(_ text: String) throws -> String {
      let process = try ChildProcess(client.command(options, port: house.chatPort))
      process.write(text)
      process.closeInput()
      _ = try process.waitForExit()
      return process.outputText
    }
    try house.retry("the doors to ask for a word") {
      try pipe("").contains("-- this room asks for a word: /key WORD\r\n")
    }
    #expect(try !pipe("intruder\n").contains("guest-"))
    #expect(try pipe("/key sword\nintruder\n").contains("-- that is not the word"))
    #expect(try pipe("/key swordfish\nhello\n").contains("-- you are guest-"))
    try ann.waitForOutput("> hello\r\n")
    #expect(!ann.outputText.contains("intruder"))
    let newcomer = try house.join(with: client)
    try newcomer.waitForOutput("/key WORD\r\n")
    newcomer.write("/key swordfish\n")
    try newcomer.waitForOutput("-- you are guest-")
    ann.write("welcome\n")
    try newcomer.waitForOutput("<guest-1> welcome\r\n")
  }
}
