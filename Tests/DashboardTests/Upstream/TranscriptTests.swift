import Dashboard
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct TranscriptTests {
  let clock = ManualClock()
  let api = FakeAPI()

  /// What was told, in short: `after 3: 4 5`, `changed 4`, `anew: 1 2`, `state`.
  final class Told {
    var news: [String] = []

    func note(_ news: Transcript.News) {
      func ids(_ lines: [Message]) -> String {
        lines.map { String($0.id) }.joined(separator: " ")
      }
      switch news {
      case .lines(let after, let lines): self.news.append("after \(after): \(ids(lines))")
      case .changed(let line): self.news.append("changed \(line.id)")
      case .anew(let lines): self.news.append("anew: \(ids(lines))")
      case .state: self.news.append("state")
      }
    }

    func take() -> [String] {
      defer { news = [] }
      return news
    }
  }

  func transcript() -> Transcript { Transcript(on: clock, api: api.client, timeOfDay: { "now" }) }

  func event(_ seq: Int, _ action: String, _ target: String) -> Event {
    Event(seq: seq, time: FakeRoom.noon, actor: "admin", action: action, target: target)
  }

  @Test func `with nobody watching it asks nothing, and watching is one long poll`() {
    let transcript = transcript()
    clock.advance(by: .seconds(3_600))
    #expect(api.takeRequests() == [] && !clock.hasPendingCalls)
    for number in 1...3 { api.room.say("\(number)") }
    let told = Told()
    transcript.startWatching(told.note)
    #expect(told.take() == ["after 0: 1 2 3"])
    let base = "GET /messages?room=lobby&hidden=true"
    #expect(
      api.takeRequests() == ["\(base)&limit=50", "\(base)&limit=200&after=3&wait=25"])
    api.room.say("four")
    #expect(told.take() == ["after 3: 4"])
    transcript.stopWatching()
    #expect(!clock.hasPendingCalls && api.room.followerCount == 0)
  }

  @Test func `a busy room is a few updates a second, and nothing is left out`() {
    let transcript = transcript()
    let told = Told()
    transcript.startWatching(told.note)
    _ = told.take()
    for number in 1...120 { api.room.say("\(number)") }
    #expect(told.take() == ["after 0: 1"])
    clock.advance(by: Transcript.followPause)
    #expect(told.take() == ["after 1: " + (2...120).map(String.init).joined(separator: " ")])
    #expect(transcript.snapshot.lines?.map(\.id) == Array(71...120))
  }

  @Test func `lines that a page has asked for meanwhile are still told`() {
    let transcript = transcript()
    let told = Told()
    transcript.startWatching(told.note)
    api.room.say("one")
    _ = told.take()
    api.room.say("two")
    transcript.refresh().addCallback { _ in }
    #expect(transcript.snapshot.lines?.count == 2)
    clock.advance(by: Transcript.followPause)
    #expect(told.take() == ["after 1: 2"])
    #expect(transcript.snapshot.lines?.map(\.id) == [1, 2])
  }

  @Test func `an outage is told, and what was missed comes after it`() {
    let transcript = transcript()
    let told = Told()
    api.room.say("one")
    transcript.startWatching(told.note)
    api.mood = .away
    api.room.say("two")
    clock.advance(by: Transcript.followPause)
    #expect(told.take() == ["after 0: 1", "after 1: 2", "state"])
    #expect(transcript.snapshot.outage?.since == "now")
    #expect(transcript.snapshot.lines?.count == 2, "they are still known")
    api.room.say("three")
    clock.advance(by: Transcript.retryPause)
    #expect(told.take() == [])
    api.mood = .well
    clock.advance(by: Transcript.retryPause)
    #expect(told.take() == ["state", "after 0: 1 2 3"])
    #expect(transcript.snapshot.outage == nil)
  }

  @Test func `an older API is one without a transcript, until it is replaced`() {
    api.room.isOlder = true
    let transcript = transcript()
    let told = Told()
    transcript.startWatching(told.note)
    #expect(told.take() == ["state"])
    #expect(transcript.snapshot.outage?.failure == .refused(.notFound, "there is nothing there"))
    api.room.isOlder = false
    api.room.say("one")
    clock.advance(by: Transcript.retryPause)
    #expect(told.take() == ["state", "after 0: 1"])
  }

  @Test func `a transcript that was restored and ends earlier is begun anew`() {
    for number in 1...9 { api.room.say("\(number)") }
    let transcript = transcript()
    let told = Told()
    transcript.startWatching(told.note)
    api.mood = .away
    api.room.say("ten")
    clock.advance(by: Transcript.followPause)
    api.room.messages = Array(api.room.messages.prefix(2))
    api.mood = .well
    _ = told.take()
    clock.advance(by: Transcript.retryPause)
    #expect(told.take() == ["state", "anew: 1 2"])
    api.room.say("three")
    #expect(told.take() == ["after 2: 3"])
  }

  @Test func `a line that is hidden or shown is told once, and known from then on`() {
    for number in 1...3 { api.room.say("\(number)") }
    let transcript = transcript()
    let told = Told()
    transcript.startWatching(told.note)
    transcript.hear([event(4, "message.hidden", "1")])
    _ = told.take()
    api.room.messages[1].text = nil
    api.room.messages[1].hiddenBy = "admin"
    let events = [
      event(7, "message.hidden", "99"), event(6, "message.hidden", "x"),
      event(5, "message.hidden", "2"), event(4, "message.hidden", "1"),
    ]
    transcript.hear(events)
    #expect(told.take() == ["changed 2"], "what was before is not news, and 99 is not there")
    #expect(transcript.snapshot.lines?[1].hiddenBy == "admin")
    transcript.hear(events)
    #expect(told.take() == [])
  }

  @Test func `when less is kept, what is left is told`() {
    for number in 1...3 { api.room.say("\(number)") }
    let transcript = transcript()
    let told = Told()
    transcript.startWatching(told.note)
    transcript.hear([])
    _ = told.take()
    api.room.messages.removeFirst(2)
    api.room.retentionDays = 1
    transcript.hear([event(1, "retention.changed", "retention")])
    #expect(told.take() == ["anew: 3"])
    #expect(transcript.snapshot.retentionDays == 1)
    api.room.messages = []
    transcript.hear([event(2, "retention.changed", "retention")])
    #expect(told.take() == ["anew: "])
  }

  @Test func `a viewer who leaves while the API is slow is told nothing more`() {
    let transcript = transcript()
    api.mood = .silent
    let told = Told()
    transcript.startWatching(told.note)
    transcript.stopWatching()
    #expect(told.take() == [] && !clock.hasPendingCalls)
  }

  @Test func `a crowd of pages shares one question`() {
    let transcript = transcript()
    api.mood = .slow
    var answers = 0
    for _ in 0..<700 { transcript.refresh().addCallback { answers += 1 } }
    #expect(api.takeRequests().count == 1)
    api.release()
    #expect(answers == 700)
  }
}
