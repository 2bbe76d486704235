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
      holder.transport.peer.sharesNetwork(with: member.transport.peer)
    else { throw taken }
    if isDead(holder) { return giveUp(holder) }
    guard holder.keepsNameUntil <= clock.now else { throw taken }
    ask(holder, by: member.name)
    let before = member.name
    awaitAnswer(of: holder, until: clock.now + Self.answerMax) { [weak self, weak member] in
      guard let self, let member, member.name == before else { return }
      finishAsking(member, name, isTaken: holder.isHere ? taken : nil)
    }
    throw .tried(holder: holder.name.text)
  }

  private func ask(_ holder: Member, by name: Nickname) {
    holder.keepsNameUntil = clock.now + Self.answerHolds
    tell(
      holder,
      "\(name.text), from your address, asks for your name; it is yours while you are here")
  }

  private func finishAsking(_ member: Member, _ name: Nickname, isTaken: NicknameProblem?) {
    guard member.isHere else { return }
    do throws(NicknameProblem) {
      if let isTaken { throw isTaken }
      try rename(member, to: name.text)
    } catch {
      tell(member, error.description)
    }
  }

  // MARK: - On another server

  /// The same for a holder on another server, which tests the connection.
  func tryLine(
    of holder: Neighbour, for member: Member, wanting name: Nickname
  ) throws(NicknameProblem) {
    let taken = NicknameProblem.taken(by: holder.name.text)
    guard let bus, !bus.isIsland, !holder.isLeaving, identifies(member.transport.peer),
      holder.network == member.transport.peer.networkKey, holder.keepsNameUntil <= clock.now
    else { throw taken }
    holder.keepsNameUntil = clock.now + Self.answerHolds
    bus.ask(holder, by: member)
    let (before, until) = (member.name, clock.now + Self.answerMax + Self.letterMax)
    awaitDeparture(of: holder, until: until) { [weak self, weak member] isGone in
      guard let self, let member, member.name == before else { return }
      finishAsking(member, name, isTaken: isGone ? nil : taken)
    }
    throw .tried(holder: holder.name.text)
  }

  /// How long a question to another server and its answer may take beyond the test.
  private static let letterMax = Duration.seconds(1)

  private func awaitDeparture(
    of holder: Neighbour, until end: Duration, _ done: @escaping (_ isGone: Bool) -> Void
  ) {
    clock.callLater(Self.answerPause) { [weak self] in
      guard let self else { return }
      let isGone = neighbours[holder.origin, holder.member] == nil
      if isGone || clock.now >= end { return done(isGone) }
      awaitDeparture(of: holder, until: end, done)
    }
  }

  /// Somebody on another server wants the name of a member whose connection may be dead.
  package func isAsked(forNameOf id: Int, by asker: Neighbour) {
    guard let holder = members.first(where: { $0.id == id }), identifies(holder.transport.peer),
      holder.transport.peer.networkKey == asker.network
    else { return }
    if isDead(holder) { return giveUp(holder) }
    guard holder.keepsNameUntil <= clock.now else { return }
    ask(holder, by: asker.name)
    awaitAnswer(of: holder, until: clock.now + Self.answerMax) {}
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
