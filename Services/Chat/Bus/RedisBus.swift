package import RoomLog
package import ServiceKit
package import TinyReactor
package import TinyRedis
package import Wire

/// Makes one room of several servers, over a log in Redis or Valkey.
///
/// What happens here goes into the log by way of `BusOutbox`, and comes back with what happens on
/// the other servers by way of `LogReader`: in one order for all. `RedisBus+Reading.swift` has what
/// comes back.
///
/// A log that does not answer for a second makes an island: people here go on talking with each
/// other, and what they say is kept. When it answers again, what each side has missed is shown as
/// past, and nothing that was read changes its place.
package final class RedisBus: RoomBus {
  /// How long nothing may be known of what was said before an island begins. With the time until
  /// that is noticed, a second.
  package static let patience = Duration.milliseconds(900)
  /// The same while the log answers, and much waits.
  static let queuePatience = Duration.seconds(3)
  /// An island is over when the log answers within this time.
  static let promptness = Duration.milliseconds(300)
  static let tick = Duration.milliseconds(100)
  /// Between two entries, unless nothing was sent for that long.
  package static let entryPause = Duration.milliseconds(5)
  /// Those who talk wait while something is older than this and not in the log.
  package static let congestedAge = Duration.milliseconds(250)
  /// How long an entry may take to be answered; then it is sent again.
  static let deadline = Duration.seconds(1)
  static let retryPause = Duration.milliseconds(100)
  /// How often the server says that it is alive, and how long another is silent until it is over.
  static let beat = Duration.seconds(1)
  package static let silence = Duration.seconds(10)
  /// Between two times that we tell of all our people.
  static let rosterPause = Duration.seconds(1)

  let clock: any ReactorTime
  let room: Room
  let log: Log
  let origin: String
  let writer: RedisClient
  let script: AppendScript
  let pulse: PulseScript
  let keys: LogKeys
  let replicas: Int
  let reader: LogReader
  let readerClient: RedisClient

  var outbox = BusOutbox()
  package internal(set) var state = BusReport.State.starting
  package var isIsland: Bool { state != .inStep }
  /// Since when the reader is not in step; nil while it is.
  var outOfStepSince: Duration?
  /// What was said elsewhere while we were an island.
  var missed = PastLines()
  /// What was said on another server while that was one.
  var late = PastLines()
  var lateCall: DelayedCall?
  var lastLate: Duration?
  /// Of what one server was out of reach for: lines that were shown, and that are only counted.
  var (lateShown, lateRest) = (0, 0)
  /// Entries that nobody can be shown any more.
  var lostCount = 0
  /// It is another log than before.
  var isChanged = false
  /// The last entry that was taken from each server.
  var lastNumbers: [String: Int] = [:]
  /// Servers that were said to be over.
  var endedServers: Set<String> = []
  /// All our people are to be told of.
  var owesRoster = false
  /// Their names, too: the log may have forgotten them.
  var owesNames = false
  /// The others said that we are over, and may have given our people's names away.
  var wasEnded = false
  var lastRoster: Duration?
  var lastSent: Duration?
  var pumpCall: DelayedCall?
  var ticker: LoopingCall?
  var lastTick = Duration.zero
  var lastBeat: Duration?
  var isBeating = false
  /// Since when we can tell that we are alive.
  var beatingSince: Duration?
  var isLeasing = false
  var isWriterReady = false
  /// When the log last answered what it was to keep, or gave it back.
  var lastProgress = Duration.zero
  var lastListing: Duration?
  /// Servers whose people we know of and that Redis did not list when we looked last.
  var unlisted: Set<String> = []
  var probeCall: DelayedCall?
  /// The others were told that we are here, and we asked them who is there.
  var hasJoined = false
  var isClosing = false
  var whenEmpty: Deferred<Void>?
  var newestKnown: LogID?
  /// What is told to one alone, and how many drafts go before it.
  var letters: [(after: Int, letter: OutgoingLetter)] = []
  let watch: BusWatch
  let check: BusCheck

  // Figures for the metrics.
  package internal(set) var entriesRead = 0
  package internal(set) var entriesSent = 0
  package internal(set) var resends = 0
  package internal(set) var islands = 0
  package internal(set) var changes = 0
  package internal(set) var missedEntries = 0
  package internal(set) var ackSeconds = 0.0
  package var unsentLines: Int { outbox.lines }
  package var droppedLines: Int { outbox.dropped }

  /// `connect` opens connections to where `settings` say.
  package init(
    on clock: any ReactorTime, _ room: Room, log: Log, origin: String, roomName: String,
    _ settings: BusSettings, connect: (_ name: String, RedisOptions) -> RedisClient
  ) {
    (self.clock, self.room, self.log, self.origin) = (clock, room, log, origin)
    var options = RedisOptions()
    options.waitingBytesMax = 4_194_304
    options.pauseLongest = .milliseconds(500)
    options.attemptMax = .seconds(2)
    writer = connect("chat-writer", options)
    readerClient = connect("chat-reader", options)
    script = AppendScript(on: writer, room: roomName, entriesMax: settings.entriesMax)
    pulse = PulseScript(on: writer, room: roomName)
    keys = LogKeys(room: roomName)
    replicas = settings.replicas
    watch = BusWatch(on: clock, log: log)
    check = BusCheck(writer, log)
    reader = LogReader(on: clock, readerClient, room: roomName, origin: origin)
    room.shareGuests()
    reader.pace = { [weak room] in room?.frameInterval ?? .zero }
    reader.onTurn = { [weak self] in self?.pump(reading: $0) ?? false }
    reader.onNews = { [weak self] in self?.learn($0) }
    writer.onState = { [weak self] in self?.writerChanged($0) }
    ticker = LoopingCall(on: clock) { [weak self] in
      self?.look()
      return nil
    }
  }

  /// Begins to connect. The room has to have this bus.
  package func start() {
    outOfStepSince = clock.now
    lastTick = clock.now
    writer.start()
    readerClient.start()
    reader.startAtEnd()
    _ = ticker?.start(every: Self.tick, callNow: false)
  }

  /// Entries that are known to be in the log and are not read yet.
  package var lag: Int {
    guard let newestKnown, let place = reader.place?.id, newestKnown.epoch == place.epoch else {
      return 0
    }
    return max(0, newestKnown.number - place.number)
  }

  // MARK: - What the room tells

  package var isCongested: Bool {
    guard state == .inStep else { return false }
    if outbox.bytes > BusOutbox.congestedBytes { return true }
    return outbox.oldestUnsent.map { clock.now - $0 > Self.congestedAge } ?? false
  }

  package func post(_ line: RoomLine, by author: Member?) {
    guard !isClosing else { return }
    let number = outbox.add(
      line, by: author, isShown: isIsland, at: clock.now, time: room.timeOfDay())
    if isIsland { room.show(line, by: author, number: number) }
    pumpSoon()
  }

  package func record(_ line: RoomLine, once id: String) {
    let origin = MessageOrigin(server: Self.announcements, instance: id).text
    outbox.add(line, onceAs: origin, at: clock.now, time: room.timeOfDay())
    pumpSoon()
  }

  package func tell(_ kind: LogRecord.Kind, of member: Member, before old: Nickname?) {
    guard !isClosing else { return }
    var released: [(holder: String, key: String)] = []
    let given = [old, kind == .gone ? member.name : nil, kind == .gone ? member.claimed : nil]
    for name in given.compactMap({ $0 }) where !name.isGuest {
      released += name.keys.sorted().map { (holder(member), $0) }
    }
    var note = room.note(of: member)
    // Where many have one address, it does not say who is to be heard again.
    if kind == .heard, !room.identifies(member.transport.peer) { note.network = "" }
    let record = LogRecord(kind, member: member.id, name: member.name.text, text: note.text)
    add(record, releasing: released)
    if kind == .here, room.needsGuests { leaseGuests() }
    pumpSoon()
  }

  package func claim(_ name: Nickname, for member: Member) {
    guard !isClosing else { return }
    outbox.claim(
      name, for: member, holder: holder(member), isShown: isIsland, at: clock.now,
      time: room.timeOfDay())
    pumpSoon()
  }

  package func whenRead(_ action: @escaping () -> Void) {
    guard !isClosing else { return }
    // What it will read stands behind all that there is.
    if reader.place == nil, state != .inStep { return action() }
    outbox.whenRead(action, isShown: isIsland, at: clock.now, time: room.timeOfDay())
    pumpSoon()
  }

  func add(_ record: LogRecord, releasing released: [(holder: String, key: String)] = []) {
    outbox.add(
      record, releasing: released, isShown: isIsland, at: clock.now, time: room.timeOfDay())
  }

  func holder(_ member: Member) -> String { "\(origin)/\(member.id)" }

  /// In the place of a server: what all servers tell their people by themselves.
  static let announcements = "announcement"
}
