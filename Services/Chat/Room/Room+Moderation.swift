import RoomLog
package import TinyReactor
import Wire

/// What admins do to members, and members for themselves.
extension Room {
  /// Removes a member and tells them `why`; the room reads that they were removed, and `reason`.
  package func remove(_ member: Member, telling why: String, room reason: String?) {
    guard !member.isGone else { return }
    tell(member, why)
    dismiss(member, .removed(reason: reason))
  }

  /// Nobody hears the member any more; all else goes on. It lasts until `unmute`, even across a
  /// lost connection, as far as `Absentees` can tell.
  package func mute(_ member: Member, because reason: String? = nil, until end: WallTime? = nil) {
    member.muting = .muted
    bus?.tell(.muted, of: member)
    tellMuted(member, because: reason ?? "", until: end)
  }

  func tellMuted(_ member: Member, because reason: String, until end: WallTime?) {
    let terms = (end.map { " until \($0.words)" } ?? "") + (reason.isEmpty ? "" : ": \(reason)")
    tell(member, "you have been muted\(terms); nobody hears what you say")
  }

  package func unmute(_ member: Member) {
    if identifies(member.transport.peer) { absentees.unmute(member.transport.peer) }
    bus?.tell(.heard, of: member)
    if member.isMuted { endMute(of: member) }
  }

  /// They are heard from now on.
  func endMute(of member: Member) {
    member.muting = .none
    tell(member, "you are no longer muted")
    tellName(of: member)
  }

  /// Whether a name was banned while the member waited for it, who is told then.
  func isBanned(_ name: Nickname, telling member: Member) -> Bool {
    guard let ban = bans.ban(of: name, at: timeOfDay()) else { return false }
    tell(member, ban.notice)
    return true
  }

  /// Others from `member`'s address whose input has ended but who are still heard, gone or not.
  package func stillHeard(fromAddressOf member: Member) -> [Member] {
    let peer = member.transport.peer
    return (leaving + members.filter(\.isFinishing)).filter {
      $0 !== member && $0.transport.peer.sharesNetwork(with: peer)
    }
  }

  /// Changes what a member sees from now on.
  package func choose(for member: Member, _ change: (inout Options) -> Void) {
    guard member.isHere else { return }
    fanout.choose(for: member, change)
  }

  /// Whether `ignored` is a guest who has left: nobody comes back under a guest's name.
  func isGoneGuest(_ ignored: Options.Ignored) -> Bool {
    ignored.name.isGuest && names.holder(of: ignored.name.text)?.id != ignored.id
      && neighbours.holder(of: ignored.name.text)?.id != ignored.id
  }
}
