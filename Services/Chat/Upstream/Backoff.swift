/// Pauses between attempts that grow from `first` to `longest`, with jitter so that many servers do
/// not come back in step.
package struct Backoff {
  package static let first = Duration.milliseconds(200)
  package static let longest = Duration.seconds(10)

  private var pause = Self.first

  package init() {}

  /// The next pause; `jitter` takes a part of it, from a half to all.
  package mutating func next(jitter: Double = .random(in: 0.5...1)) -> Duration {
    defer { pause = min(pause * 2, Self.longest) }
    return pause * jitter
  }

  package mutating func reset() { pause = Self.first }
}
