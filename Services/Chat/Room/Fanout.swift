import TinyReactor

/// Delivers lines to members: gathers them in a frame, which leaves with one write per member.
///
/// Nothing else touches a member's place in the frame, so each reads everything once, in order.
package final class Fanout {
  /// A frame that has grown to this size leaves at once.
  package static let frameBytesMax = 65_536
  /// A member with more than this unsent is behind; the same mark at which a transport tells its
  /// producer to wait.
  package static let behindBytes = OutputLimits.highWaterBytes
  /// How often a congested room checks whether it still is.
  package static let congestionPause = Duration.milliseconds(5)
  /// Nobody waits for a member who is behind for longer than this: those who do not read must not
  /// silence those who do, however many they are.
  static let patience = Duration.seconds(1)

  /// In no particular order.
  private(set) var members: [Member] = []
  /// Half of the members or more have not read what was said: those who talk should wait. A single
  /// slow reader is not waited for, but cut off by its transport.
  private(set) var isCongested = false
  private(set) var framesSent = 0
  private(set) var bytesSent = 0

  private let clock: any ReactorTime
  private let timeOfDay: () -> WallTime
  private var frame = Frame(number: 0)
  /// When the frame's first line came.
  private(set) var frameTime: WallTime
  private var pacer = FramePacer()
  private var flushCall: DelayedCall?
  private var congestionCall: DelayedCall?
  /// How many members have options.
  private var choosersCount = 0

  init(on clock: any ReactorTime, timeOfDay: @escaping () -> WallTime) {
    self.clock = clock
    self.timeOfDay = timeOfDay
    frameTime = timeOfDay()
  }

  /// From now on the member is sent what is posted.
  func add(_ member: Member) {
    member.reader.index = members.count
    member.reader.received = (frame.number, frame.bytes.count)
    members.append(member)
  }

  func remove(_ member: Member) {
    let index = member.reader.index
    precondition(members[index] === member, "is removed once")
    members.swapAt(index, members.count - 1)
    members[index].reader.index = index
    members.removeLast()
    if member.options != nil { choosersCount -= 1 }
  }

  /// Adds a line for everybody but its author, and returns it as it is sent.
  @discardableResult
  func post(_ line: RoomLine, by author: Member? = nil) -> ArraySlice<UInt8> {
    author?.reader.lastWrote = frame.number
    return post(line, byID: author?.id)
  }

  /// The same for an author who reads nothing: a bot has an id to be ignored by, and no member's.
  func post(_ line: RoomLine, byID author: Int?) -> ArraySlice<UInt8> {
    let range = frame.append(line, author: author)
    let encoded = frame.bytes[range]
    if range.upperBound >= Self.frameBytesMax {
      flush()
    } else if flushCall == nil {
      frameTime = timeOfDay()
      let delay = pacer.delay(at: clock.now, members: members.count)
      flushCall = clock.callLater(delay) { [weak self] in self?.flush() }
    }
    return encoded
  }

  /// Adds lines of the past, each by somebody who may be ignored and who reads their own as well.
  func post(past lines: [History.Line]) {
    guard !lines.isEmpty else { return }
    let now = timeOfDay()
    for line in lines {
      var bytes: [UInt8] = []
      line.encode(into: &bytes, at: now)
      frame.append(bytes, author: line.author)
    }
    flush()
  }

  /// How far frames are apart; nothing in a small room.
  var interval: Duration { members.count > FramePacer.handful ? pacer.interval : .zero }

  /// Sends the frame. No member leaves meanwhile: a transport reports a loss in a later turn.
  func flush() {
    flushCall?.cancelIfActive()
    flushCall = nil
    guard !frame.bytes.isEmpty else { return }
    let leaving = frame
    frame = Frame(number: leaving.number + 1, isMarking: choosersCount > 0)
    framesSent += 1
    let began = clock.now
    for member in members { write(takeShare(of: leaving, member), to: member) }
    pacer.flushed(from: began, to: clock.now)
    measureCongestion()
  }

  /// Sends one member what the frame holds so far.
  func catchUp(_ member: Member) {
    write(takeShare(of: frame, member), to: member)
  }

  /// Sends one member what `encode` appends, after what everybody was told so far.
  func send(to member: Member, _ encode: (inout [UInt8]) -> Void) {
    var bytes = takeShare(of: frame, member)
    encode(&bytes)
    write(bytes, to: member)
  }

  /// Changes what a member is shown from now on.
  func choose(for member: Member, _ change: (inout Options) -> Void) {
    catchUp(member)
    var options = member.options ?? Options()
    change(&options)
    if options.isPlain != (member.options == nil) { choosersCount += options.isPlain ? -1 : 1 }
    member.reader.options = options.isPlain ? nil : options
    if choosersCount > 0 { frame.startMarking() }
  }

  /// After a change of name, keeps somebody ignored by those who ignore the name or the person.
  func follow(renamed person: Options.Ignored) {
    guard choosersCount > 0 else { return }
    for other in members { other.reader.options?.follow(person) }
  }

  /// Returns the part of the frame that a member has not been sent, and counts it as sent.
  private func takeShare(of frame: Frame, _ member: Member) -> [UInt8] {
    let received = member.reader.received
    let start = received.frame == frame.number ? received.bytes : 0
    member.reader.received = (frame.number, frame.bytes.count)
    if frame.isMarking, let options = member.options {
      return frame.share(of: member.id, choosing: options, from: start, at: frameTime)
    }
    return frame.share(
      of: member.id, isAuthor: member.reader.lastWrote == frame.number, from: start)
  }

  private func write(_ bytes: [UInt8], to member: Member) {
    guard !bytes.isEmpty else { return }
    bytesSent += bytes.count
    member.transport.write(bytes)
  }

  /// If the room is congested, measures again after a while: nobody talks in it, so no flush would
  /// notice that it no longer is.
  private func measureCongestion() {
    let now = clock.now
    let behind = members.count { isWaitedFor($0, at: now) }
    isCongested = behind > 0 && behind * 2 >= members.count
    guard isCongested, congestionCall == nil else { return }
    congestionCall = clock.callLater(Self.congestionPause) { [weak self] in
      self?.congestionCall = nil
      self?.measureCongestion()
    }
  }

  /// Behind, but not for so long that they cannot be reading.
  private func isWaitedFor(_ member: Member, at now: Duration) -> Bool {
    guard member.transport.unsentBytes > Self.behindBytes else {
      member.reader.behindSince = nil
      return false
    }
    let since = member.reader.behindSince ?? now
    member.reader.behindSince = since
    return now - since < Self.patience
  }
}

extension Member {
  /// What the fan-out knows of a member; nobody else can change it.
  struct Reader {
    /// What they have chosen to see; nil for those who see everything.
    fileprivate(set) var options: Options?
    /// Their place among the members.
    fileprivate var index = 0
    /// The frame with their own last line.
    fileprivate var lastWrote = -1
    /// How much of which frame they were sent before it left.
    fileprivate var received = (frame: -1, bytes: 0)
    /// Since when they have been behind.
    fileprivate var behindSince: Duration?
  }

  package var options: Options? { reader.options }
}
