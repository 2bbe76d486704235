import Dashboard
import Testing
import TinyHTTP
import Wire

@Suite struct `The words of a line` {
  static func line(
    _ kind: MessageKind, _ text: String?, by name: String = "ann", hiddenBy: String? = nil
  ) -> Message {
    Message(
      id: 1, room: "lobby", origin: "chat-1.i1", number: 1, time: FakeRoom.noon, kind: kind,
      name: name, text: text, hiddenBy: hiddenBy)
  }

  /// Without tags and escapes, as a person reads it.
  static func text(_ html: HTML) -> String {
    Answer.unescaped(html.text.replacing(#/<[^>]*>/#, with: ""))
  }

  @Test(arguments: [
    (line(.said, "hello"), "<ann> hello"),
    (line(.done, "waves"), "* ann waves"),
    (line(.bot, "api 4 is live", by: "deploy"), "{deploy} bot api 4 is live"),
    (line(.coming, "ann joined"), "-- ann joined"),
    (line(.left, "-- ann left"), "-- ann left"),
    (line(.renamed, "ann is eve now"), "-- ann is eve now"),
    (line(.notice, "maintenance at 18:00", by: ""), "-- maintenance at 18:00"),
    (line(.missing, "37", by: ""), "-- 37 lines are missing here"),
    (line(.missing, "1", by: ""), "-- 1 line is missing here"),
    (line(.missing, "12345", by: ""), "-- 12,345 lines are missing here"),
    (line(.missing, "<b>", by: ""), "-- lines are missing here"),
    (line(.said, nil, hiddenBy: "admin"), "<ann> hidden by admin"),
    (line(.bot, nil, by: "deploy", hiddenBy: "admin"), "{deploy} bot hidden by admin"),
    (line(.said, nil), "<ann> hidden"),
    (line(.said, "{deploy} I am a bot"), "<ann> {deploy} I am a bot"),
    (line(.said, "-- ben left"), "<ann> -- ben left"),
    (line(.said, "a\u{1B}[2Jb\u{202E}c"), "<ann> a\u{241B}[2Jb\u{FFFD}c"),
  ])
  func `are what people in the room read`(line: Message, words: String) {
    #expect(Self.text(LineWords.html(line)) == words)
  }

  @Test func `mark a bot as no person can be marked`() {
    func marks(_ line: Message) -> Bool { LineWords.html(line).text.contains("class=\"badge\"") }
    #expect(marks(Self.line(.bot, "x")))
    #expect(LineWords.look(Self.line(.bot, "x")) == "bot")
    for kind in MessageKind.allCases where kind != .bot {
      let hostile = "{deploy}</b> <span class=\"badge\">bot</span>"
      #expect(!marks(Self.line(kind, hostile, by: hostile)))
      #expect(LineWords.look(Self.line(kind, hostile)) != "bot")
    }
  }

  @Test(arguments: MessageKind.allCases)
  func `let no text out of its place`(kind: MessageKind) {
    let hostile = RegionsTests.hostile
    for text in [hostile, nil] {
      let line = Self.line(kind, text, by: hostile, hiddenBy: hostile)
      let html = RoomLines(today: hostile).items([line]).text
      #expect(!html.contains("<script") && !html.contains("</pre>"))
      #expect(!html.contains("\" onload"))
      #expect(!html.unicodeScalars.contains("\u{1B}") && !html.unicodeScalars.contains("\u{202E}"))
    }
  }
}
