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
      ("/me\twaves", .command(name: "me", argument: CleanText("waves"))),
      ("\t/who", .say(CleanText("        /who"))),
      ("\u{1B}[1m/who\u{1B}[m", .command(name: "who", argument: CleanText(""))),
    ] as [(String, Utterance)])
  func `a line is said, commanded or nothing`(line: String, utterance: Utterance) {
    #expect(Utterance(CleanText(line)) == utterance)
  }
}
