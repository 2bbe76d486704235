import RoomLog
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
    /// The kept name; nil for a guest's, or when it was given up.
    let name: Nickname?
    let keys: Set<String>
    var isMuted: Bool
    let left: Duration
    /// They left from this server.
    var isOurs = true
  }

  /// In the order in which they left.
  private var absentees: [Absentee] = []

  var isEmpty: Bool { absentees.isEmpty }

  /// Does nothing when there is nothing to keep. With `keepsName`, they may want the name back.
  mutating func add(_ member: Member, keepsName: Bool, at now: Duration) {
    guard keepsName || member.isMuted else { return }
    let note = PersonNote(
      network: member.transport.peer.networkKey, isMuted: member.isMuted, keepsName: keepsName)
    add(member.name, note, isOurs: true, at: now)
  }

  /// The same for somebody who left another server; nil stands for a name that is not known.
  mutating func add(
    _ name: Nickname?, _ note: PersonNote, isOurs: Bool = false, at now: Duration
  ) {
    let name = note.keepsName && name?.isGuest == false ? name : nil
    guard name != nil || note.isMuted else { return }
    let left = now - .seconds(note.age)
    forget(at: now)
    // It may have been told before.
    if !isOurs {
      absentees.removeAll { !$0.isOurs && $0.network == note.network && $0.name == name }
    }
    if absentees.count == Self.absenteesMax { absentees.removeFirst() }
    absentees.append(
      Absentee(
        network: note.network, name: name, keys: name?.keys ?? [], isMuted: note.isMuted,
        left: left, isOurs: isOurs))
  }

  /// Those who left from this server, for another that has just started.
  func records(at now: Duration) -> [LogRecord] {
    absentees.filter(\.isOurs).map { absentee in
      LogRecord(
        .gone, name: absentee.name?.text ?? "",
        text: PersonNote(
          network: absentee.network, isMuted: absentee.isMuted, keepsName: absentee.name != nil,
          age: Int((now - absentee.left).components.seconds)
        ).text)
    }
  }

  /// Throws `.kept` when the name is kept for somebody else.
  func check(_ name: Nickname, for member: Member, at now: Duration) throws(NicknameProblem) {
    guard !isEmpty else { return }
    let network = member.transport.peer.networkKey
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
    let network = peer.networkKey
    return absentees.contains {
      $0.isMuted && $0.network == network && now < $0.left + Self.muteKept
    }
  }

  /// Ends the mutes kept for an address.
  mutating func unmute(_ peer: SocketAddress) { unmute(network: peer.networkKey) }

  mutating func unmute(network: String) {
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
