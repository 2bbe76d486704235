import Support

/// Many people in one chat, some of whom talk: the load on a line server, and the check that every
/// line reaches everybody else.
final class Crowd {
  private struct Member {
    let socket: CInt
    /// The end of what was received, which is no whole line yet.
    var kept: [UInt8] = []
    /// Lines that the socket has not taken, from `sent` on.
    var output: [UInt8] = []
    var sent = 0
    var isLost = false
  }

  /// Newcomers that knock at once, and the time a server then has to let them in: some keep a
  /// backlog of ten, and whoever finds it full tries again after a second.
  /// A crowd that is not large can take its time.
  private static let knocksMax = 8
  private static let knockNanoseconds: UInt64 = 2_000_000
  private static let patientKnockNanoseconds: UInt64 = 20_000_000
  private static let patientUsersMax = 500
  private static let settlingSecondsMax: UInt64 = 60
  /// Silence after which nothing is taken to be on its way.
  private static let silenceNanoseconds: UInt64 = 200_000_000

  private let talkers: Int
  private let dialect: Dialect
  private var members: [Member] = []
  private var readiness = Readiness()
  private var inbox = Inbox()
  private var ledger: Ledger
  private(set) var latencies = Histogram()
  /// Lines said, by talker.
  private(set) var said: [UInt32]
  private(set) var linesSaid = 0
  private(set) var bytesHeard = 0
  private(set) var lastHeard = monotonicNanoseconds()
  /// Lent what each listener is about to be credited with, from its first line on.
  var onHeard: ((_ bytes: RawSpan, _ listener: Int) -> Void)?
  /// Talkers with unsent lines.
  private var waiting: Set<Int> = []

  /// Connects `users` people, of whom the first `talkers` talk, and waits until each hears the others.
  convenience init(of users: Int, talkers: Int, at port: UInt16) throws {
    try self.init(of: users, talkers: talkers, at: [port])
  }

  /// The same for people who are spread over several servers.
  init(of users: Int, talkers: Int, at ports: [UInt16], as dialect: Dialect = .plain) throws {
    self.talkers = talkers
    self.dialect = dialect
    // The first two speak while the crowd settles, whoever talks later.
    ledger = Ledger(listeners: users, talkers: max(2, talkers))
    said = [UInt32](repeating: 0, count: max(2, talkers))
    try Sockets.requireDescriptors(users + 1_000)
    members.reserveCapacity(users)
    let pause =
      users <= Crowd.patientUsersMax ? Crowd.patientKnockNanoseconds : Crowd.knockNanoseconds
    for user in 0..<users {
      let socket = try Sockets.connect(to: ports[user % ports.count], client: user)
      members.append(Member(socket: socket))
      members[user].output = dialect.greeting(user)
      readiness.add(socket, client: user)
      if !members[user].output.isEmpty { waiting.insert(user) }
      if user % Crowd.knocksMax == Crowd.knocksMax - 1 { try listen(for: pause) }
    }
    try settle()
  }

  deinit { for member in members where !member.isLost { Sockets.close(member.socket) } }

  var users: Int { members.count }
  var lostConnections: Int { members.count { $0.isLost } }
  /// Lines heard since the last `clear`.
  var heard: Int { ledger.heard }
  /// Lines owed since the last `clear`.
  var owed: Int { linesSaid * (users - 1) }
  /// Deliveries that did not come, came twice, or after a later line of the same talker.
  var faults: Int { owed - heard + ledger.repeated }

  // MARK: - Settling

  /// Speaks until everybody has heard somebody, waits for silence, and begins the account.
  private func settle() throws {
    let end = monotonicNanoseconds() + Crowd.settlingSecondsMax * 1_000_000_000
    while !everybodyHears {
      if lostConnections > 0 { throw Problem("the server closed connections while people joined") }
      guard monotonicNanoseconds() < end else {
        throw Problem("not everybody of \(users) was heard within \(Crowd.settlingSecondsMax) s")
      }
      say(0)
      say(1)
      try listen(for: 20_000_000)
    }
    try waitForSilence()
    clear()
  }

  private var everybodyHears: Bool {
    members.indices.allSatisfy { ledger.reached(listener: $0, talker: $0 == 0 ? 1 : 0) > 0 }
  }

  func waitForSilence() throws {
    lastHeard = monotonicNanoseconds()
    while monotonicNanoseconds() < lastHeard + Crowd.silenceNanoseconds { try turn(atMost: 20) }
  }

  /// Forgets what was said and heard.
  private func clear() {
    ledger.clear()
    latencies = Histogram()
    said = [UInt32](repeating: 0, count: said.count)
    linesSaid = 0
    bytesHeard = 0
  }

  // MARK: - Talking

  /// One talker says `lines` lines, with one write.
  func say(_ talker: Int, lines: Int = 1) {
    for _ in 0..<lines { compose(talker) }
    sendUnsent(talker)
  }

  private func compose(_ talker: Int) {
    let line = StampedLine(
      talker: UInt16(talker), sequence: said[talker], stamp: monotonicNanoseconds())
    members[talker].output += dialect.prefix
    line.append(to: &members[talker].output)
    said[talker] += 1
    linesSaid += 1
  }

  /// The talkers take turns at `linesPerSecond` together, whatever the server does.
  func talk(linesPerSecond: Double, seconds: Double) throws {
    let start = monotonicNanoseconds()
    let first = linesSaid
    let total = Int(linesPerSecond * seconds)
    while linesSaid - first < total {
      let elapsed = Double(monotonicNanoseconds() - start) / 1e9
      let due = min(total, 1 + Int(elapsed * linesPerSecond))
      while linesSaid - first < due { say(linesSaid % talkers) }
      let untilNext = Double(due) / linesPerSecond - elapsed
      try turn(atMost: max(1, Int(untilNext * 1_000)))
    }
  }

  /// Everything the server takes: each talker goes on as long as fewer than `window` lines are on
  /// their way, so that no reader ever is too slow for a server that keeps its own limits.
  func flood(seconds: Double, window: Int) throws {
    let linesAtOnce = 32
    let end = monotonicNanoseconds() + UInt64(seconds * 1e9)
    var talker = 0
    while monotonicNanoseconds() < end {
      let arrived = heard / (users - 1)
      while linesSaid - arrived < window {
        say(talker, lines: linesAtOnce)
        talker = (talker + 1) % talkers
      }
      try turn(atMost: 1)
    }
  }

  /// The first talker says a line whenever the one before has been heard by all.
  func converse(seconds: Double) throws {
    let end = monotonicNanoseconds() + UInt64(seconds * 1e9)
    while monotonicNanoseconds() < end, heard == owed {
      say(0)
      try drain()
    }
  }

  /// One line of the first talker, a byte at a time: slowly enough to be read so as well.
  func type(lineBytes: Int) throws {
    let pauseNanoseconds: UInt64 = 20_000
    let filler = [UInt8](repeating: UInt8(ascii: "x"), count: lineBytes - StampedLine.byteCount)
    members[0].output += filler
    compose(0)
    let line = members[0].output
    members[0].output.removeAll(keepingCapacity: true)
    for byte in line {
      members[0].output.append(byte)
      sendUnsent(0)
      let next = monotonicNanoseconds() + pauseNanoseconds
      repeat { try turn(atMost: 0) } while monotonicNanoseconds() < next
    }
  }

  /// Somebody comes, stays until everybody knows, and goes. A chat may take a second to tell, so that
  /// people who come together are one notice.
  func receiveVisitor(at port: UInt16) throws {
    let visitNanoseconds: UInt64 = 6_300_000_000
    let socket = try Sockets.connect(to: port, client: users)
    try listen(for: visitNanoseconds)
    Sockets.close(socket)
    try listen(for: 1_300_000_000)
  }

  /// Waits until everything owed is heard; gives up when nothing more comes for 3 s.
  func drain() throws {
    let patience: UInt64 = 3_000_000_000
    lastHeard = monotonicNanoseconds()
    while heard < owed, monotonicNanoseconds() < lastHeard + patience { try turn(atMost: 20) }
  }

  private func sendUnsent(_ talker: Int) {
    if members[talker].isLost { return }
    let unsent = members[talker].output[members[talker].sent...]
    guard let count = Sockets.send(members[talker].socket, unsent) else { return lose(talker) }
    members[talker].sent += count
    if count == unsent.count {
      members[talker].output.removeAll(keepingCapacity: true)
      members[talker].sent = 0
      waiting.remove(talker)
    } else {
      waiting.insert(talker)
    }
  }

  // MARK: - Listening

  private func listen(for nanoseconds: UInt64) throws {
    let end = monotonicNanoseconds() + nanoseconds
    while monotonicNanoseconds() < end { try turn(atMost: 1) }
  }

  /// Hears what has come, or comes within `milliseconds`.
  func turn(atMost milliseconds: Int) throws {
    try Interruption.check()
    let patience = waiting.isEmpty ? milliseconds : min(milliseconds, 1)
    readiness.wait(atMost: patience) { hear($0) }
    for talker in waiting { sendUnsent(talker) }
  }

  private func hear(_ listener: Int) {
    if members[listener].isLost { return }
    switch inbox.receive(members[listener].socket, after: members[listener].kept) {
    case .nothing: return
    case .lost: lose(listener)
    case .received:
      lastHeard = monotonicNanoseconds()
      inbox.withBytes { bytes in
        bytesHeard += bytes.byteCount - members[listener].kept.count
        onHeard?(bytes, listener)
        let read = account(bytes, listener, at: lastHeard, in: &ledger, &latencies)
        keep(bytes, from: read, of: listener)
      }
    }
  }

  private func lose(_ user: Int) {
    members[user].isLost = true
    Sockets.close(members[user].socket)
    waiting.remove(user)
  }

  private func keep(_ bytes: RawSpan, from read: Int, of listener: Int) {
    members[listener].kept.removeAll(keepingCapacity: true)
    let start = max(read, bytes.byteCount - Inbox.keptBytesMax)
    guard start < bytes.byteCount else { return }
    bytes.extracting(start..<bytes.byteCount).withUnsafeBytes {
      members[listener].kept.append(contentsOf: $0)
    }
  }
}
