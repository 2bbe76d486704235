import Support

/// HTTP itself, at the ports of all services.
struct RequestTarget: Target {
  let name = "http"
  let weight = 60
  private static let roles: [Member.Role] = [.api, .chat, .dashboard, .locked]
  private static let mutator = Mutator(words: Seeds.words)

  func attack(_ lab: Lab, _ random: inout SplitMix) throws {
    let member = lab.fleet[random.pick(Self.roles)]
    let seed = random.pick(Seeds.requests).replacing("HOST", with: "127.0.0.1:\(member.httpPort)")
    let bytes = Self.mutator.mutated(Array(seed.utf8), &random)
    let answer = try lab.converse(with: member, at: member.httpPort, bytes, &random)
    // A server that has no roster to give, and a chat that does not know of its API yet.
    try lab.judge(answer, of: member, allowing: HTTP.clientsFault.union([502, 504]))
  }
}
