import API
import Testing

@Suite struct `Hashes of passwords` {
  @Test func `are the system's own, each with a salt of its own`() throws {
    var crypt = Crypt()
    let hashes = [try crypt.hash("correct horse"), try crypt.hash("correct horse")]
    #expect(hashes.allSatisfy { $0.hasPrefix("$y$") && $0.split(separator: "$").count == 4 })
    #expect(hashes[0] != hashes[1])
    for hash in hashes { #expect(try crypt.matches("correct horse", hash)) }
    #expect(crypt.hashes == 4)
  }

  @Test(arguments: [
    ("", ""), ("ü", "ü"), (String(repeating: "x", count: 511), String(repeating: "x", count: 511)),
  ])
  func `match what was hashed`(password: String, typed: String) throws {
    var crypt = Crypt()
    let hash = try crypt.hash(password)
    #expect(try crypt.matches(typed, hash))
  }

  @Test(arguments: ["correct hors", "correct horse ", "Correct horse", "", "correct horsf"])
  func `match nothing else`(typed: String) throws {
    var crypt = Crypt()
    #expect(try !crypt.matches(typed, Self.known))
    #expect(crypt.hashes == 1)
  }

  /// Made by a program in C.
  static let known = "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$zwtVrjrUCmXcyLTs6oxLTQlzifSUkF8RHJ./tK5KU79"

  @Test func `are those of other programs`() throws {
    var crypt = Crypt()
    #expect(try crypt.matches("correct horse", Self.known))
  }

  /// What each of them makes of "correct horse".
  @Test(arguments: [
    "", "*0", "*1", "x", "$y$j9T$", "$y$", "correct horse",
    "$y$j9T$$VRWgiI/Aw3NHCcmxsqRb7HF5miOyCINwmBJDnIFabz2", "$1$abcdefgh$y6iHhJNbuC0xpbk0w9pm80",
    "abhfCpXqd4GrI",
  ])
  func `by anything weaker match nothing, not even what is right`(hash: String) throws {
    var crypt = Crypt()
    #expect(try !crypt.matches("correct horse", hash))
  }

  @Test func `of more than the system takes are refused`() {
    var crypt = Crypt()
    #expect(throws: Crypt.Failure.self) {
      try crypt.hash(String(repeating: "x", count: 512))
    }
  }
}
