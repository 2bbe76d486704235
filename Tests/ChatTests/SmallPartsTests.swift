import Chat
import Testing
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
    ] as [(String, Utterance)])
  func `a line is said, commanded or nothing`(line: String, utterance: Utterance) {
    #expect(Utterance(CleanText(line)) == utterance)
  }
}

struct WebRequestTests {
  @Test(arguments: [
    ("GET / HTTP/1.1", true),
    ("POST /?x=y HTTP/1.0", true),
    ("PRI * HTTP/2.0", true),
    ("CONNECT example.org:443 HTTP/1.1", true),
    ("GET http://example.org/ HTTP/1.1", true),
    ("M-SEARCH * HTTP/1.1", true),
    ("FOO / HTTP/1.1", true),
    ("POST your pictures here", false),
    ("GET / is answered in HTTP/1.1", false),
    ("I like HTTP/1.1", false),
    ("get / HTTP/1.1", false),
    ("", false),
    ("\u{16}\u{3}\u{1}", true),
  ])
  func `a browser is told from a person`(line: String, isWeb: Bool) {
    #expect(WebRequest.begins(with: Array(line.utf8)) == isWeb)
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
