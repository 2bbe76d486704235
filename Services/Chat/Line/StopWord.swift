/// Finds a `/stop` that arrives behind waiting lines and must not wait behind them itself.
///
/// It sees bytes as they come, cut anywhere and not yet decoded. A `/stop` typed with telnet
/// commands or line editing in it is not found, and waits for its turn.
package struct StopWord {
  private static let word = Array("/stop".utf8)

  private enum State: Equatable {
    /// This many bytes of the word have come. After all of them, blanks may follow.
    case matching(Int)
    /// A line that is something else.
    case other
  }

  private var state = State.matching(0)

  package init() {}

  /// `data` came last, and is part of what is to be stopped.
  package init(after data: Span<UInt8>) {
    let isLineStart = data.isEmpty || Self.endsLine(data[data.count - 1])
    state = isLineStart ? .matching(0) : .other
  }

  /// Whether a line that ends in `data` is a `/stop`.
  package mutating func ends(_ data: Span<UInt8>) -> Bool {
    var isFound = false
    for index in data.indices { isFound = takes(data[index]) || isFound }
    return isFound
  }

  /// Whether a line, without its ending, is a `/stop`.
  package static func isStop(_ line: [UInt8]) -> Bool {
    var word = StopWord()
    for byte in line { _ = word.takes(byte) }
    return word.takes(UInt8(ascii: "\n"))
  }

  /// True when the byte ends such a line.
  private mutating func takes(_ byte: UInt8) -> Bool {
    if Self.endsLine(byte) {
      defer { state = .matching(0) }
      return state == .matching(Self.word.count)
    }
    guard case .matching(let count) = state else { return false }
    let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    let lower = UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte + 32 : byte
    if count < Self.word.count, lower == Self.word[count] {
      state = .matching(count + 1)
    } else if !(isBlank && (count == 0 || count == Self.word.count)) {
      state = .other
    }
    return false
  }

  private static func endsLine(_ byte: UInt8) -> Bool { byte == 10 || byte == 13 || byte == 0 }
}
