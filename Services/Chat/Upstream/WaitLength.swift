/// How long the API is asked to wait for news: as long as what stands in between allows.
///
/// A proxy that gives up sooner cuts every request off after the same time. Two such cuts in a row
/// make the next requests shorter; a single one may be an API that restarts. The wait never grows
/// again: to find out whether it could, a request would have to fail.
package struct WaitLength {
  /// Cuts that differ by no more than this come from one timeout.
  private static let cutSpreadMax = Duration.seconds(1)

  package private(set) var seconds: Int
  private let secondsMin: Int
  private var lastCut: Duration?

  /// `secondsMin` is the least that is asked for, whatever happens.
  package init(seconds: Int, secondsMin: Int) {
    self.seconds = seconds
    self.secondsMin = secondsMin
  }

  package mutating func answered() { lastCut = nil }

  /// A request that asked for this long failed after `elapsed`; one that failed sooner than any
  /// wait says nothing. Returns true when the next ones are shorter.
  package mutating func failed(after elapsed: Duration) -> Bool {
    guard elapsed > .seconds(secondsMin), seconds > secondsMin else { return false }
    guard let last = lastCut, (last - elapsed).magnitude <= Self.cutSpreadMax else {
      lastCut = elapsed
      return false
    }
    lastCut = nil
    // By half at least: a client that retries by itself makes one cut look like two.
    seconds = max(secondsMin, min(seconds / 2, Int(elapsed.components.seconds) - 1))
    return true
  }
}

extension Duration {
  fileprivate var magnitude: Duration { self < .zero ? .zero - self : self }
}
