/// The first few of many in some order, found in one pass: most are compared once, with the last of those
/// that are kept.
struct Foremost<Element> {
  private let count: Int
  private let isBefore: (Element, Element) -> Bool
  private var kept: [Element] = []
  /// None behind it is among the first any more.
  private var last: Element?

  /// `count` must be positive.
  init(_ count: Int, by isBefore: @escaping (Element, Element) -> Bool) {
    precondition(count > 0, "somebody is looked for")
    self.count = count
    self.isBefore = isBefore
  }

  mutating func add(_ element: Element) {
    if let last, !isBefore(element, last) { return }
    kept.append(element)
    if kept.count >= 2 * count { choose() }
  }

  /// Those found, in order.
  mutating func take() -> [Element] {
    choose()
    return kept
  }

  private mutating func choose() {
    kept.sort(by: isBefore)
    guard kept.count >= count else { return }
    kept.removeLast(kept.count - count)
    last = kept.last
  }
}
