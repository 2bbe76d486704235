import RoomLog
import TinyRedis

/// The scripts of `Shared/RoomLog`, in Swift. `RoomLogTests` tries the real ones in a real Redis.
extension FakeRedis {
  enum Script: String {
    case append, pulse, lease

    /// Known by a command that no other has.
    init?(source: String) {
      if source.contains("'XADD'") {
        self = .append
      } else if source.contains("'ZADD'") {
        self = .pulse
      } else if source.contains("'INCRBY'") {
        self = .lease
      } else {
        return nil
      }
    }

    var hash: String { rawValue + String(repeating: "0", count: 40 - rawValue.count) }

    init?(hash: String) { self.init(rawValue: hash.filter { $0 != "0" }) }
  }

  func run(_ script: Script, _ arguments: [[UInt8]], keys: [String]) -> RESPValue {
    let texts = arguments.map { String(decoding: $0, as: UTF8.self) }
    switch script {
    case .append: return append(texts, payload: arguments[5], keys: keys)
    case .pulse:
      store.servers[texts[0]] = time
      let silent = store.servers.filter { $0.value <= time - (Int(texts[1]) ?? 0) }.keys.sorted()
      return .array(silent.prefix(64).map { .bulk(Array($0.utf8)) })
    case .lease:
      store.lastGuest = max(store.lastGuest, Int(texts[1]) ?? 0) + (Int(texts[0]) ?? 0)
      return .integer(store.lastGuest)
    }
  }

  private func append(_ words: [String], payload: [UInt8], keys: [String]) -> RESPValue {
    let (origin, number) = (words[0], Int(words[1]) ?? 0)
    let ended = words.count > 9 ? words[9] : ""
    let releases = words.count > 11 ? Int(words[11]) ?? 0 : 0
    let released = (0..<releases).map { index -> (holder: String, key: String) in
      (words[12 + 2 * index], words[13 + 2 * index])
    }
    let holder = words.count > 12 + 2 * releases ? words[12 + 2 * releases] : ""
    let claimed = words.dropFirst(13 + 2 * releases)

    if let last = store.seen[origin], last.number >= number {
      return Self.outcome("again", "\(last.id)")
    }
    for key in claimed {
      if let other = store.names[key], other != holder { return Self.outcome("taken", other) }
    }
    if !ended.isEmpty {
      let beat = store.servers[ended]
      guard let beat, time - beat >= Int(words[10]) ?? 0 else {
        return Self.outcome("alive", ended)
      }
    }
    var log = store.streams[Self.keys.log] ?? Stream()
    let newest = log.entries.last
    let id =
      newest.map { LogID(epoch: $0.id.epoch, number: log.last.number + 1) }
      ?? LogID(epoch: time / 1_000, number: 0)
    let sum = Self.sum(newest?.fields[1] ?? [], "\(origin) \(number) ", payload)
    let texts = ["o", origin, "n", words[1], "f", words[2], "t", words[3], "p"]
    var fields: [[UInt8]] = [Array("c".utf8), sum]
    for text in texts { fields.append(Array(text.utf8)) }
    fields.append(payload)
    if !words[4].isEmpty { fields += [Array("l".utf8), Array(words[4].utf8)] }
    log.entries.append((id, fields))
    log.last = id
    // In blocks of 100, as `MAXLEN ~` does.
    let keep = Int(words[6]) ?? 0
    while log.entries.count - 100 >= keep { log.entries.removeFirst(100) }
    store.streams[Self.keys.log] = log
    store.seen[origin] = (number, id)
    for (holder, key) in released where store.names[key] == holder { store.names[key] = nil }
    for key in claimed { store.names[key] = holder }
    if !claimed.isEmpty, store.servers[origin] == nil { store.servers[origin] = time }
    if !ended.isEmpty {
      store.servers[ended] = nil
      store.names = store.names.filter { !$0.value.hasPrefix("\(ended)/") }
    }
    guard !words[7].isEmpty, case .array(let parts) = Self.outcome("new", "\(id)") else {
      return Self.outcome("new", "\(id)")
    }
    let asked = [(Self.keys.log, words[7])] + keys.dropFirst(4).map { ($0, words[8]) }
    return .array(
      parts
        + asked.map { key, first in
          let found = range(["XRANGE", key, first, "+", "COUNT", "100"], isReversed: false)
          return .array(found.map(RESPValue.init))
        })
  }

  private static func outcome(_ word: String, _ value: String) -> RESPValue {
    .array([.bulk(Array(word.utf8)), .bulk(Array(value.utf8))])
  }

  /// FNV-1a: all that it takes is that other pasts have other sums.
  private static func sum(_ before: [UInt8], _ head: String, _ payload: [UInt8]) -> [UInt8] {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in before + Array(head.utf8) + payload {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    return Array(String(hash, radix: 16).utf8)
  }
}

extension RESPValue {
  /// An entry of a stream.
  init(_ entry: (id: LogID, fields: [[UInt8]])) {
    self = .array([.bulk(Array("\(entry.id)".utf8)), .array(entry.fields.map { .bulk($0) })])
  }

  /// `OOM command not allowed …`
  static func refused(_ text: String) -> RESPValue {
    let (code, message) = (text.prefix { $0 != " " }, text.drop { $0 != " " }.dropFirst())
    return .error(RESPError(code: String(code), message: String(message)))
  }

  /// As it goes over the wire.
  var encoded: [UInt8] {
    switch self {
    case .text(let text): Array("+\(text)\r\n".utf8)
    case .error(let error): Array("-\(error.code) \(error.message)\r\n".utf8)
    case .integer(let number): Array(":\(number)\r\n".utf8)
    case .bulk(let bytes): Array("$\(bytes.count)\r\n".utf8) + bytes + Array("\r\n".utf8)
    case .null: Array("*-1\r\n".utf8)
    case .array(let parts):
      parts.reduce(Array("*\(parts.count)\r\n".utf8)) { $0 + $1.encoded }
    }
  }
}
