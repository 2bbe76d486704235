import ServiceKit
import TinyReactor
import Wire

/// The last lines that people said in the room, for those who come later.
///
/// Nothing that was told to one member alone gets here. `Limits.historyLinesMax` lines are kept, or
/// none while none are to be shown.
package struct History {
  /// A line as it was sent, and when; `author` is a member's id.
  package struct Line {
    var author: Int
    let time: WallTime
    let bytes: [UInt8]
    /// By which its origin knows it; nil when the transcript does not have it.
    var number: Int?
    /// The process that it comes from; nil is this one.
    var origin: String?

    /// The time before it marks it as past: `[13:20] <ann> hello`. No other line begins like that.
    func encode(into bytes: inout [UInt8], at now: WallTime) {
      bytes.append(UInt8(ascii: "["))
      time.encodeMoment(seenAt: now, into: &bytes)
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

  mutating func add(
    _ bytes: ArraySlice<UInt8>, by author: Int, at time: WallTime, number: Int? = nil,
    origin: String? = nil
  ) {
    let line = Line(
      author: author, time: time, bytes: Array(bytes), number: number, origin: origin)
    if lines.count < Limits.historyLinesMax {
      lines.append(line)
    } else {
      lines[oldest] = line
      oldest = (oldest + 1) % lines.count
    }
  }

  /// Puts lines, which are in order, among those there are, by their times. Of one moment, they come
  /// first.
  mutating func merge(_ past: [Line]) {
    guard linesShown > 0, !past.isEmpty else { return }
    var (all, rest) = ([Line](), inOrder[...])
    for line in past {
      let before = rest.prefix { $0.time < line.time }
      all += before
      all.append(line)
      rest = rest.dropFirst(before.count)
    }
    replace(with: all + rest)
  }

  mutating func remove(if isGone: (Line) -> Bool) {
    guard lines.contains(where: isGone) else { return }
    replace(with: inOrder.filter { !isGone($0) })
  }

  private mutating func replace(with all: [Line]) {
    (lines, oldest) = (all.suffix(Limits.historyLinesMax), 0)
  }

  /// Oldest first.
  var inOrder: [Line] { Array(lines[oldest...] + lines[..<oldest]) }

  /// The last `count` lines or all there are, oldest first, without those whose author `isHidden`.
  func last(_ count: Int, without isHidden: (_ author: Int) -> Bool = { _ in false }) -> [Line] {
    Array(inOrder.filter { !isHidden($0.author) }.suffix(count))
  }
}

extension History.Line {
  /// A line of the transcript, cleaned again: it comes over the network. Nil for one that nobody said.
  init?(_ message: Message) {
    guard let text = message.text, let time = WallTime(rfc3339: message.time) else { return nil }
    let name = CleanText(message.name)
    guard !name.isEmpty else { return nil }
    let (opening, closing) =
      switch message.kind {
      case .said: ("<", "> ")
      case .done: ("* ", " ")
      case .bot: ("{", "} ")
      default: ("", "")
      }
    guard !opening.isEmpty else { return nil }
    var bytes = Array(opening.utf8)
    bytes += name.bytes
    bytes += closing.utf8
    bytes += CleanText(text).bytes
    bytes += "\r\n".utf8
    self.init(
      author: message.member ?? -1, time: time, bytes: bytes, number: message.number,
      origin: message.origin)
  }
}
