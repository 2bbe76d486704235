import Testing
import Wire

@Suite struct `Server ids` {
  @Test(arguments: ["a", "chat-1", "A.b_C-9", "..a", String(repeating: "x", count: 64)])
  func `names of letters, digits, dot, underscore and hyphen are valid`(id: String) {
    #expect(ServerID.isValid(id))
  }

  @Test(arguments: [
    "", ".", "..", "a b", "a/b", "a%2Fb", "é", "a\n", "a\u{0}", "<b>",
    String(repeating: "x", count: 65),
  ])
  func `everything else is not`(id: String) {
    #expect(!ServerID.isValid(id))
  }
}
