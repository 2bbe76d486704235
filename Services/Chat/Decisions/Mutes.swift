import ServiceKit
package import TinyReactor
package import Wire

/// The mutes, as the API has them: of people who were here or on another server, of names and of
/// addresses.
///
/// Somebody who was muted and is back is known by the chosen name, unless the one who was muted is still
/// there, or by an address that tells people apart.
package struct Mutes: Equatable {
  /// The connection that was muted.
  struct Connection: Hashable {
    let server: String
    /// Nil where it is not known.
    let instance: String?
    let member: Int

    func isOf(_ origin: MessageOrigin) -> Bool {
      server == origin.server && (instance ?? origin.instance) == origin.instance
    }
  }

  fileprivate struct Entry: Equatable {
    let id: Int
    let connection: Connection?
    let name: Nickname?
    let keys: Set<String>
    let range: AddressRange?
    /// Clean; empty when no reason was given.
    let reason: String
    let until: WallTime?
  }

  /// Somebody, as far as it matters here.
  package struct Person {
    let id: Int
    let name: Nickname
    /// Nil for one who comes from this machine.
    let address: AddressRange?
    /// Nobody else comes from there.
    let isAlone: Bool
  }

  /// A mute that means somebody.
  package struct Hit: Equatable {
    package let id: Int
    package let by: MuteInForce.Match
    package let until: WallTime?
    let reason: String
    /// It was made of a person, and not of a name or of addresses.
    package let isOfPerson: Bool

    package func isInForce(at time: WallTime) -> Bool { until.map { time < $0 } ?? true }
    package var inForce: MuteInForce {
      MuteInForce(id: id, by: by, until: until?.rfc3339)
    }
  }

  private var entries: [Int: Entry] = [:]
  private var byMember: [Int: [Int]] = [:]
  private var byKey: [String: [Int]] = [:]
  /// Of addresses, and of people with an address.
  private var ranged: [Int] = []
  /// Of people on other servers, or here.
  private var connections: Set<Connection> = []

  package init() {}

  /// What is said of this server's own people, `origin`, is kept by their ids.
  package init(_ mutes: [Mute], on origin: MessageOrigin) {
    for mute in mutes.prefix(Limits.mutesMax * 2) { add(mute, origin) }
  }

  private mutating func add(_ mute: Mute, _ origin: MessageOrigin) {
    let connection = mute.member.flatMap { member in
      mute.server.map { Connection(server: $0, instance: mute.instance, member: member) }
    }
    // Nobody comes back under a guest's name.
    let name = mute.name.flatMap(Nickname.init(known:)).flatMap { $0.isGuest ? nil : $0 }
    let entry = Entry(
      id: mute.id, connection: connection, name: name, keys: name?.keys ?? [],
      range: mute.range.flatMap { try? AddressRange($0) }, reason: CleanText(mute.reason).text,
      until: mute.until.flatMap(WallTime.init(rfc3339:)))
    entries[entry.id] = entry
    for key in entry.keys { byKey[key, default: []].append(entry.id) }
    if entry.range != nil { ranged.append(entry.id) }
    guard let connection else { return }
    connections.insert(connection)
    if connection.isOf(origin) { byMember[connection.member, default: []].append(entry.id) }
  }

  package var isEmpty: Bool { entries.isEmpty }
  package var ids: Set<Int> { Set(entries.keys) }

  /// Whether the API keeps a mute of somebody on another server.
  func isKept(of member: Int, on origin: MessageOrigin) -> Bool {
    !connections.isEmpty
      && (connections.contains(
        Connection(server: origin.server, instance: origin.instance, member: member))
        || connections.contains(
          Connection(server: origin.server, instance: nil, member: member)))
  }

  /// All mutes in force that mean somebody, but for those in `lifted`. `known` is the mute by which
  /// they are muted already: a new name does not end that. `isThere` says whether a connection that was
  /// muted still is.
  func hits(
    _ person: Person, known: Int?, lifted: Set<Int>, at time: WallTime,
    isThere: (Connection) -> Bool
  ) -> [Hit] {
    guard !entries.isEmpty else { return [] }
    var found: [Int: Hit] = [:]
    func add(_ id: Int, _ by: MuteInForce.Match) {
      guard found[id] == nil, !lifted.contains(id), let entry = entries[id] else { return }
      let hit = Hit(
        id: id, by: by, until: entry.until, reason: entry.reason,
        isOfPerson: entry.connection != nil)
      if hit.isInForce(at: time) { found[id] = hit }
    }
    for id in byMember[person.id] ?? [] { add(id, .connection) }
    if let address = person.address {
      for id in ranged where entries[id]?.range?.contains(address) == true {
        guard let entry = entries[id], entry.connection == nil || person.isAlone else { continue }
        add(id, entry.range?.isOfOne == true ? .address : .range)
      }
    }
    if !byKey.isEmpty, !person.name.isGuest {
      for id in person.name.keys.flatMap({ byKey[$0] ?? [] }) {
        if let connection = entries[id]?.connection, isThere(connection) { continue }
        add(id, .name)
      }
    }
    if let known { add(known, .name) }
    return Array(found.values)
  }
}

extension [Mutes.Hit] {
  /// The one that lasts longest, and of those the one that is surest.
  package var decisive: Mutes.Hit? {
    self.max { one, other in
      if one.until != other.until {
        guard let end = one.until else { return false }
        return other.until.map { end < $0 } ?? true
      }
      return (one.by.doubt, one.id) > (other.by.doubt, other.id)
    }
  }
}

extension MuteInForce.Match {
  /// Less is surer.
  fileprivate var doubt: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension AddressRange {
  /// All who come from there are taken for one person.
  fileprivate var isOfOne: Bool { prefixBits >= (isIPv6 ? 64 : 32) }
}
