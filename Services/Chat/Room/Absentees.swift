import TinyReactor
import Wire

/// People who left a short while ago, in case they come back.
///
/// A chosen name is kept for a minute, for the address that it was lost from. A mute is kept for
/// ten, so that reconnecting does not end it. It applies to whoever takes a kept name back and,
/// where addresses tell people apart, to anybody from that address.
struct Absentees {
  static let nameKept = Duration.seconds(60)
  static let muteKept = Duration.seconds(600)
  /// Beyond this many, those who left first are forgotten.
  static let absenteesMax = 1_024

  fileprivate struct Absentee {
    let network: String
    /// The keys of the kept name; empty for a guest's, or when it was given up.
    var keys: Set<String>
    var isMuted: Bool
    let left: Duration
  }

  /// In the order in which they left.
  private var absentees: [Absentee] = []

  var isEmpty: Bool { absentees.isEmpty }

  /// Does nothing when there is nothing to keep. With `keepsName`, they may want the name back.
  mutating func add(_ member: Member, keepsName: Bool, at now: Duration) {
    let keepsName = keepsName && !member.name.isGuest
    guard keepsName || member.isMuted else { return }
    forget(at: now)
    if absentees.count == Self.absenteesMax { absentees.removeFirst() }
    absentees.append(
      Absentee(
        network: member.transport.peer.network, keys: keepsName ? member.name.keys : [],
        isMuted: member.isMuted, left: now))
  }

  /// Throws `.kept` when the name is kept for somebody else.
  func check(_ name: Nickname, for member: Member, at now: Duration) throws(NicknameProblem) {
    guard !isEmpty else { return }
    let network = member.transport.peer.network
    for absentee in absentees where absentee.keeps(name.keys, at: now) {
      let rest = Self.nameKept - (now - absentee.left)
      if absentee.network != network { throw .kept(seconds: max(1, Int(rest.components.seconds))) }
    }
  }

  /// Whoever had that name is back. Returns true when they were muted.
  mutating func takeBack(_ name: Nickname, at now: Duration) -> Bool {
    guard let index = absentees.firstIndex(where: { $0.keeps(name.keys, at: now) }) else {
      return false
    }
    return absentees.remove(at: index).isMuted
  }

  /// Whether somebody who was muted left from there.
  func hasMuted(from peer: SocketAddress, at now: Duration) -> Bool {
    guard !isEmpty else { return false }
    let network = peer.network
    return absentees.contains {
      $0.isMuted && $0.network == network && now < $0.left + Self.muteKept
    }
  }

  /// Ends the mutes kept for an address.
  mutating func unmute(_ peer: SocketAddress) {
    let network = peer.network
    for index in absentees.indices where absentees[index].network == network {
      absentees[index].isMuted = false
    }
  }

  /// Forgets those for whom nothing is kept any more.
  mutating func forget(at now: Duration) {
    absentees.removeAll { now >= $0.left + ($0.isMuted ? Self.muteKept : Self.nameKept) }
  }
}

extension Absentees.Absentee {
  fileprivate func keeps(_ keys: Set<String>, at now: Duration) -> Bool {
    now < left + Absentees.nameKept && !self.keys.isDisjoint(with: keys)
  }
}
