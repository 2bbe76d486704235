import Testing

@testable import Benchmarks

@Suite struct FigureTests {
  @Test(arguments: [0.5, 0.9, 0.99, 1])
  func `a percentile is right within a bucket`(fraction: Double) {
    var histogram = Histogram()
    let values = (1...100_000).map { UInt64($0 * 37) }
    for value in values { histogram.record(value) }
    let exact = Double(values[Int(Double(values.count) * fraction) - 1])
    let found = Double(histogram.percentile(fraction))
    #expect(found >= exact && found <= exact * 1.032)
    #expect(histogram.max == values.last)
  }

  @Test(arguments: [UInt64(0), 1, 31, 32, 33, 63, 64, 65, 1_000, 1 << 40, .max])
  func `a single value is its own percentile`(value: UInt64) {
    var histogram = Histogram()
    histogram.record(value)
    #expect(histogram.percentile(0.5) == value)
  }

  @Test(arguments: [
    (0, "0"), (0.0123, "0.012"), (0.35, "0.35"), (1, "1.00"), (9.996, "10.00"), (12.34, "12.3"),
    (999.6, "1,000"), (12_345, "12,345"), (1_234_567, "1.23 M"), (12_345_678, "12.3 M"),
    (-4.5, "-4.50"),
  ])
  func `numbers are short enough to read`(value: Double, expected: String) {
    #expect(readable(value) == expected)
  }

  @Test func `a ratio is the median of those of each round`() throws {
    var comparison = Comparison(
      "title", columns: ["yardstick", "chat"], ours: ["chat"],
      goals: [Goal("cost", .ratioAtMost(0.5)), Goal("lost", .atMost(0)), Goal("lost", .atLeast(2))])
    // The second round was disturbed, but both columns were.
    for (yardstick, chat) in [(10.0, 4.0), (100, 50), (10, 4)] {
      comparison.add([Figure("cost", yardstick), Figure("lost", 0)], column: 0)
      comparison.add([Figure("cost", chat), Figure("lost", 1)], column: 1)
    }
    let (cost, lost) = (comparison.rows[0], comparison.rows[1])
    #expect(comparison.ratio(cost, column: 1) == 0.4)
    #expect(comparison.isReached(comparison.goals[0], cost) == true)
    #expect(comparison.isReached(comparison.goals[1], lost) == false)
    #expect(comparison.isReached(comparison.goals[2], lost) == false)
    #expect(comparison.isReached(comparison.goals[2], cost) == true)
    #expect(comparison.table.contains("≤ 0.50× reached"))
    #expect(comparison.table.contains("≤ 0 MISSED"))
  }
}
