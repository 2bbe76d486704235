import TinyReactor

/// What admins do about people, and people for themselves.
extension Room {
  /// Puts somebody out: they are told why, and the room that it was so.
  package func remove(_ member: Member, telling why: String, room reason: String?) {
    guard !member.isGone else { return }
    tell(member, why)
    dismiss(member, .removed(reason: reason))
  }

  /// Nobody hears any more what they say; all else goes on. It lasts until `unmute`, also across a
  /// lost connection as far as `Absentees` can tell.
  package func mute(_ member: Member, because reason: String? = nil) {
    member.muting = .muted
    tell(member, "you have been muted\(reason.map { ": \($0)" } ?? ""); nobody hears what you say")
  }

  package func unmute(_ member: Member) {
    if identifies(member.transport.peer) { absentees.unmute(member.transport.peer) }
    guard member.isMuted else { return }
    member.muting = .none
    tell(member, "you are no longer muted")
    tellName(of: member)
  }

  /// Others whose input has ended and who are still heard, gone or not, and came from where `member` is.
  package func stillHeard(fromAddressOf member: Member) -> [Member] {
    let network = member.transport.peer.network
    return (leaving + members.filter(\.isFinishing)).filter {
      $0 !== member && $0.transport.peer.network == network
    }
  }

  /// Changes what a member sees from now on.
  package func choose(for member: Member, _ change: (inout Options) -> Void) {
    guard member.isHere else { return }
    fanout.choose(for: member, change)
  }

  /// Somebody who never chose a name and has left: others get that name now.
  func isGoneGuest(_ ignored: Options.Ignored) -> Bool {
    ignored.name.isGuest && names.holder(of: ignored.name.text)?.id != ignored.id
  }
}
