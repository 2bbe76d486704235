/// How long the API is asked to wait for news: as long as what lies between lets it.
///
/// A proxy that gives up sooner cuts every question off after the same time. Two in a row that end so
/// make the next ones shorter; a single one may be an API that is started again. It never grows again:
/// to find out whether it could, a question would have to fail.
package struct WaitLength {
  /// Cuts that differ by no more than this are by one clock.
  private static let cutSpreadMax = Duration.seconds(1)

  package private(set) var seconds: Int
  private let secondsMin: Int
  private var lastCut: Duration?

  /// `secondsMin` is what is asked at least, whatever happens.
  package init(seconds: Int, secondsMin: Int) {
    self.seconds = seconds
    self.secondsMin = secondsMin
  }

  package mutating func answered() { lastCut = nil }

  /// A question that asked for this long was given up after `elapsed`; one that failed sooner than
  /// any wait says nothing. True when the next ones are shorter.
  package mutating func failed(after elapsed: Duration) -> Bool {
    guard elapsed > .seconds(secondsMin), seconds > secondsMin else { return false }
    guard let last = lastCut, (last - elapsed).magnitude <= Self.cutSpreadMax else {
      lastCut = elapsed
      return false
    }
    lastCut = nil
    // By half at least: a client that asks anew by itself makes one cut look like two.
    seconds = max(secondsMin, min(seconds / 2, Int(elapsed.components.seconds) - 1))
    return true
  }
}

extension Duration {
  fileprivate var magnitude: Duration { self < .zero ? .zero - self : self }
}
