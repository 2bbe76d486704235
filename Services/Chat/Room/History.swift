import TinyReactor
import Wire

/// The last lines that people said in the room, for those who come later.
///
/// Nothing that was told to one member alone gets here. `Limits.historyLinesMax` lines are kept, or
/// none while none are to be shown.
struct History {
  /// A line as it was sent, and when; `author` is a member's id.
  struct Line {
    let author: Int
    let time: WallTime
    let bytes: [UInt8]

    /// The time before it marks it as past: `[13:20] <ann> hello`. No other line begins like that.
    func encode(into bytes: inout [UInt8]) {
      bytes.append(UInt8(ascii: "["))
      time.encodeTimeOfDay(into: &bytes)
      bytes += "] ".utf8
      bytes += self.bytes
    }
  }

  /// How many lines a newcomer is shown; 0 keeps none, and forgets those there are.
  var linesShown = Limits.historyLinesDefault {
    didSet { if linesShown == 0 { (lines, oldest) = ([], 0) } }
  }

  /// A ring once it is full.
  private var lines: [Line] = []
  private var oldest = 0

  mutating func add(_ bytes: ArraySlice<UInt8>, by author: Int, at time: WallTime) {
    let line = Line(author: author, time: time, bytes: Array(bytes))
    if lines.count < Limits.historyLinesMax {
      lines.append(line)
    } else {
      lines[oldest] = line
      oldest = (oldest + 1) % lines.count
    }
  }

  /// The last `count` lines or all there are, oldest first, without those whose author `isHidden`.
  func last(_ count: Int, without isHidden: (_ author: Int) -> Bool = { _ in false }) -> [Line] {
    let inOrder = lines[oldest...] + lines[..<oldest]
    return Array(inOrder.filter { !isHidden($0.author) }.suffix(count))
  }
}
