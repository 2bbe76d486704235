import Chat
import Testing
import TinyReactor
import Wire

struct UtteranceTests {
  @Test(
    arguments: [
      ("", .silence),
      ("   ", .silence),
      ("hello", .say(CleanText("hello"))),
      ("//etc is a folder", .say(CleanText("/etc is a folder"))),
      ("///", .say(CleanText("//"))),
      ("/", .command(name: "", argument: CleanText(""))),
      ("/who", .command(name: "who", argument: CleanText(""))),
      ("/NICK ann", .command(name: "nick", argument: CleanText("ann"))),
      ("/me   waves  at you", .command(name: "me", argument: CleanText("waves  at you"))),
      (" /who", .say(CleanText(" /who"))),
      ("/me\twaves", .command(name: "me", argument: CleanText("waves"))),
      ("\t/who", .say(CleanText("        /who"))),
      ("\u{1B}[1m/who\u{1B}[m", .command(name: "who", argument: CleanText(""))),
    ] as [(String, Utterance)])
  func `a line is said, commanded or nothing`(line: String, utterance: Utterance) {
    #expect(Utterance(CleanText(line)) == utterance)
  }
}

struct AllowanceTests {
  @Test func `a burst, then one each interval, and full again after a rest`() throws {
    let rate = try #require(Rate(burst: 3, perSecond: 4))
    var allowance = Allowance()
    var now = Duration.seconds(100)
    for _ in 0..<3 {
      #expect(allowance.wait(at: now, rate) == .zero)
      allowance.take(at: now, rate)
    }
    #expect(allowance.wait(at: now, rate) == .milliseconds(250))
    now += .milliseconds(100)
    #expect(allowance.wait(at: now, rate) == .milliseconds(150))
    now += .milliseconds(150)
    #expect(allowance.wait(at: now, rate) == .zero)
    allowance.take(at: now, rate)
    #expect(allowance.wait(at: now, rate) == .milliseconds(250))
    #expect(!allowance.isFull(at: now))
    now += .milliseconds(750)
    #expect(allowance.isFull(at: now))
  }

  @Test func `the long run keeps the rate`() throws {
    let rate = try #require(Rate(burst: 10, perSecond: 4))
    var allowance = Allowance()
    var now = Duration.zero
    for _ in 0..<410 {
      now += allowance.wait(at: now, rate)
      allowance.take(at: now, rate)
    }
    #expect(now == .seconds(100))
  }

  @Test func `nothing allowed means no limit`() {
    #expect(Rate(burst: 0, perSecond: 4) == nil)
    #expect(Rate(burst: 10, perSecond: 0) == nil)
  }
}

struct BackoffTests {
  @Test func `pauses grow up to the longest and start over`() {
    var backoff = Backoff()
    let pauses = (0..<8).map { _ in backoff.next(jitter: 1) }
    #expect(pauses.prefix(3) == [.milliseconds(200), .milliseconds(400), .milliseconds(800)])
    #expect(pauses.last == Backoff.longest)
    backoff.reset()
    #expect(backoff.next(jitter: 0.5) == .milliseconds(100))
  }
}
