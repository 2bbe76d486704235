package import RoomLog
package import TinyReactor
package import Wire

/// What waits to get into the log, in order, and what is there but has not been read back yet.
///
/// Lines and records of a moment are one draft, and one draft at a time is on its way. A draft gets
/// its number when it is sent, since one that is refused has not used it. Lines have theirs from the
/// beginning, so one that is dropped leaves a gap, which the transcript shows.
package struct BusOutbox {
  /// Beyond this much, those who talk have to wait.
  package static let congestedBytes = 65_536
  /// What is kept while the log is out of reach; beyond it the oldest go.
  package static let linesMax = 10_000
  package static let bytesMax = 1_048_576

  package struct Line {
    package let line: RoomLine
    /// Does not read it.
    package let author: Member?
    package let number: Int
  }

  package struct Draft {
    package fileprivate(set) var firstLine: Int
    package fileprivate(set) var payload: [UInt8] = []
    package fileprivate(set) var lines: [Line] = []
    package fileprivate(set) var time: WallTime
    /// When its first record came.
    package fileprivate(set) var since: Duration
    /// Its lines have been shown here already.
    package fileprivate(set) var isShown: Bool
    /// The others are to see its lines as past.
    package fileprivate(set) var isLate: Bool
    package fileprivate(set) var changes = AppendScript.Changes()
    /// Who is to have the name that it claims.
    package fileprivate(set) var claimant: (member: Member, name: Nickname)?
    /// Not ours, but of all servers that add the same one; its number is 1.
    package fileprivate(set) var origin: String?
    /// Nothing may be added.
    fileprivate var isClosed = false
    /// 0 until it is sent.
    package fileprivate(set) var number = 0
  }

  /// Oldest first. The first is on its way when `isSending`.
  private var waiting: [Draft] = []
  /// In the log, as far as is known, and not read back.
  private var unread: [Draft] = []
  package private(set) var isSending = false
  private var nextNumber = 1
  private var nextLine = 1
  /// Lines that wait, and the bytes of all that waits.
  package private(set) var lines = 0
  package private(set) var bytes = 0
  package private(set) var dropped = 0
  /// Records other than lines went as well: the others know less than they should.
  package private(set) var hasLostRecords = false

  package init() {}

  package var isEmpty: Bool { waiting.isEmpty }
  package var draftCount: Int { waiting.count }
  /// What is to be sent first.
  package var first: Draft? { waiting.first }

  // MARK: - Adding

  package mutating func add(
    _ line: RoomLine, by author: Member?, isShown: Bool, at now: Duration, time: WallTime
  ) -> Int {
    let number = nextLine
    nextLine += 1
    let index = open(isShown: isShown, at: now, time)
    let before = waiting[index].payload.count
    line.encode(by: author, into: &waiting[index].payload)
    waiting[index].lines.append(Line(line: line, author: author, number: number))
    lines += 1
    added(to: index, since: before)
    return number
  }

  package mutating func add(
    _ record: LogRecord, releasing released: [(holder: String, key: String)] = [], isShown: Bool,
    at now: Duration, time: WallTime
  ) {
    let index = open(isShown: isShown, at: now, time)
    let before = waiting[index].payload.count
    record.encode(into: &waiting[index].payload)
    waiting[index].changes.released += released
    added(to: index, since: before)
  }

  /// A draft of its own, since it may be refused.
  package mutating func claim(
    _ name: Nickname, for member: Member, holder: String, isShown: Bool, at now: Duration,
    time: WallTime
  ) {
    closeLast()
    let index = open(isShown: isShown, at: now, time)
    LogRecord(.named, member: member.id, name: name.text).encode(into: &waiting[index].payload)
    waiting[index].changes.holder = holder
    waiting[index].changes.claimed = name.keys.sorted()
    let given = member.name.keys.subtracting(name.keys).sorted()
    waiting[index].changes.released = given.map { (holder, $0) }
    waiting[index].claimant = (member, name)
    added(to: index, since: 0)
    closeLast()
  }

  /// Another server is over; `line`, if any, tells people.
  package mutating func end(
    _ origin: String, silentFor silence: Duration, _ line: RoomLine?, isShown: Bool,
    at now: Duration, time: WallTime
  ) {
    closeLast()
    let index = open(isShown: isShown, at: now, time)
    if let line {
      line.encode(by: nil, into: &waiting[index].payload)
      waiting[index].lines.append(Line(line: line, author: nil, number: nextLine))
      nextLine += 1
      lines += 1
    }
    LogRecord(.ended, name: origin).encode(into: &waiting[index].payload)
    waiting[index].changes.ended = origin
    waiting[index].changes.silence = Int(silence / .milliseconds(1))
    added(to: index, since: 0)
    closeLast()
  }

  /// A line that other servers may add as well, under the same `origin`.
  package mutating func add(
    _ line: RoomLine, onceAs origin: String, at now: Duration, time: WallTime
  ) {
    closeLast()
    let index = open(isShown: true, at: now, time)
    line.encode(by: nil, into: &waiting[index].payload)
    (waiting[index].origin, waiting[index].firstLine) = (origin, 1)
    added(to: index, since: 0)
    closeLast()
  }

  /// The draft that what comes now belongs to.
  private mutating func open(isShown: Bool, at now: Duration, _ time: WallTime) -> Int {
    let last = waiting.count - 1
    if last >= 0, !waiting[last].isClosed, waiting[last].isShown == isShown,
      !(isSending && last == 0)
    {
      return last
    }
    waiting.append(
      Draft(firstLine: nextLine, time: time, since: now, isShown: isShown, isLate: isShown))
    return last + 1
  }

  private mutating func closeLast() {
    if !waiting.isEmpty { waiting[waiting.count - 1].isClosed = true }
  }

  /// The longest record, with room to spare.
  private static let recordBytesMax = 8_192

  private mutating func added(to index: Int, since before: Int) {
    bytes += waiting[index].payload.count - before
    if waiting[index].payload.count > LogEntry.recordBytesMax - Self.recordBytesMax {
      waiting[index].isClosed = true
    }
    // In one turn of the loop a crowd leaves, and a script takes 8,000 arguments at most.
    if waiting[index].changes.released.count > 1_000 { waiting[index].isClosed = true }
    while waiting.count > 1, lines > Self.linesMax || bytes > Self.bytesMax { dropOldest() }
  }

  private mutating func dropOldest() {
    // What was sent may be in the log.
    let index = waiting[0].number > 0 ? 1 : 0
    guard index < waiting.count - 1 else { return }
    let draft = remove(at: index)
    dropped += draft.lines.count
    hasLostRecords = true
  }

  @discardableResult
  private mutating func remove(at index: Int) -> Draft {
    let draft = waiting.remove(at: index)
    lines -= draft.lines.count
    bytes -= draft.payload.count
    return draft
  }

  // MARK: - Sending

  /// The first draft is on its way; it comes again as it is until it is answered.
  package mutating func send() -> Draft? {
    guard !waiting.isEmpty else { return nil }
    isSending = true
    if waiting[0].number == 0 {
      waiting[0].number = waiting[0].origin == nil ? nextNumber : 1
      waiting[0].isClosed = true
    }
    return waiting[0]
  }

  /// There was no answer: it is to be sent again. It may be there all the same, so it keeps its
  /// number.
  package mutating func failed(_ draft: Draft) { if isFirst(draft) { isSending = false } }

  /// The log has it.
  package mutating func sent(_ draft: Draft) {
    guard isFirst(draft) else { return }
    isSending = false
    remove(at: 0)
    guard draft.origin == nil else { return }
    nextNumber = draft.number + 1
    unread.append(draft)
  }

  /// The log does not want it, and it has not used its number. Returns false when that is no news.
  package mutating func refused(_ draft: Draft) -> Bool {
    guard isFirst(draft) else { return false }
    isSending = false
    remove(at: 0)
    return true
  }

  /// It is the one that waits for an answer: it may have been read back before that came.
  private func isFirst(_ draft: Draft) -> Bool {
    waiting.first.map { ($0.number, $0.origin) == (draft.number, draft.origin) } ?? false
  }

  // MARK: - Reading back

  /// What has been read from the log under that number; nil when that is of no interest any more.
  /// It may be read before the log says that it is there.
  package mutating func readBack(_ number: Int) -> Draft? {
    if let first = waiting.first, first.origin == nil, first.number == number { sent(first) }
    while let draft = unread.first, draft.number <= number {
      unread.removeFirst()
      if draft.number == number { return draft }
    }
    return nil
  }

  /// When the oldest came that is neither shown nor read back; nil when there is none.
  package var oldestUnshown: Duration? {
    let first = unread.first { !$0.isShown } ?? waiting.first { !$0.isShown }
    return first?.since
  }

  /// When the oldest came that is not known to be in the log.
  package var oldestUnsent: Duration? { waiting.first?.since }

  /// The log is out of reach: all that was to be shown when it has its place is to be shown now.
  package mutating func showAll() -> [Line] {
    var shown: [Line] = []
    for index in unread.indices where !unread[index].isShown {
      shown += unread[index].lines
      unread[index].isShown = true
    }
    for index in waiting.indices where !waiting[index].isShown {
      shown += waiting[index].lines
      waiting[index].isShown = true
      // What may be in the log already is there as it was sent.
      if waiting[index].number == 0 { waiting[index].isLate = true }
    }
    return shown
  }

  /// What is in the log will not be read back: it is another log, or was trimmed past it.
  package mutating func forgetUnread() -> [Line] {
    defer { unread = [] }
    return unread.filter { !$0.isShown }.flatMap(\.lines)
  }

  /// All people are about to be told of anew.
  package mutating func recordsRestored() { hasLostRecords = false }
}
