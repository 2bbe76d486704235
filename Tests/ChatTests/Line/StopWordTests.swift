import Chat
import Testing

/// A `/stop` in what arrives behind lines that wait.
struct StopWordTests {
  @Test(arguments: [
    ("/stop\n", true), ("/stop\r\n", true), ("/stop\r", true), ("/stop\r\0", true),
    ("/STOP\n", true), (" /stop \t\n", true), ("more\n/stop\n", true), ("/stop\nmore\n", true),
    ("\n\n/stop\n", true), ("/stop", false), ("/stop it\n", false), ("/stops\n", false),
    ("/sto\n", false), ("//stop\n", false), ("x/stop\n", false), ("x /stop\n", false), ("", false),
    ("/ stop\n", false), ("/st op\n", false), ("stop\n", false), ("\u{0F}stop\n", false),
  ])
  func `a line that is nothing else is found, wherever it is cut`(_ text: String, _ isFound: Bool) {
    let bytes = Array(text.utf8)
    for cut in 0...bytes.count {
      var word = StopWord()
      let (head, tail) = (Array(bytes[..<cut]), Array(bytes[cut...]))
      let isInHead = word.ends(head.span)
      let isInTail = word.ends(tail.span)
      #expect((isInHead || isInTail) == isFound, "cut at \(cut)")
    }
  }

  @Test(arguments: [
    ("a line\n", true), ("a line\r", true), ("", true), ("half a l", false), ("/st", false),
  ])
  func `it begins where a line does`(_ before: String, _ isFound: Bool) {
    let (before, stop) = (Array(before.utf8), Array("/stop\n".utf8))
    var word = StopWord(after: before.span)
    #expect(word.ends(stop.span) == isFound)
  }

  @Test(arguments: [("/stop", true), ("/Stop ", true), ("/stop x", false), ("", false)])
  func `a whole line is one or not`(_ line: String, _ isStop: Bool) {
    #expect(StopWord.isStop(Array(line.utf8)) == isStop)
  }
}
