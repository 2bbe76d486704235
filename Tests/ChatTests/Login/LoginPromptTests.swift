import Chat
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `A login at the prompt` {
  let login = LoginHouse()

  /// What somebody else has read since.
  func others() throws -> TestPerson { try #require(login.person(from: "192.0.2.9")) }

  @Test func `by telnet asks for a password that is not shown, and is said to nobody`() throws {
    let other = try others()
    let ann = try #require(login.person())
    ann.type(TelnetBytes.offer)
    login.house.turn()
    _ = ann.transport.takeBytes()
    ann.type("/login ann\r\n")
    let asked = ann.transport.takeBytes()
    #expect(asked.count { $0 == 255 } == 1 && asked.contains(TelnetBytes.willEcho))
    #expect(
      String(decoding: asked, as: UTF8.self)
        .contains("-- type the password of ann: it is not shown (Enter alone: none)"))
    ann.type(TelnetBytes.doEcho)
    #expect(ann.transport.takeBytes() == [], "an answer is not answered")
    ann.type("correct horse\r\nhello\r\n")
    login.house.settle()
    let told = ann.transport.takeBytes()
    #expect(told.contains(TelnetBytes.wontEcho))
    #expect(
      String(decoding: told, as: UTF8.self)
        .contains("-- you are logged in as ann, an owner; /help lists what you may do"))
    ann.type(TelnetBytes.dontEcho)
    #expect(ann.transport.takeBytes() == [])
    #expect(other.readLines().filter { $0.hasPrefix("<") } == ["<guest-2> hello"])
    #expect(
      login.takeRequests() == [
        #"POST /sessions {"name":"ann","password":"correcthorse"} by us · prompt · 192.0.2.1"#
      ])
    #expect(login.house.connect()?.read().contains("horse") == false, "it is no part of the past")
  }

  @Test func `by a telnet that has said nothing so far asks what it is`() throws {
    let ann = try #require(login.person())
    ann.type("/login ann\r\n")
    #expect(ann.transport.takeBytes() == TelnetBytes.willEcho + [13])
    ann.type("/who\r\n")
    #expect(ann.read() == "", "what is typed meanwhile waits")
    ann.type(TelnetBytes.doEcho)
    login.house.turn()
    #expect(ann.read().contains("type the password of ann"))
    login.house.settle()
    #expect(login.takeRequests().first?.contains(#""password":"/who""#) == true)
    #expect(ann.read().contains("name or password is wrong"))
  }

  @Test func `by nc is refused, with the way out, and nothing behind it is said`() throws {
    let other = try others()
    let ann = try #require(login.person())
    ann.type("/login ann\ncorrect horse\nhello\n")
    login.house.settle()
    let lines = ann.readLines()
    #expect(
      lines.contains {
        $0.hasSuffix(
          "-- nc shows what you type, so no password is taken here: make a code on the dashboard, at "
            + "\"Your account\", and type /login ann CODE. Or come by telnet")
      })
    #expect(
      lines.contains("-- your line behind /login was not said: it may have been a password"))
    #expect(other.readLines().filter { $0.hasPrefix("<") } == ["<guest-2> hello"])
    #expect(login.takeRequests() == ["GET /session by us"])
    ann.type("/login ann\n")
    login.house.settle()
    #expect(!ann.transport.takeBytes().contains(255), "it is asked once what it is")
    ann.type("said\n")
    login.house.settle()
    #expect(other.readLines() == ["<guest-2> said"])
  }

  @Test func `by nc hides also what is typed while the refusal comes, but no command`() throws {
    let ann = try #require(login.person())
    ann.type("/login ann\n")
    login.house.clock.advance(by: .seconds(2))
    ann.type("correct horse\nhello\n")
    #expect(login.house.room.linesSaid == 1)
    #expect(ann.read().contains("was not said: it may have been a password"))
    ann.type("/login ann\n")
    login.house.clock.advance(by: .seconds(2))
    _ = ann.read()
    ann.type("/quiet\nhello\n")
    #expect(ann.read().contains("you are not shown who comes"))
    #expect(login.house.room.linesSaid == 2)
    ann.type("/login ann\n")
    login.house.settle()
    ann.type("hello\n")
    #expect(login.house.room.linesSaid == 3)
  }

  @Test func `by nc says where nobody can log in`() throws {
    login.hasAdmins = false
    let ann = try #require(login.person())
    ann.type("/login ann\n")
    login.house.settle()
    #expect(ann.read().contains("-- there are no admins to log in as"))
    let house = TestRoom()
    let person = house.people(1)[0]
    person.type("/login ann\n/kick ben\n")
    #expect(
      person.readLines() == [
        "-- there are no admins to log in as", "-- /kick is for moderators: /login NAME",
      ])
  }

  @Test func `late telnet gets back what it shows`() throws {
    let ann = try #require(login.person())
    ann.type("/login ann\n")
    login.house.settle()
    _ = ann.transport.takeBytes()
    ann.type(TelnetBytes.doEcho)
    #expect(ann.transport.takeBytes() == TelnetBytes.wontEcho)
    ann.type(TelnetBytes.dontEcho + Array("/login ann\r\n".utf8))
    #expect(ann.transport.takeBytes().contains(TelnetBytes.willEcho))
  }

  @Test(arguments: ["\r\n", "\u{3}\r\n"])
  func `Enter alone, or Ctrl-C, is no login`(line: String) throws {
    let ann = try #require(login.person())
    ann.type(TelnetBytes.offer + Array("/login ann\r\n".utf8))
    ann.type(TelnetBytes.doEcho)
    _ = ann.transport.takeBytes()
    ann.type(line)
    #expect(ann.transport.takeBytes().contains(TelnetBytes.wontEcho))
    ann.type("\r\nhello\r\n")
    login.house.settle()
    #expect(login.takeRequests() == [])
    #expect(login.house.room.linesSaid == 1)
  }

  @Test func `by a telnet that shows what is typed says so, and still says it to nobody`() throws {
    let other = try others()
    let ann = try #require(login.person())
    ann.type(TelnetBytes.offer + Array("/login ann\r\n".utf8))
    _ = ann.transport.takeBytes()
    ann.type(TelnetBytes.dontEcho)
    #expect(ann.read().contains("-- your telnet shows what you type; press Enter alone, and make"))
    ann.type(TelnetBytes.dontEcho)
    #expect(ann.read() == "")
    ann.type("correct horse\r\n")
    login.house.settle()
    #expect(ann.read().contains("you are logged in as ann"))
    #expect(!other.read().contains("horse"))
  }

  @Test(arguments: [
    "/login ann CODE", " /login ann CODE", "/LOGIN \"ann\" CODE", "/login  ann  CODE ",
  ])
  func `by a code works everywhere, and what is piped behind it`(line: String) throws {
    let ann = try #require(login.person())
    ann.type(line.replacing("CODE", with: LoginHouse.code) + "\n/slow 5\n/announce hi\n")
    login.house.settle()
    #expect(
      ann.readLines() == [
        "-- you are logged in as ann, an owner; /help lists what you may do",
        "-- slow mode: one line in 5 s each", "-- announced",
      ])
    #expect(
      login.takeRequests() == [
        #"POST /sessions {"code":"k7mqx3pf92abtdhw","name":"ann"} by us · prompt · 192.0.2.1"#,
        #"POST /rules {"slow_seconds":5} by ann · prompt · 192.0.2.1"#,
        #"POST /announcements {"text":"hi"} by ann · prompt · 192.0.2.1"#,
      ])
  }

  @Test(arguments: [
    "login ann CODE", "//login ann CODE", "CODE", "/me CODE", "/msg guest-1 CODE", "/logn ann CODE",
    "/nick CODE", "my code is CODE ", "/find CODE", "/r CODE",
  ])
  func `by a slip of the finger shows a code to nobody`(line: String) throws {
    let other = try others()
    let ann = try #require(login.person())
    _ = other.read()
    ann.type(line.replacing("CODE", with: LoginHouse.code) + "\n")
    login.house.settle()
    #expect(other.read() == "")
    #expect(
      ann.readLines() == [
        "-- that ends in what looks like a code, so nobody was shown it: /login NAME CODE"
      ])
    #expect(login.takeRequests() == [])
  }

  @Test func `with a password behind the name passes it on to nobody`() throws {
    let ann = try #require(login.person())
    ann.type("/login ann correct horse\n/login\n")
    login.house.settle()
    let lines = ann.readLines()
    #expect(lines[0].hasPrefix("-- that is no code, and nobody was shown it;"))
    #expect(lines[1] == "-- /login needs a name: /login ann")
    #expect(login.takeRequests() == [])
  }

  @Test func `fails three times on a connection, and five times at an address`() throws {
    let wrong = "/login ann \(LoginCodeText.make())\n"
    let first = try #require(login.person())
    for _ in 0..<4 { first.type(wrong) }
    login.house.clock.advance(by: .milliseconds(500))
    #expect(
      first.readLines() == Array(repeating: "-- name or password is wrong", count: 3)
        + ["-- 3 logins have failed on this connection; connect anew"])
    let second = try #require(login.house.connect(from: "192.0.2.1"))
    second.type(wrong + wrong + wrong)
    login.house.clock.advance(by: .milliseconds(500))
    let lines = second.readLines().filter { $0.contains("login") || $0.contains("wrong") }
    #expect(lines.count { $0 == "-- name or password is wrong" } == 2)
    #expect(lines.last?.hasPrefix("-- too many logins have failed lately; try again in ") == true)
    let elsewhere = try #require(login.admin("ann", from: "192.0.2.77"))
    elsewhere.type("/logout\n")
    #expect(elsewhere.read() == "-- you are logged out\r\n")
  }

  @Test func `holds what is typed behind it until the API has answered, or could not`() throws {
    let ann = try #require(login.person())
    login.isAway = true
    ann.type("/login ann \(LoginHouse.code)\nhello\n")
    login.house.clock.advance(by: .seconds(4))
    #expect(login.house.room.linesSaid == 0)
    login.house.clock.advance(by: .seconds(2))
    #expect(ann.read().contains("-- the API cannot be asked now; nobody was logged in"))
    #expect(login.house.room.linesSaid == 1)
  }

  @Test func `ends with the connection, and by logout`() throws {
    let ann = try #require(login.admin("ann"))
    ann.type("/logout\n/logout\n/kick x\n")
    login.house.settle()
    #expect(
      ann.readLines() == [
        "-- you are logged out", "-- you are not logged in; /quit leaves",
        "-- /kick is for moderators: /login NAME",
      ])
    #expect(login.takeRequests() == ["DELETE /session by ann · prompt · 192.0.2.1"])
    let ben = try #require(login.admin("ben"))
    ben.lose()
    #expect(login.takeRequests() == ["DELETE /session by ben · prompt · 192.0.2.1"])
    // One that ends while the API is asked gets no session that stays.
    let other = try #require(login.person())
    login.isAway = true
    other.type("/login ann \(LoginHouse.code)\n")
    other.lose()
    login.comeBack()
    #expect(login.takeRequests().last == "DELETE /session by ann · prompt · 192.0.2.1")
  }
}

extension [UInt8] {
  func contains(_ part: [UInt8]) -> Bool {
    guard part.count <= count else { return false }
    return (0...(count - part.count)).contains { Array(self[$0..<($0 + part.count)]) == part }
  }
}
