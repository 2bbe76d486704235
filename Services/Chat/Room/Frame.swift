import TinyReactor

/// The lines of a few milliseconds, encoded once for everybody, and whose they are.
package struct Frame {
  /// Counts up; what members remember their place by.
  package let number: Int
  package private(set) var bytes: [UInt8] = []
  /// Who wrote what, in order. Neighbours of one author are one stretch; the server's are not listed.
  private var stretches: [(author: Int, range: Range<Int>)] = []
  /// Line by line, for members who choose what they see: since there are such members, and only then.
  private var marks: [(kind: RoomLine.Kind, author: Int?, range: Range<Int>)] = []
  private(set) var isMarking: Bool

  package init(number: Int, isMarking: Bool = false) {
    self.number = number
    self.isMarking = isMarking
  }

  /// Notes each line from here on.
  mutating func startMarking() { isMarking = true }

  /// Adds a line; `author` is the id of the member who will not be sent it.
  package mutating func append(_ line: RoomLine, author: Int? = nil) {
    let start = bytes.count
    line.encode(into: &bytes)
    if isMarking { marks.append((line.kind, author, start..<bytes.count)) }
    guard let author else { return }
    if let last = stretches.last, last.author == author, last.range.upperBound == start {
      stretches[stretches.count - 1].range = last.range.lowerBound..<bytes.count
    } else {
      stretches.append((author, start..<bytes.count))
    }
  }

  /// What `member` has to be sent from `start` on: everything but its own lines. Who wrote nothing
  /// shares the frame's own array.
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

  /// The same for a member who chooses; nothing is noted of lines before marking began. `time` is
  /// what such a member may see before each line.
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
