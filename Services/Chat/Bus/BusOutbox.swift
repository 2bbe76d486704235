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
  /// Lines of one draft have one time, at which others read that they were said.
  package static let span = Duration.seconds(5)

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
  private var drafts = 0
  /// Records other than lines went as well: the others know less than they should.
  package private(set) var hasLostRecords = false

  package init() {}

  package var isEmpty: Bool { waiting.isEmpty }
  package var draftCount: Int { waiting.count }
  /// Names are being claimed, and it is not known yet who has them.
  package var hasClaims: Bool { (waiting + unread).contains { $0.claimant != nil } }
  /// What is to be sent first.
  package var first: Draft? { waiting.first }

  /// What comes now gets into another draft; returns how many there are before.
  package mutating func cut() -> Int {
    closeLast()
    return drafts
  }

  /// The first `count` drafts are in the log, or never will be.
  package func isOver(_ count: Int) -> Bool { waiting.first.map { $0.place > count } ?? true }

  // MARK: - Adding

  package mutating func add(
    _ line: RoomLine, by author: Member?, isShown: Bool, at now: Duration, time: WallTime
  ) -> Int {
    let index = open(isShown: isShown, at: now, time)
    let number = nextLine
    nextLine += 1
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

  /// Something to do when this place in the log has been read.
  mutating func whenRead(
    _ action: @escaping () -> Void, isShown: Bool, at now: Duration, time: WallTime
  ) {
    add(LogRecord(.back), isShown: isShown, at: now, time: time)
    waiting[waiting.count - 1].actions.append(action)
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

  /// Another server is over; unless it `isTold` by a line, each server tells its people.
  package mutating func end(
    _ origin: String, silentFor silence: Duration, isTold: Bool = true, isShown: Bool,
    at now: Duration, time: WallTime
  ) {
    closeLast()
    let index = open(isShown: isShown, at: now, time)
    LogRecord(.ended, name: origin, text: isTold ? "" : Self.untold)
      .encode(into: &waiting[index].payload)
    waiting[index].changes.ended = origin
    waiting[index].changes.silence = Int(silence / .milliseconds(1))
    added(to: index, since: 0)
    closeLast()
  }

  static let untold = "untold"

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
      now - waiting[last].since < Self.span, !(isSending && last == 0)
    {
      return last
    }
    drafts += 1
    waiting.append(
      Draft(
        firstLine: nextLine, time: time, since: now, isShown: isShown, isLate: isShown,
        place: drafts))
    return last + 1
  }

  private mutating func closeLast() {
    if !waiting.isEmpty { waiting[waiting.count - 1].isClosed = true }
  }

  private mutating func added(to index: Int, since before: Int) {
    bytes += waiting[index].payload.count - before
    if waiting[index].isFull { waiting[index].isClosed = true }
    while lines > Self.linesMax || bytes > Self.bytesMax, dropOldest() {}
  }

  /// False when there is nothing that may go.
  private mutating func dropOldest() -> Bool {
    // What was sent may be in the log, and whoever claims a name waits for it.
    guard
      let free = waiting.dropLast().firstIndex(where: { $0.number == 0 && $0.claimant == nil })
    else { return false }
    dropped += remove(at: free).lines.count
    hasLostRecords = true
    return true
  }

  @discardableResult
  private mutating func remove(at index: Int) -> Draft {
    let draft = waiting.remove(at: index)
    (lines, bytes) = (lines - draft.lines.count, bytes - draft.payload.count)
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

  /// No answer: it is to be sent again. It may be there all the same, so it keeps its number.
  package mutating func failed(_ draft: Draft) { if isFirst(draft) { isSending = false } }

  /// The log has it.
  package mutating func sent(_ draft: Draft) {
    guard isFirst(draft) else { return }
    isSending = false
    // Not the copy that was sent: it may have been shown since.
    let kept = remove(at: 0)
    guard draft.origin == nil else { return }
    nextNumber = draft.number + 1
    unread.append(kept)
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

  /// What has been read from the log under that number, after what stands before it there and was not
  /// read back. It may be read before the log says that it is there.
  package mutating func readBack(_ number: Int) -> [Draft] {
    if let first = waiting.first, first.origin == nil, first.number == number { sent(first) }
    let read = unread.prefix { $0.number <= number }
    unread.removeFirst(read.count)
    return Array(read)
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
      // What is in the log already is there as it was sent.
      waiting[index].isLate = true
    }
    return shown
  }

  /// What is in the log will not be read back: it is another log, or was trimmed past it.
  package mutating func forgetUnread() -> [Draft] {
    defer { unread = [] }
    return unread
  }

  /// All people are about to be told of anew.
  package mutating func recordsRestored() { hasLostRecords = false }
}
