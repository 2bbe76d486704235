import RoomLog
import TinyReactor
import TinyRedis

/// As much of a Redis as a bus needs, in the process, and as unwell as a test wants it.
///
/// Real clients speak to it. What it keeps is a value, so that a copy can be taken and restored.
final class FakeRedis {
  /// What becomes of a command.
  enum Fault {
    /// It is answered with this error, and not carried out.
    case refuse(String)
    /// The connection ends before it is carried out, or right after it.
    case cutBefore, cutAfter
    /// There is no answer, though it was carried out.
    case keepAnswer
  }

  struct Stream {
    var entries: [(id: LogID, fields: [[UInt8]])] = []
    var last = LogID(epoch: 0, number: 0)
  }

  struct Store {
    var streams: [String: Stream] = [:]
    var expiries: [String: Int] = [:]
    var seen: [String: (number: Int, id: LogID)] = [:]
    var names: [String: String] = [:]
    /// When each server was last alive, in milliseconds.
    var servers: [String: Int] = [:]
    var lastGuest = 0
  }

  private typealias Plant = (command: String, owner: String, fault: Fault, times: Int)

  let clock: ManualClock
  var store = Store()
  var settings = ["appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"]
  /// How many replicas have everything.
  var replicas = 0
  /// How long each answer takes.
  var delay = Duration.zero
  /// It was stopped, as by SIGSTOP: it takes what it is sent and does nothing.
  private(set) var isStopped = false
  private var isDown = false
  private(set) var cutOff: Set<String> = []
  /// Kinds of scripts that it knows.
  var scripts: Set<Script> = []
  private var plants: [Plant] = []
  private var connections: [FakeRedisConnection] = []
  /// What was carried out, without PING: how often.
  private(set) var counts: [String: Int] = [:]

  init(on clock: ManualClock) { self.clock = clock }

  /// Milliseconds since 1970.
  var time: Int { TestRoom.noon * 1_000 + Int(clock.now / .milliseconds(1)) }

  /// Opens connections for `owner`, such as `one`.
  func connector(for owner: String) -> RedisClient.Connector {
    { [unowned self] factory in
      guard !isDown else { return .failed(SystemError(.connect, 111)) }
      let connected = Deferred<any StreamProtocol>(canceller: { _ in })
      if cutOff.contains(owner) { return connected }
      guard let client = factory.buildProtocol(for: FakeRedisConnection.address) else {
        return connected
      }
      connections.removeAll(where: \.isOver)
      connections.append(FakeRedisConnection(to: self, of: owner, client))
      connected.callback(client)
      return connected
    }
  }

  // MARK: - What a test does to it

  /// The next commands of that name go wrong, `times` times; scripts are `append`, `pulse` and
  /// `lease`. With an `owner`, only that one's.
  func plant(_ fault: Fault, on command: String, of owner: String = "", times: Int = 1) {
    plants.append((command, owner, fault, times))
  }

  func heal() { plants = [] }

  func stop() { isStopped = true }

  func goOn() {
    isStopped = false
    for connection in connections { connection.work() }
  }

  /// Nothing gets from there to here, nor back.
  func cutOff(_ owner: String) { cutOff.insert(owner) }

  func reach(_ owner: String) {
    cutOff.remove(owner)
    for connection in connections where connection.owner == owner {
      connection.forgetIfGone()
      connection.work()
    }
  }

  func kill() {
    isDown = true
    scripts = []
    loseAll()
  }

  /// Begins again with what it has, or with a copy.
  func start(with copy: Store? = nil) {
    isDown = false
    if let copy { store = copy }
  }

  func loseAll(_ owner: String? = nil) {
    for connection in connections where owner == nil || connection.owner == owner {
      connection.lose()
    }
  }

  /// Everything is deleted, and connections stay.
  func wipe() { store = Store() }

  func trim(to count: Int) {
    let all = log
    store.streams[Self.keys.log]?.entries = Array(all.suffix(count))
  }

  /// Whoever waits for entries is sent away, as when a master becomes a replica.
  func unblock() { for connection in connections { connection.unblock() } }

  // MARK: - What a test looks at

  static let keys = LogKeys(room: "lobby")

  private var log: [(id: LogID, fields: [[UInt8]])] {
    store.streams[Self.keys.log]?.entries ?? []
  }

  /// All that can be read of the log.
  var entries: [LogEntry] { log.compactMap { LogEntry(fields: $0.fields) } }

  /// The lines in it: `said ann hello`, `left ann left`.
  var lines: [String] {
    entries.flatMap(\.records).filter { $0.kind.message != nil }
      .map { "\($0.kind) \($0.name) \($0.text)" }
  }

  /// The other records in it.
  var records: [String] {
    entries.flatMap(\.records).filter { $0.kind.message == nil }
      .map { "\($0.kind) \($0.name) \($0.text)" }
  }

  // MARK: - Work

  /// Takes a fault off those that are planted.
  func fault(of command: String, _ owner: String) -> Fault? {
    guard
      let index = plants.firstIndex(where: {
        $0.command == command && ($0.owner.isEmpty || $0.owner == owner)
      })
    else { return nil }
    plants[index].times -= 1
    defer { if plants[index].times == 0 { plants.remove(at: index) } }
    return plants[index].fault
  }

  func isOutOfReach(_ owner: String) -> Bool { isStopped || isDown || cutOff.contains(owner) }

  /// Nil when the connection has to wait.
  func answer(_ name: String, _ words: [[UInt8]]) -> RESPValue? {
    if name != "PING" { counts[name, default: 0] += 1 }
    let texts = words.map { String(decoding: $0, as: UTF8.self) }
    switch name {
    case "HELLO":
      return .array([.text("server"), .text("redis"), .text("version"), .text("7.0.15")])
    case "AUTH", "SELECT": return .text("OK")
    case "PING": return .text("PONG")
    case "WAIT": return .integer(replicas)
    case "CONFIG":
      return .array(
        texts.dropFirst(2).flatMap { name in
          settings[name].map { [name, $0] } ?? []
        }.map { .bulk(Array($0.utf8)) })
    case "SCRIPT":
      guard let script = Script(source: texts[2]) else { return .refused("ERR what is that") }
      scripts.insert(script)
      return .bulk(Array(script.hash.utf8))
    case "ZRANGE": return .array(store.servers.keys.sorted().map { .bulk(Array($0.utf8)) })
    case "XADD": return addLetter(texts[1], Array(words.dropFirst(6)))
    case "EXPIRE":
      store.expiries[texts[1]] = time + (Int(texts[2]) ?? 0) * 1_000
      return .integer(1)
    case "XRANGE", "XREVRANGE":
      return .array(range(texts, isReversed: name == "XREVRANGE").map(RESPValue.init))
    case "XREAD": return read(texts)
    case "append", "pulse", "lease":
      guard let script = Script(rawValue: name), scripts.contains(script) else {
        return .refused("NOSCRIPT No matching script. Please use EVAL.")
      }
      let keyCount = Int(texts[2]) ?? 0
      let outcome = run(
        script, Array(words.dropFirst(3 + keyCount)),
        keys: Array(texts.dropFirst(3).prefix(keyCount)))
      for connection in connections { connection.wake() }
      return outcome
    default: return .refused("ERR unknown command '\(name)'")
    }
  }

  private func addLetter(_ key: String, _ fields: [[UInt8]]) -> RESPValue {
    var stream = store.streams[key] ?? Stream()
    let id = max(LogID(epoch: time, number: 0), stream.last.next)
    stream.entries.append((id, fields))
    stream.last = id
    store.streams[key] = stream
    for connection in connections { connection.wake() }
    return .bulk(Array("\(id)".utf8))
  }

  func range(_ words: [String], isReversed: Bool) -> [(id: LogID, fields: [[UInt8]])] {
    let all = store.streams[words[1]]?.entries ?? []
    let (first, last) = isReversed ? (words[3], words[2]) : (words[2], words[3])
    func bound(_ text: String) -> (id: LogID, isIn: Bool)? {
      let isIn = !text.hasPrefix("(")
      return LogID(isIn ? text : String(text.dropFirst())).map { ($0, isIn) }
    }
    let (from, to) = (bound(first), bound(last))
    let found = all.filter { entry in
      (from.map { $0.id < entry.id || $0.isIn && $0.id == entry.id } ?? true)
        && (to.map { entry.id < $0.id || $0.isIn && $0.id == entry.id } ?? true)
    }
    let count = words.count > 5 ? Int(words[5]) ?? 0 : found.count
    return Array((isReversed ? found.reversed() : found).prefix(count))
  }

  /// `XREAD COUNT n [BLOCK ms] STREAMS key … id …`
  private func read(_ words: [String]) -> RESPValue? {
    guard let start = words.firstIndex(of: "STREAMS") else { return .refused("ERR syntax") }
    let names = words[(start + 1)...]
    let keys = names.prefix(names.count / 2)
    let found = zip(keys, names.dropFirst(keys.count)).compactMap { key, place -> RESPValue? in
      if let end = store.expiries[key], end <= time {
        (store.streams[key], store.expiries[key]) = (nil, nil)
      }
      let place = LogID(place) ?? LogID(epoch: 0, number: 0)
      let new = (store.streams[key]?.entries ?? []).filter { $0.id > place }
        .prefix(Int(words[2]) ?? 0)
      return new.isEmpty
        ? nil : .array([.bulk(Array(key.utf8)), .array(new.map(RESPValue.init))])
    }
    if found.isEmpty { return words.contains("BLOCK") ? nil : .null }
    return .array(found)
  }
}
