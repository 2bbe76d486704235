import Testing
import TinyReactor

struct AllowanceTests {
  @Test func `a burst, then one each interval, and full again after a rest`() throws {
    let rate = try #require(Rate(burst: 3, perSecond: 4))
    var allowance = Allowance()
    var now = Duration.seconds(100)
    for _ in 0..<3 {
      #expect(allowance.wait(at: now, rate) == .zero)
      allowance.take(at: now, rate)
    }
    #expect(allowance.wait(at: now, rate) == .milliseconds(250))
    now += .milliseconds(100)
    #expect(allowance.wait(at: now, rate) == .milliseconds(150))
    now += .milliseconds(150)
    #expect(allowance.wait(at: now, rate) == .zero)
    allowance.take(at: now, rate)
    #expect(allowance.wait(at: now, rate) == .milliseconds(250))
    #expect(!allowance.isFull(at: now))
    now += .milliseconds(750)
    #expect(allowance.isFull(at: now))
  }

  @Test func `the long run keeps the rate`() throws {
    let rate = try #require(Rate(burst: 10, perSecond: 4))
    var allowance = Allowance()
    var now = Duration.zero
    for _ in 0..<410 {
      now += allowance.wait(at: now, rate)
      allowance.take(at: now, rate)
    }
    #expect(now == .seconds(100))
  }

  @Test func `several at once are taken together, and given back`() {
    let rate = Rate(burst: 20, every: .seconds(1))
    var allowance = Allowance()
    let now = Duration.seconds(100)
    allowance.take(15, at: now, rate)
    #expect(allowance.wait(for: 5, at: now, rate) == .zero)
    #expect(allowance.wait(for: 8, at: now, rate) == .seconds(3))
    #expect(allowance.wait(for: 20, at: now, rate) == .seconds(15))
    allowance.take(5, at: now, rate)
    #expect(allowance.wait(at: now, rate) == .seconds(1))
    allowance.giveBack(20, rate)
    #expect(allowance.wait(for: 20, at: now, rate) == .zero)
    #expect(allowance.isFull(at: now))
  }

  @Test func `what is owed beyond some is forgiven, and nothing is given`() {
    let rate = Rate(burst: 2, every: .seconds(1))
    var allowance = Allowance()
    allowance.take(50, at: .zero, rate)
    allowance.forgive(beyond: 3, at: .zero, rate)
    #expect(allowance.wait(at: .zero, rate) == .seconds(4))
    allowance.forgive(beyond: 3, at: .seconds(1), rate)
    #expect(allowance.wait(at: .seconds(1), rate) == .seconds(3))
  }

  @Test func `nothing allowed means no limit`() {
    #expect(Rate(burst: 0, perSecond: 4) == nil)
    #expect(Rate(burst: 10, perSecond: 0) == nil)
  }
}
