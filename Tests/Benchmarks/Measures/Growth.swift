/// How costs grow: a delivery, a join and a slow typist's byte must not cost more in a larger room
/// or a longer line than their share.
enum Growth {
  private static let sizes = [10, 100, 1_000, 5_000]
  /// Far enough apart that no two lines share a frame.
  private static let linesPerSecond = 10
  private static let joins = 1
  private static let lineByteCounts = [64, 1_000]

  /// A share that grows no more than this is called linear: noise, caches and the kernel's own
  /// share are in it.
  private static let linear = 1.5
  private static let deliveryGrowth = "a delivery, 5,000 users over 1,000"
  private static let joinGrowth = "a join's share a member, 5,000 users over 1,000"
  private static let byteGrowth = "a byte, line of 1,000 over line of 64"

  static func run(_ bench: Bench) throws -> [Comparison] {
    let servers = bench.lineServers.filter { $0.name != Contestant.yardstickFrames.name }
    let goals = [deliveryGrowth, joinGrowth, byteGrowth].map { Goal($0, .atMost(linear)) }
    let title = "growth: server CPU in µs, lines \(1_000 / linesPerSecond) ms apart"
    return [
      try bench.compare(title, servers, goals: goals) { server in
        var deliveries: [Int: Double] = [:]
        var shares: [Int: Double] = [:]
        for users in sizes {
          let crowd = try Crowd(of: users, talkers: min(users, 20), at: server.port)
          deliveries[users] = try server.cpuMicroseconds {
            try crowd.talk(linesPerSecond: Double(linesPerSecond), seconds: bench.options.seconds)
            try crowd.drain()
          }.map { $0 / Double(max(1, crowd.heard)) }
          try crowd.waitForSilence()
          shares[users] = try server.cpuMicroseconds {
            for _ in 0..<joins { try crowd.receiveVisitor(at: server.port) }
          }.map { $0 / Double(joins) }
        }
        let bytes = try lineByteCounts.map { try byteCost(server, lineBytes: $0) }
        return sizes.map { Figure("a delivery, \(grouped($0)) users", deliveries[$0]) }
          + sizes.map { Figure("a join and leave, \(grouped($0)) users", shares[$0]) }
          + zip(lineByteCounts, bytes).map { Figure("a byte alone, line of \(grouped($0))", $1) }
          + [
            Figure(deliveryGrowth, quotient(deliveries[5_000], deliveries[1_000])),
            Figure(joinGrowth, quotient(shares[5_000], shares[1_000]).map { $0 / 5 }),
            Figure(byteGrowth, quotient(bytes[1], bytes[0])),
          ]
      }
    ]
  }

  /// What one byte costs of a line that comes byte by byte.
  private static func byteCost(_ server: Server, lineBytes: Int) throws -> Double? {
    let crowd = try Crowd(of: 2, talkers: 1, at: server.port)
    let lines = 16_000 / lineBytes
    return try server.cpuMicroseconds {
      for _ in 0..<lines { try crowd.type(lineBytes: lineBytes) }
      try crowd.drain()
    }.map { $0 / Double(lines * lineBytes) }
  }

  private static func quotient(_ dividend: Double?, _ divisor: Double?) -> Double? {
    guard let dividend, let divisor, divisor > 0 else { return nil }
    return dividend / divisor
  }
}
