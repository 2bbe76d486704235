import RoomLog
import Wire

/// Who has which name, by what the log tells of people: no two have the same one at any time.
struct NameBook {
  private struct Holding {
    let name: String
    let keys: Set<String>
  }

  private(set) var findings: [Finding] = []
  /// By `ORIGIN/MEMBER`.
  private var holdings: [String: Holding] = [:]
  private var holders: [String: String] = [:]
  /// Who has been told of since an origin began to tell who is on it.
  private var rosters: [String: Set<String>] = [:]

  init(_ entries: [(id: LogID, entry: LogEntry)], claims: [String: String]) {
    for (id, entry) in entries {
      for record in entry.records { take(record, of: entry.origin, id) }
    }
    compare(claims)
  }

  private mutating func take(_ record: LogRecord, of origin: String, _ id: LogID) {
    let holder = record.member.map { "\(origin)/\($0)" }
    switch record.kind {
    case .here, .named:
      guard let holder else { return }
      rosters[origin]?.insert(holder)
      hold(record.name, holder, id)
    case .gone:
      if let holder { release(holder) }
    case .rosterBegin: rosters[origin] = []
    case .rosterEnd:
      guard let named = rosters.removeValue(forKey: origin) else { return }
      releaseAll(of: origin, but: named)
    case .ended: releaseAll(of: record.name, but: [])
    default: break
    }
  }

  private mutating func hold(_ name: String, _ holder: String, _ id: LogID) {
    release(holder)
    let keys = Nickname.keys(of: name)
    for key in keys.sorted() {
      if let other = holders[key], let theirs = holdings[other] {
        findings.append(
          Finding(
            .name, "at \(id) \(holder) is \(name), and \(other) is \(theirs.name) still"))
        release(other)
      }
    }
    holdings[holder] = Holding(name: name, keys: keys)
    for key in keys { holders[key] = holder }
  }

  private mutating func release(_ holder: String) {
    guard let holding = holdings.removeValue(forKey: holder) else { return }
    for key in holding.keys where holders[key] == holder { holders[key] = nil }
  }

  private mutating func releaseAll(of origin: String, but kept: Set<String>) {
    let gone = holdings.keys.filter { $0.hasPrefix("\(origin)/") && !kept.contains($0) }
    for holder in gone { release(holder) }
  }

  /// A claim that another holds, for somebody who goes by that name.
  private mutating func compare(_ claims: [String: String]) {
    for (holder, holding) in holdings.sorted(by: { $0.key < $1.key }) {
      for key in holding.keys.sorted() {
        guard let claimer = claims[key], claimer != holder else { continue }
        findings.append(
          Finding(.name, "\(holder) is \(holding.name), which Redis has given to \(claimer)"))
      }
    }
  }
}
