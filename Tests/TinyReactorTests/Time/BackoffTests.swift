import Testing
import TinyReactor

struct BackoffTests {
  @Test func `pauses grow up to the longest and start over`() {
    var backoff = Backoff()
    let pauses = (0..<8).map { _ in backoff.next(jitter: 1) }
    #expect(pauses.prefix(3) == [.milliseconds(200), .milliseconds(400), .milliseconds(800)])
    #expect(pauses.last == Backoff.longest)
    backoff.reset()
    #expect(backoff.next(jitter: 0.5) == .milliseconds(100))
  }

  @Test func `other bounds are kept`() {
    var backoff = Backoff(first: .milliseconds(100), longest: .milliseconds(250))
    let pauses = (0..<4).map { _ in backoff.next(jitter: 1) }
    #expect(pauses == [100, 200, 250, 250].map { .milliseconds($0) })
    backoff.reset()
    #expect(backoff.next(jitter: 1) == .milliseconds(100))
  }
}
