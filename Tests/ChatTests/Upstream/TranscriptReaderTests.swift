import Chat
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Reading the transcript` {
  let api = FakeAPI()

  func reader() -> TranscriptReader { TranscriptReader(on: api.clock, api.link, room: "lobby") }

  func answer(_ texts: String...) {
    let messages = texts.enumerated().map { Message.past($0.element, number: $0.offset + 1) }
    api.answer(.json(MessageList(messages: messages.reversed(), more: true)))
  }

  @Test func `a search asks for talk with these words, and hands it over oldest first`() throws {
    let reader = reader()
    var found: [String?] = []
    reader.find(words: "a&b=c \"d\" é+%", name: "Zoë", limit: 20)
      .addCallback { found = $0.map(\.text) }
    let target = try #require(api.requests.first?.target)
    #expect(target.hasPrefix("/messages?"))
    let query = try Form(decoding: String(target.dropFirst("/messages?".count)))
    #expect(query["room"] == "lobby")
    #expect(query["q"] == "a&b=c \"d\" é+%")
    #expect(query["name"] == "Zoë")
    #expect(query["limit"] == "20")
    #expect(query["kind"] == "said,done,bot")
    answer("one", "two")
    #expect(found == ["one", "two"])
  }

  @Test func `without words or a name it asks for none`() throws {
    _ = reader().find(words: nil, name: nil, limit: 5)
    let target = try #require(api.requests.first?.target)
    #expect(!target.contains("q=") && !target.contains("name="))
  }

  @Test func `the past is read once, as soon as the API can be asked`() {
    let reader = reader()
    var calls: [[String?]] = []
    reader.readPast { calls.append($0.map(\.text)) }
    for _ in 1...5 {
      api.fail()
      #expect(calls.isEmpty)
      for _ in 1...100 where api.waiting == 0 { api.clock.advance(by: .milliseconds(100)) }
      #expect(api.waiting == 1)
    }
    answer("one", "two")
    #expect(calls == [["one", "two"]])
    api.clock.advance(by: .seconds(60))
    #expect(api.waiting == 0)
    #expect(!api.clock.hasPendingCalls)
  }

  @Test func `once stopped it asks no more`() {
    let reader = reader()
    var calls = 0
    reader.readPast { _ in calls += 1 }
    api.fail()
    reader.stop()
    api.clock.advance(by: .seconds(60))
    #expect(api.requests.count == 1)
    #expect(calls == 0)
  }
}
