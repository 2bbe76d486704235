import TinyReactor
import Wire

/// Somebody whose connection died silently comes back, and wants the name that the old connection
/// still holds.
///
/// The one who asks may be another person at the same address, and a silent holder may only be
/// reading. So the holder is sent a notice, and the connection is dead when their system does not
/// acknowledge it: a system does so even for a program that sleeps, but not over a line that is
/// cut. So a name can only be taken from somebody at the same address whose connection has been
/// broken for seconds. Behind a proxy the proxy answers, and its own limits count.
extension Room {
  /// How many resends in a row go unanswered before a connection counts as dead: 1.4 s on a good
  /// line, more on a slow one.
  private static let resendsMax = 3
  /// How long to wait for an answer at most, and between two checks.
  private static let answerMax = Duration.seconds(6)
  private static let answerPause = Duration.milliseconds(250)
  /// A holder who has answered, or is being asked, is not asked again for this long.
  private static let answerHolds = Duration.seconds(20)

  /// Returns when the holder has made way for `member`. Throws `.tried` when that may still happen;
  /// `member` later gets the name, or is told why not. Throws `.taken` when the holder keeps the
  /// name.
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

  /// Calls back when the holder has answered, has not answered in time, or has left.
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
