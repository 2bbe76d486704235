import Support

/// What somebody in the room sends: lines, commands, telnet.
struct ChatTarget: Target {
  let name = "chat"
  let weight = 60
  private static let mutator = Mutator(words: Seeds.chatWords)

  func attack(_ lab: Lab, _ random: inout SplitMix) throws {
    var lines: [UInt8] = []
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      lines += random.oneIn(3) ? random.pick(Seeds.telnet) : Array(random.pick(Seeds.lines).utf8)
    }
    let bytes =
      Seeds.goodHeader(.random(in: 0...UInt16.max, using: &random))
      + Self.mutator.mutated(lines, &random)
    _ = try lab.converse(with: lab.fleet[.chat], at: lab.fleet.chatPort, bytes, &random)
  }
}

/// What a proxy sends before anything else.
struct ProxyTarget: Target {
  let name = "proxy"
  let weight = 30
  private static let mutator = Mutator(words: Seeds.proxyWords)

  func attack(_ lab: Lab, _ random: inout SplitMix) throws {
    let header = random.pick(Seeds.proxyHeaders)
    let bytes = Self.mutator.mutated(header, &random) + Array(random.pick(Seeds.lines).utf8)
    _ = try lab.converse(with: lab.fleet[.chat], at: lab.fleet.chatPort, bytes, &random)
  }
}
