import Support

/// Draws one of `count` things, the kth of them as often as 1/k: Zipf's law, as words and people have it.
struct Zipf {
  /// The share of the first, of the first two, and so on.
  private let shares: [Double]

  init(count: Int) {
    var sum = 0.0
    let sums = (1...count).map { rank in
      sum += 1 / Double(rank)
      return sum
    }
    shares = sums.map { $0 / sum }
  }

  /// From 0, which is the commonest, to `count` - 1.
  func draw(_ random: inout SplitMix) -> Int {
    let share = random.fraction()
    var (low, high) = (0, shares.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if shares[middle] <= share { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension SplitMix {
  /// From 0 to just below 1.
  mutating func fraction() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

  /// From 0 to `count` - 1.
  mutating func below(_ count: Int) -> Int { Int(fraction() * Double(count)) }
}
