package import RoomLog
import TinyReactor
import Wire

/// The rules of the room, and who has voice.
///
/// They are for what is said to everybody. What is told to one person alone is not slowed and needs no
/// voice: it leaves the room readable, the one who reads it can `/ignore` it, and it is how
/// somebody without voice asks for it.
extension Room {
  /// These hold from now on. Returns what those who are here should read of it.
  func adopt(_ rules: TalkRules) -> [String] {
    defer { talkRules = rules }
    return rules.news(after: talkRules)
  }

  /// Whether the rules let a member say a line now; if not, they are told. One in several parts is one
  /// line. Of those who are muted, `mayTalk` says so.
  func isWithinRules(_ member: Member) -> Bool {
    guard !member.isMuted else { return true }
    switch member.talking.judge(talkRules, at: clock.now) {
    case .said: return true
    case .tooEarly(let wait):
      // A wait of 0.4 s is told as one of 1 s: after none it would be too early again.
      let seconds = wait.components.seconds + (wait.components.attoseconds > 0 ? 1 : 0)
      tell(member, "\(talkRules.slowWords); this was not said, wait \(seconds) s")
    case .voiceless(isNews: true):
      tell(
        member,
        "only those with voice may talk, so this was not said; /who lists them, an admin gives voice"
      )
    case .voiceless: break
    }
    return false
  }

  /// The member may talk while only some may. It lasts until `takeVoice`, across new names and, as
  /// far as `KeptVoices` can tell, across a lost connection.
  package func giveVoice(to member: Member) {
    guard !member.talking.isVoiced else { return }
    member.talking.isVoiced = true
    bus?.tell(.voiced, of: member)
    tell(member, "you have voice now: you are heard while only those with voice may talk")
  }

  package func takeVoice(from member: Member) {
    guard member.talking.isVoiced else { return }
    member.talking.isVoiced = false
    bus?.tell(.unvoiced, of: member)
    tell(
      member,
      "you have no voice any more" + (talkRules.isVoicedOnly ? ": you can read, not talk" : ""))
  }

  /// What is kept for those who left, for a server that has just started.
  package var absenteeRecords: [LogRecord] {
    absentees.records(at: clock.now) + keptVoices.records(at: clock.now)
  }

  /// What is kept for somebody who left another server.
  func keep(_ name: Nickname?, _ note: PersonNote) {
    absentees.add(name, note, at: clock.now)
    keepVoice(of: name, note)
  }

  /// Somebody who left may want their voice back.
  func keepVoice(of name: Nickname?, _ note: PersonNote) {
    guard note.isVoiced, note.keepsName, let name else { return }
    keptVoices.add(name, network: note.network, left: clock.now - .seconds(note.age))
  }

  /// A member goes by `name` now, which may be that of somebody who had voice.
  func returnVoice(to member: Member) {
    if keptVoices.takeBack(
      member.name, network: member.transport.peer.networkKey, at: clock.now)
    {
      giveVoice(to: member)
    }
  }

  /// In no particular order.
  package var voicedNames: [String] {
    members.filter(\.talking.isVoiced).map(\.name.text)
      + neighbours.all.filter { $0.isVoiced && !$0.isLeaving }.map(\.name.text)
  }
}
