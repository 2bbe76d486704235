package import RoomLog
import TinyReactor
package import Wire

/// Somebody in the room who is on another server.
package final class Neighbour {
  /// By which people here ignore them and know their lines; no member's is the same.
  package let id: Int
  /// Their server, as a `MessageOrigin`.
  package let origin: String
  /// Their number there.
  package let member: Int
  package fileprivate(set) var name: Nickname
  package fileprivate(set) var network: String
  package var isMuted: Bool
  package var isVoiced: Bool
  /// Gone and still heard.
  package var isLeaving: Bool
  /// Their server is telling of all who are there, and has not told of them yet.
  fileprivate var isDoubtful = false
  /// Until then, nobody from their address can ask for their name again.
  package var keepsNameUntil = Duration.zero

  fileprivate init(id: Int, origin: String, member: Int, name: Nickname, _ note: PersonNote) {
    (self.id, self.origin, self.member, self.name) = (id, origin, member, name)
    (network, isMuted, isLeaving) = (note.network, note.isMuted, note.isLeaving)
    isVoiced = note.isVoiced
  }
}

/// The people on the other servers, as their records in the log tell of them.
///
/// What a record says is taken as it is, whatever was known: a server tells of all its people anew
/// when somebody asks, so everything that was missed is mended.
package struct Neighbours {
  package static let serversMax = 64
  package static let peopleMax = 20_000

  private var servers: [String: [Int: Neighbour]] = [:]
  private var holders: [String: Neighbour] = [:]
  private var networks: [String: Int] = [:]
  /// All of them, those who are leaving as well.
  package private(set) var count = 0
  private var leavingCount = 0

  package init() {}

  package var isEmpty: Bool { count == 0 }
  /// Those who are there.
  package var hereCount: Int { count - leavingCount }
  /// In no particular order.
  package var all: some Sequence<Neighbour> { servers.values.lazy.flatMap(\.values) }
  package var origins: Set<String> { Set(servers.keys) }
  package func all(on origin: String) -> [Neighbour] {
    servers[origin].map { Array($0.values) } ?? []
  }
  /// How many of them come from that network.
  package func count(from network: String) -> Int { networks[network] ?? 0 }

  package subscript(origin: String, member: Int) -> Neighbour? { servers[origin]?[member] }

  /// Who goes by `text`, or by a name that looks the same.
  package func holder(of text: String) -> Neighbour? {
    if isEmpty { return nil }
    return Nickname.keys(of: text).lazy.compactMap { holders[$0] }.first
  }

  /// Somebody is there; `id` is theirs if they are new. Nil beyond the limits.
  @discardableResult
  package mutating func add(
    _ member: Int, on origin: String, _ name: Nickname, _ note: PersonNote,
    id: @autoclosure () -> Int
  ) -> Neighbour? {
    if let known = servers[origin]?[member] {
      remove(known)
      (known.isMuted, known.isLeaving, known.network) = (note.isMuted, note.isLeaving, note.network)
      (known.name, known.isVoiced, known.isDoubtful) = (name, note.isVoiced, false)
      insert(known)
      return known
    }
    guard count < Self.peopleMax, servers[origin] != nil || servers.count < Self.serversMax else {
      return nil
    }
    let neighbour = Neighbour(id: id(), origin: origin, member: member, name: name, note)
    insert(neighbour)
    return neighbour
  }

  package mutating func rename(_ neighbour: Neighbour, to name: Nickname) {
    freeName(of: neighbour)
    neighbour.name = name
    for key in name.keys { holders[key] = neighbour }
  }

  package mutating func markLeaving(_ neighbour: Neighbour) {
    if !neighbour.isLeaving { leavingCount += 1 }
    neighbour.isLeaving = true
  }

  package mutating func remove(_ neighbour: Neighbour) {
    guard servers[neighbour.origin]?.removeValue(forKey: neighbour.member) != nil else { return }
    if servers[neighbour.origin]?.isEmpty == true { servers[neighbour.origin] = nil }
    count -= 1
    if neighbour.isLeaving { leavingCount -= 1 }
    freeName(of: neighbour)
    let others = (networks[neighbour.network] ?? 1) - 1
    networks[neighbour.network] = others > 0 ? others : nil
  }

  private mutating func insert(_ neighbour: Neighbour) {
    servers[neighbour.origin, default: [:]][neighbour.member] = neighbour
    count += 1
    if neighbour.isLeaving { leavingCount += 1 }
    for key in neighbour.name.keys { holders[key] = neighbour }
    networks[neighbour.network, default: 0] += 1
  }

  private mutating func freeName(of neighbour: Neighbour) {
    for key in neighbour.name.keys where holders[key] === neighbour { holders[key] = nil }
  }

  // MARK: - A server tells of all its people

  package func beginRoster(of origin: String) {
    for neighbour in all(on: origin) { neighbour.isDoubtful = true }
  }

  /// Those whom it did not tell of are gone.
  package mutating func endRoster(of origin: String) {
    for neighbour in all(on: origin) where neighbour.isDoubtful { remove(neighbour) }
  }
}
