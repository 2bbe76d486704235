package import TinyReactor

/// Wrong words at the doors, by the network that they came from. With none left, nobody from there gets
/// in by a word for a while, loopback as well: behind a published port, those who guess come from
/// there, too.
package struct KeyTries {
  /// So many at once, then 360 an hour, as for the dashboard's password.
  package static let rate = Rate(burst: 20, every: .seconds(10))
  /// Networks remembered. Beyond this, those whose tries are all back are forgotten, or else all are:
  /// whoever has as many addresses has as many tries.
  package static let networksMax = 4_096

  private var wrong: [String: Allowance] = [:]

  package init() {}

  /// How long nobody from there can try; zero: now.
  package func wait(from network: String, at now: Duration) -> Duration {
    wrong[network]?.wait(at: now, Self.rate) ?? .zero
  }

  package mutating func noteWrong(from network: String, at now: Duration) {
    if wrong[network] == nil, wrong.count >= Self.networksMax {
      wrong = wrong.filter { !$0.value.isFull(at: now) }
      if wrong.count >= Self.networksMax { wrong = [:] }
    }
    wrong[network, default: Allowance()].take(at: now, Self.rate)
  }
}
