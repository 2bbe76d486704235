/// How often something may be done: `burst` times at once, then once every `interval`.
package struct Rate: Equatable, Sendable {
  package let burst: Int
  package let interval: Duration
  /// How long until the whole burst is allowed again.
  let recovery: Duration

  /// Nil, for no limit, when `burst` or `interval` is not positive.
  package init?(burst: Int, interval: Duration) {
    guard burst > 0, interval > .zero else { return nil }
    self.init(burst: burst, every: interval)
  }

  /// For a rate that is fixed in the code.
  package init(burst: Int, every interval: Duration) {
    precondition(burst > 0 && interval > .zero, "a rate allows something")
    self.burst = burst
    self.interval = interval
    recovery = interval * burst
  }

  package init?(burst: Int, perSecond: Int) {
    guard perSecond > 0 else { return nil }
    self.init(burst: burst, interval: .seconds(1) / perSecond)
  }
}

/// A token bucket kept as a single point in time (the generic cell rate algorithm).
package struct Allowance: Sendable {
  /// When it will be full again.
  package private(set) var fullAt = Duration.zero

  package init() {}

  /// How long until the next `count` are allowed at once; zero means now. More than the burst never
  /// are.
  package func wait(for count: Int = 1, at now: Duration, _ rate: Rate) -> Duration {
    precondition(count <= rate.burst, "more than a burst is never allowed")
    return max(.zero, max(fullAt, now) + rate.interval * count - now - rate.recovery)
  }

  package mutating func take(_ count: Int = 1, at now: Duration, _ rate: Rate) {
    fullAt = max(fullAt, now) + rate.interval * count
  }

  /// Takes back as many as were taken in vain.
  package mutating func giveBack(_ count: Int, _ rate: Rate) { fullAt -= rate.interval * count }

  /// Leaves a debt of `count` at most.
  package mutating func forgive(beyond count: Int, at now: Duration, _ rate: Rate) {
    fullAt = min(fullAt, now + rate.recovery + rate.interval * count)
  }

  package func isFull(at now: Duration) -> Bool { fullAt <= now }
}
