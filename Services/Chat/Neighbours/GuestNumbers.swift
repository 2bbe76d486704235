/// Numbers for guests' names: `guest-1`, `guest-2`. None is given twice.
///
/// One server counts by itself. Several take blocks of numbers from what they share, so that nobody
/// who joins has to wait for that; while it is out of reach and the block is used up, numbers are
/// large and drawn by chance.
package struct GuestNumbers {
  package static let blockSize = 100
  /// Beyond what many years of blocks come to.
  private static let chance = 10_000_000..<1_000_000_000

  private var blocks: [Range<Int>] = [1..<Int.max]
  /// The largest that was given, chance apart.
  package private(set) var last = 0

  package init() {}

  /// From now on, numbers come in blocks.
  package mutating func share() { blocks = [] }

  package mutating func add(_ block: Range<Int>) { blocks.append(block) }

  /// It comes from a block.
  package static func isShared(_ number: Int) -> Bool { number < chance.lowerBound }

  /// It is time to ask for another block.
  package var isRunningOut: Bool {
    blocks.reduce(0) { $0 + min($1.count, Self.blockSize) } < Self.blockSize / 2
  }

  package mutating func next() -> Int {
    if blocks.isEmpty {
      let first = Int.random(in: Self.chance)
      blocks.append(first..<first + Self.blockSize)
    }
    let number = blocks[0].lowerBound
    blocks[0] = number + 1..<blocks[0].upperBound
    if blocks[0].isEmpty { blocks.removeFirst() }
    if Self.isShared(number) { last = max(last, number) }
    return number
  }
}
