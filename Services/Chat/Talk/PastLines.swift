import Wire

/// Lines that were said while they could not be shown: the first ones are shown later, and the last
/// ones get among the past.
package struct PastLines {
  package static let shownMax = 100
  package private(set) var first: [History.Line] = []
  package private(set) var last: [History.Line] = []
  package private(set) var count = 0

  private let shownMax: Int

  package init(shownMax: Int = PastLines.shownMax) { self.shownMax = shownMax }

  package var isEmpty: Bool { count == 0 }
  /// How many are not shown.
  package var rest: Int { count - first.count }

  package mutating func append(_ line: History.Line) {
    count += 1
    if first.count < shownMax { first.append(line) }
    last.append(line)
    if last.count >= 2 * Limits.historyLinesMax { last.removeFirst(Limits.historyLinesMax) }
  }
}
