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
  private static let sameDeparture = Duration.seconds(2)
  /// Beyond this many, those who left first are forgotten.
  static let absenteesMax = 1_024

  fileprivate struct Absentee {
    let network: String
    /// The kept name; nil for a guest's, or when it was given up.
    let name: Nickname?
    let keys: Set<String>
    var isMuted: Bool
    let left: Duration
  }

  /// In the order in which they left.
  private var absentees: [Absentee] = []

  var isEmpty: Bool { absentees.isEmpty }

  /// Does nothing when there is nothing to keep. With `keepsName`, they may want the name back.
  /// A mute that the API keeps is no matter of ours.
  mutating func add(_ member: Member, isMuted: Bool, keepsName: Bool, at now: Duration) {
    guard keepsName || isMuted else { return }
    let note = PersonNote(
      network: member.transport.peer.networkKey, isMuted: isMuted, keepsName: keepsName)
    add(member.name, note, at: now)
  }

  /// The same for somebody who left another server; nil stands for a name that is not known.
  mutating func add(
    _ name: Nickname?, _ note: PersonNote, at now: Duration
  ) {
    let name = note.keepsName && name?.isGuest == false ? name : nil
    guard name != nil || note.isMuted else { return }
    let left = now - .seconds(note.age)
    forget(at: now)
    // Several servers may tell of it, each with a time of its own.
    if let index = absentees.firstIndex(where: {
      $0.network == note.network && $0.name == name
        && ($0.left - Self.sameDeparture...$0.left + Self.sameDeparture).contains(left)
    }) {
      absentees[index].isMuted = absentees[index].isMuted || note.isMuted
      return
    }
    if absentees.count == Self.absenteesMax { absentees.removeFirst() }
    absentees.append(
      Absentee(
        network: note.network, name: name, keys: name?.keys ?? [], isMuted: note.isMuted,
        left: left))
  }

  /// All of them, for a server that has just started.
  func records(at now: Duration) -> [LogRecord] {
    absentees.filter { $0.isKept(at: now) }.map { absentee in
      LogRecord(
        .gone, name: absentee.name?.text ?? "",
        text: PersonNote(
          network: absentee.network, isMuted: absentee.isMuted, keepsName: absentee.name != nil,
          age: max(1, Int((now - absentee.left).components.seconds))
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
    absentees.removeAll { !$0.isKept(at: now) }
  }
}

extension Absentees.Absentee {
  fileprivate func isKept(at now: Duration) -> Bool {
    now < left + (isMuted ? Absentees.muteKept : Absentees.nameKept) && (isMuted || name != nil)
  }

  fileprivate func keeps(_ keys: Set<String>, at now: Duration) -> Bool {
    now < left + Absentees.nameKept && !self.keys.isDisjoint(with: keys)
  }
}
