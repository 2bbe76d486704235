import Support

/// One way into the services: makes an input out of random numbers, sends it, and judges what comes
/// back.
protocol Target: Sendable {
  /// For figures and findings.
  var name: String { get }
  /// How often it has its turn, compared with the others.
  var weight: Int { get }
  /// Throws a `Failure`.
  func attack(_ lab: Lab, _ random: inout SplitMix) throws
}

enum Targets {
  static let all: [any Target] = [
    RequestTarget(), BodyTarget(), FormTarget(), ChatTarget(), ProxyTarget(), RosterTarget(),
    PageTarget(), FollowerTarget(), SettingTarget(), RedisTarget(),
  ]

  /// The one whose turn it is.
  static func pick(_ random: inout SplitMix) -> any Target {
    var number = Int.random(in: 0..<all.reduce(0) { $0 + $1.weight }, using: &random)
    for target in all {
      number -= target.weight
      if number < 0 { return target }
    }
    preconditionFailure("the weights add up")
  }
}
