package import TinyReactor

/// Logins that failed at the prompts of this server, by the network that they came from, and in all.
package struct LoginTries {
  /// From one network: so many at once, then one a minute.
  package static let rate = Rate(burst: 5, every: .seconds(60))
  /// From all of them: below what the API lets through, so that nobody here keeps admins from the dashboard.
  /// It holds for who has many addresses, too.
  package static let totalRate = Rate(burst: 20, every: .seconds(5))

  private var networks = NetworkTries(Self.rate)
  private var total = Allowance()

  package init() {}

  /// How long nobody from there can try; zero: now.
  package func wait(from network: String, at now: Duration) -> Duration {
    max(networks.wait(from: network, at: now), total.wait(at: now, Self.totalRate))
  }

  /// Somebody tries: until it is known how that goes, it counts as failed.
  package mutating func take(from network: String, at now: Duration) {
    networks.take(from: network, at: now)
    total.take(at: now, Self.totalRate)
  }

  /// It did not fail, or nobody knows.
  package mutating func giveBack(to network: String) {
    networks.giveBack(to: network)
    total.giveBack(1, Self.totalRate)
  }
}
