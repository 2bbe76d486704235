import TinyReactor

/// Somebody whose line died without a word calls again, and wants the name that their old connection
/// still has.
///
/// Who asks from the same address may be somebody else there, and a silent holder may only be
/// reading. So the holder is told, and the line is dead when their system leaves that unanswered: it
/// answers for a program that sleeps, and for nobody behind a line that is cut. So a name can only be
/// taken from somebody at the same address whose line is out of order for seconds. Behind a proxy the
/// proxy answers, and its own limits count.
extension Room {
  /// How often in a row the system sends in vain before a line counts as dead: 1.4 s on a good line,
  /// more on a slow one.
  private static let resendsMax = 3
  /// Waited for an answer at most, and between two looks.
  private static let answerMax = Duration.seconds(6)
  private static let answerPause = Duration.milliseconds(250)
  /// Who has answered, or is being asked, is not asked again for this long.
  private static let answerHolds = Duration.seconds(20)

  /// Returns when the holder has left for `member`. Throws `.tried` when that may come, and then gives
  /// them the name or a word about it; `.taken` when the name stays where it is.
  func tryLine(
    of holder: Member, for member: Member, wanting name: Nickname
  ) throws(NicknameProblem) {
    let taken = NicknameProblem.taken(by: holder.name.text)
    guard holder.isHere, identifies(member.transport.peer),
      holder.transport.peer.network == member.transport.peer.network
    else { throw taken }
    if isDead(holder) { return giveUp(holder) }
    guard holder.keepsNameUntil <= clock.now else { throw taken }
    holder.keepsNameUntil = clock.now + Self.answerHolds
    tell(
      holder,
      "\(member.name.text), from your address, asks for your name; it is yours while you are here")
    let before = member.name
    awaitAnswer(of: holder, until: clock.now + Self.answerMax) { [weak self, weak member] in
      guard let self, let member, member.isHere, member.name == before else { return }
      do throws(NicknameProblem) {
        if holder.isHere { throw taken }
        try rename(member, to: name.text)
      } catch {
        tell(member, error.description)
      }
    }
    throw .tried(holder: holder.name.text)
  }

  /// Calls back when the holder has answered, is late with it, or has left.
  private func awaitAnswer(
    of holder: Member, until end: Duration, _ done: @escaping () -> Void
  ) {
    clock.callLater(Self.answerPause) { [weak self] in
      guard let self else { return }
      if holder.isHere, isDead(holder) { giveUp(holder) }
      if holder.isHere, holder.transport.resends != nil, clock.now < end {
        awaitAnswer(of: holder, until: end, done)
      } else {
        done()
      }
    }
  }

  private func isDead(_ member: Member) -> Bool {
    (member.transport.resends ?? 0) >= Self.resendsMax
  }

  private func giveUp(_ member: Member) {
    leave(member, .silent)
    member.transport.abortConnection()
  }
}
