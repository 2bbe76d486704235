package import TinyReactor

/// Logins that failed at the prompts of this server, by the network that they came from. Loopback counts as
/// well: behind a published port, those who guess come from there, too.
package struct LoginTries {
  /// From one network: so many at once, then one a minute.
  package static let rate = Rate(burst: 5, every: .seconds(60))
  /// From all of them: below what the API lets through, so that nobody here keeps admins from the dashboard.
  package static let totalRate = Rate(burst: 20, every: .seconds(5))
  /// Networks remembered. Beyond this, those whose tries are all back are forgotten, or else all are: the
  /// total holds.
  package static let networksMax = 4_096

  private var networks: [String: Allowance] = [:]
  private var total = Allowance()

  package init() {}

  /// How long nobody from there can try; zero: now.
  package func wait(from network: String, at now: Duration) -> Duration {
    max(
      networks[network]?.wait(at: now, Self.rate) ?? .zero, total.wait(at: now, Self.totalRate))
  }

  /// Somebody tries: until it is known how that goes, it counts as failed.
  package mutating func take(from network: String, at now: Duration) {
    if networks[network] == nil, networks.count >= Self.networksMax {
      networks = networks.filter { !$0.value.isFull(at: now) }
      if networks.count >= Self.networksMax { networks = [:] }
    }
    networks[network, default: Allowance()].take(at: now, Self.rate)
    total.take(at: now, Self.totalRate)
  }

  /// It did not fail, or nobody knows.
  package mutating func giveBack(to network: String) {
    networks[network]?.giveBack(1, Self.rate)
    total.giveBack(1, Self.totalRate)
  }
}
