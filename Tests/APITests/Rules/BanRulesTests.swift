import API
import ServiceKit
import Testing

@Suite struct `Ban rules` {
  @Test(arguments: [
    ("192.0.2.7", "192.0.2.7"), ("10.0.0.0/8", "10.0.0.0/8"), ("2001:DB8::/32", "2001:db8::/32"),
    ("2001::/16", "2001::/16"), ("::ffff:192.0.2.7", "192.0.2.7"),
    ("::ffff:10.0.0.0/104", "10.0.0.0/8"), ("126.255.255.255", "126.255.255.255"),
    ("128.0.0.0/8", "128.0.0.0/8"), ("::2", "::2"),
  ])
  func `ranges pass, in their one way of being written`(sent: String, stored: String) throws {
    #expect(try BanRules.check(sent) == stored)
  }

  @Test(arguments: [
    ("0.0.0.0/0", "a /8"), ("128.0.0.0/1", "a /8"), ("10.0.0.0/7", "a /8"), ("::/0", "a /16"),
    ("2000::/3", "a /16"), ("2000::/15", "a /16"), ("::ffff:0:0/96", "a /8"),
  ])
  func `ranges that would lock out the whole house are refused`(range: String, widest: String) {
    let problem = #expect(throws: BanProblem.self) { try BanRules.check(range) }
    #expect(problem?.description.contains("would lock out too many") == true)
    #expect(
      problem?.description.contains("the widest range that can be banned is \(widest)") == true)
    #expect(problem?.description.hasSuffix("close the doors") == true)
  }

  @Test(arguments: [
    "127.0.0.1", "127.0.0.0/8", "127.255.255.255", "::1", "::/16", "::/127", "::ffff:127.0.0.1",
  ])
  func `the house itself cannot be banned`(range: String) {
    let problem = #expect(throws: BanProblem.self) { try BanRules.check(range) }
    #expect(problem?.description.contains("is this machine itself") == true)
  }

  @Test(arguments: ["", "everybody", "192.0.2.7/24", "192.0.2.0/33"])
  func `what is no range is refused with the reason`(range: String) {
    let problem = #expect(throws: BanProblem.self) { try BanRules.check(range) }
    #expect(problem?.description.contains("\"\(range)\"") == true)
  }
}
