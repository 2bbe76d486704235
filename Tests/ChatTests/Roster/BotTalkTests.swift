import Chat
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `What the API hands over of bots` {
  let test = TestRoom(limits: .none)
  let talk: BotTalk

  init() { talk = BotTalk(on: test.clock, test.room, instance: "one") }

  func request(
    _ lines: [String], name: String = "deploy", instance: String = "one"
  ) throws -> HTTPRequest {
    let words = BotWords(name: name, lines: lines, isRecorded: false)
    return HTTPRequest(.post, "/say?instance=\(instance)", body: try JSON.encode(words))
  }

  /// The status, once there is one.
  func hear(_ request: HTTPRequest) -> () -> Int? {
    var status: Int?
    do throws(HTTPError) {
      try talk.hear(request).addCallbacks(
        { status = $0.status.code },
        { status = ($0 as? HTTPError)?.status.code })
    } catch {
      status = error.status.code
    }
    return { status }
  }

  @Test func `is said at once, in order`() throws {
    let ann = test.people(1)[0]
    #expect(hear(try request(["a", "\u{1B}[31mb", "c "]))() == 200)
    test.settle()
    #expect(ann.readLines() == ["{deploy} a", "{deploy} b", "{deploy} c"])
  }

  @Test func `is for the process that it names`() throws {
    #expect(hear(try request(["a"], instance: "two"))() == 409)
    #expect(hear(try request(["a"], instance: ""))() == 409)
    #expect(test.room.linesSaid == 0)
  }

  @Test(arguments: [
    ([], "deploy"), ([""], "deploy"), (["\u{200B}", " "], "deploy"), (["a"], ""),
    (["a"], "guest-1"),
    (["a"], "the-server"), (["a"], "x y"), (["a"], "\u{1B}[31m"),
    ([String](repeating: "a", count: 21), "deploy"),
    ([String(repeating: "a", count: 1_025)], "deploy"),
  ])
  func `is refused where it is no bot's words`(lines: [String], name: String) throws {
    #expect(hear(try request(lines, name: name))() == 400)
    #expect(test.room.linesSaid == 0)
  }

  @Test(arguments: [
    "", "{}", #"{"name": "deploy", "lines": "a", "recorded": true}"#,
    #"{"name": "deploy", "lines": ["a"]}"#,
  ])
  func `is refused where it is nothing of the kind`(body: String) throws {
    let request = HTTPRequest(.post, "/say?instance=one", body: Array(body.utf8))
    #expect(hear(request)() == 400)
  }

  /// Makes everybody behind: nothing that is written to them is read.
  func congest() -> [TestPerson] {
    let people = test.people(2)
    for person in people { person.transport.unsentBytes = Fanout.behindBytes + 1 }
    test.room.announce("x")
    test.clock.advance(by: .milliseconds(100))
    #expect(test.room.isCongested)
    return people
  }

  @Test func `waits while the room has not read what was said, and stays in order`() throws {
    let people = congest()
    let first = hear(try request(["a"]))
    let second = hear(try request(["b"]))
    test.clock.advance(by: .milliseconds(100))
    #expect(first() == nil && second() == nil)
    for person in people {
      person.transport.unsentBytes = 0
      _ = person.read()
    }
    test.settle()
    #expect(first() == 200 && second() == 200)
    #expect(people[0].readLines() == ["{deploy} a", "{deploy} b"])
  }

  @Test func `waits for nobody for long, and in no long line`() throws {
    _ = congest()
    let waiting = try (0..<BotTalk.waitingMax).map { hear(try request(["\($0)"])) }
    #expect(hear(try request(["too many"]))() == 503)
    test.clock.advance(by: BotTalk.waitMax + .seconds(1))
    #expect(waiting.allSatisfy { $0() != nil })
  }
}
