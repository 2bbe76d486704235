import Chat
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Moderating at the prompt` {
  let login = LoginHouse()

  @Test(arguments: [
    ("/kick bob", "/kicks", "", "bob was kicked"),
    ("/kick bob 5 spam", "/kicks", #","reason":"5spam""#, "bob was kicked"),
    ("/mute bob", "/mutes", "", "bob was muted"),
    ("/mute bob 10 spam", "/mutes", #","reason":"spam","minutes":10"#, "bob was muted for 10 min"),
    ("/unmute bob", "/unmutes", "", "bob was unmuted"),
    ("/voice @bob", "/voices", "", "bob was given voice"),
    ("/unvoice bob", "/unvoices", "", "bob was not one of those with voice any more"),
  ])
  func `asks the API, and tells the outcome`(
    line: String, path: String, more: String, outcome: String
  ) throws {
    let ben = try #require(login.admin("ben"))
    _ = login.person("bob", from: "192.0.2.2")
    _ = ben.read()
    ben.type(line + "\n")
    login.house.settle()
    #expect(ben.readLines() == ["-- \(outcome)"])
    let request = try #require(login.takeRequests().first)
    #expect(request.hasPrefix("POST \(path) {"))
    #expect(request.hasSuffix(" by ben · prompt · 192.0.2.1"))
    for part in [#""instance":"i1""#, #""server":"here""#, #""name":"bob""#, #""member":1"#]
      + more.split(separator: ",").map(String.init)
    { #expect(request.contains(part), "\(request) has no \(part)") }
    #expect(request.contains("minutes") == more.contains("minutes"))
  }

  @Test(arguments: [
    ("/kick", "say whom: /who lists who is here"),
    ("/kick nobody", "nobody here is called nobody; /who lists who is"),
    ("/mute ben 0", "it can last 1 to 525600 minutes; without minutes it has no end"),
    ("/mute ben 525601", "it can last 1 to 525600 minutes; without minutes it has no end"),
    ("/slow", "/slow needs seconds, 0 to 3600: /slow 10; /slow 0 ends slow mode"),
    ("/slow 3601", "/slow needs seconds, 0 to 3600: /slow 10; /slow 0 ends slow mode"),
    ("/slow soon", "/slow needs seconds, 0 to 3600: /slow 10; /slow 0 ends slow mode"),
    ("/announce", "/announce needs a text: /announce tea is ready"),
    ("/kik ben", "there is no /kik; did you mean /kick NAME [REASON]?"),
    ("/login ben", "you are logged in as ben; /logout ends that"),
  ])
  func `says what is wrong with a command, and asks nobody`(line: String, answer: String) throws {
    let ben = try #require(login.admin("ben"))
    ben.type(line + "\n")
    #expect(ben.readLines() == ["-- \(answer)"])
    #expect(login.takeRequests() == [])
  }

  @Test func `is for moderators, who alone are told of it`() throws {
    let nobody = try #require(login.person())
    nobody.type("/kick x\n/kik x\n/help\n")
    let lines = nobody.readLines()
    #expect(lines[0] == "-- /kick is for moderators: /login NAME")
    #expect(!lines[1].contains("/kick"))
    #expect(!lines.dropFirst(2).contains { $0.contains("/kick") })
    nobody.type("/who\n")
    #expect(!nobody.read().contains("logged in"))

    let vic = try #require(login.admin("vic"))
    vic.type("/kick ben\n/ban ben\n/slow 1\n")
    #expect(
      vic.readLines()
        == ["kick", "ban", "slow"].map {
          "-- /\($0) is for moderators, and you are logged in as a viewer"
        })
    #expect(login.takeRequests() == [])
    vic.type("/help\n/who\n")
    let help = vic.read()
    for command in Command.forAdmins { #expect(help.contains(command.synopsis)) }
    #expect(help.contains("-- vic is logged in as vic, a viewer"))
  }

  @Test(arguments: [
    (HTTPStatus.accepted, "", "it waits: later", true),
    (.conflict, "they go by another name", "not done: they go by another name", true),
    (.notFound, "they are gone", "not done: they are gone", true),
    (
      .unauthorized, "this session has ended",
      "not done: your login has ended; /login ben begins another", false
    ),
    (.forbidden, "viewers may not", "not done: viewers may not; you are logged out", false),
  ])
  func `follows what the API says, and forgets who may nothing any more`(
    status: HTTPStatus, error: String, told: String, isIn: Bool
  ) throws {
    let ben = try #require(login.admin("ben"))
    login.answer = .json(
      status == .accepted ? Outcome.waiting("later") : Outcome.error(error), status)
    ben.type("/kick ben\n")
    login.house.settle()
    #expect(ben.readLines() == ["-- \(told)"])
    login.answer = .json(Outcome.success)
    ben.type("/slow 0\n")
    login.house.settle()
    #expect(
      ben.readLines() == [
        isIn ? "-- slow mode has ended" : "-- /slow is for moderators: /login NAME"
      ])
    let ended = login.takeRequests().contains { $0.hasPrefix("DELETE /session") }
    #expect(ended == (status == .forbidden))
  }

  @Test func `waits for nobody, in order, and not without end`() throws {
    let ben = try #require(login.admin("ben"))
    login.isAway = true
    for second in 0...9 { ben.type("/slow \(second)\n") }
    ben.type("hello\n")
    login.house.turn()
    #expect(login.house.room.linesSaid == 1)
    #expect(
      ben.readLines() == ["-- 8 of your commands wait for the API; this one was not taken"])
    #expect(login.takeRequests().count == 1, "one at a time")
    login.comeBack()
    #expect(
      login.takeRequests().map { $0.filter(\.isNumber).prefix(1) }
        == (1...8).map { Substring("\($0)") })
    #expect(ben.readLines().count == 9)
  }

  @Test func `is done also when they leave right behind it`() throws {
    let ben = try #require(login.admin("ben"))
    login.isAway = true
    ben.type("/slow 1\n/slow 2\n")
    ben.lose()
    login.comeBack()
    #expect(
      login.takeRequests().map { String($0.prefix(22)) }
        == [
          "POST /rules {\"slow_sec", "POST /rules {\"slow_sec", "DELETE /session by ben ",
        ].map { String($0.prefix(22)) })
  }

  @Test func `an API that does not answer is said to be so`() throws {
    let ben = try #require(login.admin("ben"))
    login.isAway = true
    ben.type("/slow 1\n")
    login.house.settle()
    #expect(
      ben.readLines() == ["-- the API did not answer; whether it was done, its log tells"])
  }

  // MARK: - Bans

  @Test func `bans the address of a name, but not of others with it`() throws {
    let ben = try #require(login.admin("ben"))
    _ = login.person("bob", from: "192.0.2.2")
    _ = ben.read()
    ben.type("/ban bob 60 spam\n")
    login.house.settle()
    #expect(ben.readLines() == ["-- 192.0.2.2 is banned for 60 min"])
    #expect(login.takeRequests().first?.contains(#""range":"192.0.2.2""#) == true)
    _ = login.person("zoe", from: "192.0.2.2")
    _ = ben.read()
    ben.type("/ban bob\n/ban 192.0.2.2\n/ban ben\n/ban 192.0.0.0/16\n")
    login.house.settle()
    #expect(
      ben.readLines() == [
        "-- nobody was banned: 192.0.2.2 is where 1 person beside bob would be put out: zoe; /ban! bob "
          + "does it",
        "-- nobody was banned: 192.0.2.2 is where 2 people would be put out: bob, zoe; /ban! 192.0.2.2 "
          + "does it",
        "-- nobody was banned: 192.0.2.1 is where 1 person beside ben would be put out: you; /ban! ben "
          + "does it",
        "-- nobody was banned: 192.0.0.0/16 is where 3 people would be put out: you, bob, zoe; /ban! "
          + "192.0.0.0/16 does it",
      ])
    #expect(login.takeRequests() == [])
    ben.type("/ban! bob\n/ban 198.51.100.0/24 a reason\n")
    login.house.settle()
    #expect(
      ben.readLines() == [
        "-- 192.0.2.2 is banned for ever", "-- 198.51.100.0/24 is banned for ever",
      ])
    #expect(login.takeRequests().count == 2)
  }

  @Test func `a classroom is counted, and ten of it are named`() throws {
    let ben = try #require(login.admin("ben"))
    for index in 10..<25 { _ = login.person("kid\(index)", from: "2001:db8::\(index)") }
    _ = ben.read()
    ben.type("/ban kid10\n")
    let line = ben.readLines().last ?? ""
    #expect(line.contains("2001:db8::/64 is where 14 people beside kid10 would be put out: kid11,"))
    #expect(line.contains("kid20, 4 more; /ban! kid10 does it"))
    #expect(login.takeRequests() == [])
  }
}
