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

    /// How the log knows it; `origin` is this server. Nil when it does not.
    func key(at origin: String) -> HiddenMessage? {
      number.map { HiddenMessage(origin: self.origin ?? origin, number: $0) }
    }

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

  /// Puts lines that another server has said among those there are: behind all that others have said, and
  /// among our own by their times. Of one moment, they come first.
  mutating func merge(_ past: [Line]) {
    guard linesShown > 0, !past.isEmpty else { return }
    let known = inOrder
    let start = (known.lastIndex { $0.origin != nil }).map { $0 + 1 } ?? 0
    var (all, rest) = (Array(known[..<start]), known[start...])
    for line in past {
      let before = rest.prefix { $0.time < line.time }
      all += before + [line]
      rest = rest.dropFirst(before.count)
    }
    replace(with: all + rest)
  }

  /// Puts the lines that are not known among those that are, as `told`, which is in the order of the log
  /// and has whatever others had said when it was told. `origin` is this server.
  /// Of its lines none is taken, unless `ownToo`: it has them.
  mutating func restore(_ told: [Line], origin: String, ownToo: Bool) {
    guard linesShown > 0, !told.isEmpty else { return }
    let known = inOrder
    let places = Dictionary(
      known.enumerated().compactMap { place, line in line.key(at: origin).map { ($0, place) } }
    ) { first, _ in first }
    let toldPlaces = told.map { line in line.key(at: origin).flatMap { places[$0] } }
    var (all, next) = ([Line](), 0)
    for (index, line) in told.enumerated() {
      if let place = toldPlaces[index] {
        if place >= next { (all, next) = (all + known[next...place], place + 1) }
        continue
      }
      guard ownToo || line.origin != origin else { continue }
      // What others said that was not told has been said since.
      let end =
        toldPlaces[index...].lazy.compactMap(\.self).first { $0 >= next }
        ?? known[next...].firstIndex { $0.origin != nil } ?? known.count
      let place = known[next..<end].firstIndex { $0.time >= line.time } ?? end
      (all, next) = (all + known[next..<place] + [line], place)
    }
    replace(with: all + known[next...])
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
