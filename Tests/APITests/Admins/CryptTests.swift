import API
import Testing

@Suite struct `Hashes of passwords` {
  @Test func `are the system's own, each with a salt of its own`() throws {
    let hashes = try (0..<2).map { _ in try Crypt.hash("correct horse") }
    #expect(hashes.allSatisfy { $0.hasPrefix("$y$") && $0.split(separator: "$").count == 4 })
    #expect(hashes[0] != hashes[1])
    #expect(try hashes.allSatisfy { try Crypt.matches("correct horse", $0) })
  }

  @Test(arguments: [
    ("", ""), ("ü", "ü"), (String(repeating: "x", count: 511), String(repeating: "x", count: 511)),
  ])
  func `match what was hashed`(password: String, typed: String) throws {
    #expect(try Crypt.matches(typed, try Crypt.hash(password)))
  }

  @Test(arguments: ["correct hors", "correct horse ", "Correct horse", "", "correct horsf"])
  func `match nothing else`(typed: String) throws {
    #expect(try !Crypt.matches(typed, Self.known))
  }

  /// Made by a program in C.
  static let known = "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$zwtVrjrUCmXcyLTs6oxLTQlzifSUkF8RHJ./tK5KU79"

  @Test func `are those of other programs`() throws {
    #expect(try Crypt.matches("correct horse", Self.known))
  }

  /// What each of them makes of "correct horse".
  @Test(arguments: [
    "", "*0", "*1", "x", "$y$j9T$", "$y$", "correct horse",
    "$y$j9T$$VRWgiI/Aw3NHCcmxsqRb7HF5miOyCINwmBJDnIFabz2", "$1$abcdefgh$y6iHhJNbuC0xpbk0w9pm80",
    "abhfCpXqd4GrI",
  ])
  func `by anything weaker match nothing, not even what is right`(hash: String) throws {
    #expect(try !Crypt.matches("correct horse", hash))
  }

  @Test func `of more than the system takes are refused`() {
    #expect(throws: Crypt.Failure.self) {
      try Crypt.hash(String(repeating: "x", count: 512))
    }
  }
}
