package import TinyReactor

/// Tries, by the network that they come from. With none left, nobody from there can try for a while, loopback
/// as well: behind a published port, those who guess come from there, too.
package struct NetworkTries {
  /// Networks remembered. Beyond this, those whose tries are all back are forgotten, or else all are:
  /// whoever has as many addresses has as many tries.
  package static let networksMax = 4_096

  private let rate: Rate
  private var networks: [String: Allowance] = [:]

  package init(_ rate: Rate) { self.rate = rate }

  /// How long nobody from there can try; zero: now.
  package func wait(from network: String, at now: Duration) -> Duration {
    networks[network]?.wait(at: now, rate) ?? .zero
  }

  package mutating func take(from network: String, at now: Duration) {
    if networks[network] == nil, networks.count >= Self.networksMax {
      networks = networks.filter { !$0.value.isFull(at: now) }
      if networks.count >= Self.networksMax { networks = [:] }
    }
    networks[network, default: Allowance()].take(at: now, rate)
  }

  /// It does not count.
  package mutating func giveBack(to network: String) { networks[network]?.giveBack(1, rate) }
}
