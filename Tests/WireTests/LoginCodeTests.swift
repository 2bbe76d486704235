import Testing
import Wire

struct LoginCodeTests {
  @Test func `codes differ, and are read as they are written`() {
    let codes = (0..<100).map { _ in LoginCodeText.make() }
    #expect(Set(codes).count == 100)
    for code in codes {
      #expect(code.utf8.count == 19)
      #expect(LoginCodeText.ends(Array("/logn ann \(code)".utf8)))
      #expect(LoginCodeText.canonical(code)?.utf8.count == 16)
      #expect(LoginCodeText.canonical(code.uppercased()) == LoginCodeText.canonical(code))
    }
  }

  @Test(arguments: [
    "", "k7mq", "k7mq-x3pf-92ab-tdh", "k7mq-x3pf-92ab-tdhww", "k7mq-x3pf-92ab-tdh1",
    "k7mq-x3pf-92ab-tdhö", "k7mq x3pf 92ab tdhw", "il01-il01-il01-il01",
  ])
  func `what is none is not taken for one`(text: String) {
    #expect(LoginCodeText.canonical(text) == nil)
  }

  @Test(arguments: [
    ("k7mq-x3pf-92ab-tdhw", true), ("K7MQ-X3PF-92AB-TDHW", true), ("k7mqx3pf92abtdhw", false),
    ("550e8400-e29b-41d4-a716-446655440000", false), ("1234-5678-9012-3456", false),
    ("see k7mq-x3pf-92ab-tdhw!", false), ("k7mq-x3pf-92ab-tdh", false), ("", false),
  ])
  func `a line that ends in one is known by its end`(line: String, isOne: Bool) {
    #expect(LoginCodeText.ends(Array(line.utf8)) == isOne)
  }
}
