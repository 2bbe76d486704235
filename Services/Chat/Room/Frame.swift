/// The lines of a few milliseconds, encoded once for everybody, and whose they are.
package struct Frame {
  /// Counts up; what members remember their place by.
  package let number: Int
  package private(set) var bytes: [UInt8] = []
  /// Who wrote what, in order. Neighbours of one author are one stretch; the server's are not listed.
  private var stretches: [(author: Int, range: Range<Int>)] = []

  package init(number: Int) { self.number = number }

  /// Adds a line; `author` is the id of the member who will not be sent it.
  package mutating func append(_ line: RoomLine, author: Int? = nil) {
    let start = bytes.count
    line.encode(into: &bytes)
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
}
