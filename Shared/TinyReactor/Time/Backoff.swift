/// Pauses between attempts that grow from `first` to `longest`, with jitter so that many servers do
/// not come back in step.
package struct Backoff {
  package static let first = Duration.milliseconds(200)
  package static let longest = Duration.seconds(10)

  private let first: Duration
  private let longest: Duration
  private var pause: Duration

  package init(first: Duration = Self.first, longest: Duration = Self.longest) {
    precondition(first > .zero && first <= longest)
    self.first = first
    self.longest = longest
    pause = first
  }

  /// The next pause; `jitter` takes a part of it, from a half to all.
  package mutating func next(jitter: Double = .random(in: 0.5...1)) -> Duration {
    defer { pause = min(pause * 2, longest) }
    return pause * jitter
  }

  package mutating func reset() { pause = first }
}
