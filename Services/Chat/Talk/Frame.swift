import TinyReactor

/// The lines of a few milliseconds, encoded once for everybody, and who wrote them.
package struct Frame {
  /// Counts up; members remember their place by it.
  package let number: Int
  package private(set) var bytes: [UInt8] = []
  /// Who wrote what, in order. Adjacent lines of one author are one stretch; the server has none.
  private var stretches: [(author: Int, range: Range<Int>)] = []
  /// Every line, for members who choose what they see; recorded only once there are such members.
  private var marks: [(kind: RoomLine.Kind, author: Int?, range: Range<Int>)] = []
  private(set) var isMarking: Bool

  /// What a frame has room for at first.
  private static let bytesMin = 256

  package init(number: Int, isMarking: Bool = false) {
    self.number = number
    self.isMarking = isMarking
  }

  /// Records each line from here on.
  mutating func startMarking() { isMarking = true }

  /// Adds a line and returns where it stands; `author` is the id of the member who will not be sent
  /// it.
  @discardableResult
  package mutating func append(_ line: RoomLine, author: Int? = nil) -> Range<Int> {
    let start = bytes.count
    // A frame often has one line only, which should not grow by pieces.
    if start == 0 { bytes.reserveCapacity(Self.bytesMin) }
    line.encode(into: &bytes)
    let range = start..<bytes.count
    if isMarking { marks.append((line.kind, author, range)) }
    guard let author else { return range }
    if let last = stretches.last, last.author == author, last.range.upperBound == start {
      stretches[stretches.count - 1].range = last.range.lowerBound..<range.upperBound
    } else {
      stretches.append((author, range))
    }
    return range
  }

  /// Adds a line of talk that is encoded already; its author reads it, too.
  mutating func append(_ line: [UInt8], author: Int) {
    let start = bytes.count
    bytes += line
    if isMarking { marks.append((.talk, author, start..<bytes.count)) }
  }

  /// What `member` has to be sent from `start` on: everything but its own lines. A member who wrote
  /// nothing shares the frame's own array.
  package func share(of member: Int, isAuthor: Bool, from start: Int) -> [UInt8] {
    if start == 0, !isAuthor { return bytes }
    guard isAuthor else { return Array(bytes[start...]) }
    var share: [UInt8] = []
    share.reserveCapacity(bytes.count - start)
    var position = start
    for (author, range) in stretches where author == member && range.upperBound > position {
      if range.lowerBound > position { share += bytes[position..<range.lowerBound] }
      position = range.upperBound
    }
    return share + bytes[position...]
  }

  /// The same for a member with options; lines from before marking began are not in it. `time` is
  /// shown before each line to those who want it.
  func share(
    of member: Int, choosing options: Options, from start: Int, at time: WallTime
  ) -> [UInt8] {
    var share: [UInt8] = []
    for (kind, author, range) in marks where range.lowerBound >= start && author != member {
      guard !options.hides(kind, by: author) else { continue }
      if options.showsTime { time.encodeStamp(into: &share) }
      share += bytes[range]
    }
    return share
  }
}
