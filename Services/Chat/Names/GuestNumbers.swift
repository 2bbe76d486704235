/// Hands out the lowest number from 1 that nobody has.
package struct GuestNumbers {
  /// One bit a number: set when it is taken.
  private var words: [UInt64] = []
  /// No word before this one has a free bit.
  private var firstFree = 0

  package init() {}

  package mutating func take() -> Int {
    while firstFree < words.count, words[firstFree] == .max { firstFree += 1 }
    if firstFree == words.count { words.append(0) }
    let bit = (~words[firstFree]).trailingZeroBitCount
    words[firstFree] |= 1 << bit
    return firstFree * UInt64.bitWidth + bit + 1
  }

  package mutating func giveBack(_ number: Int) {
    let (word, bit) = (number - 1).quotientAndRemainder(dividingBy: UInt64.bitWidth)
    words[word] &= ~(1 << bit)
    firstFree = min(firstFree, word)
  }
}
