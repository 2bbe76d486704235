import TinyReactor
import Wire

/// Words that are not said, or only once a moderator has looked at them.
///
/// A line is judged whole, before it is cut into parts, on the server where its author is. Filters are for
/// what everybody would read. What is told to one person alone passes: the one who reads it can
/// `/ignore` it, and what is held is read by moderators, for whom it was not meant. Bots pass, since admins
/// have let them talk.
extension Room {
  func findWhetherJudging() { isJudging = talkRules.isRestricting || !filters.isEmpty }

  /// These hold from now on. Whoever goes by a name that they refuse goes by a guest's, and is told.
  func adopt(_ filters: [WordFilter]) {
    guard filters != self.filters.filters else { return }
    self.filters = WordFilters(filters)
    for member in members + leaving where !member.name.isGuest {
      guard let filter = self.filters.refusal(of: member.name) else { continue }
      makeGuest(
        of: member, telling: NicknameProblem.filtered(reason: filter.reason).description)
    }
  }

  /// Whether a line is said now; if not, its author is told why. Of those who are muted, `mayTalk` says
  /// so. A refused line takes nobody's turn in slow mode, and a held one does.
  func mayBeSaid(_ kind: NewHeldLine.Kind, _ text: CleanText, by member: Member) -> Bool {
    guard !member.isMuted else { return true }
    let filter = filters.match(text.text)
    let hasVoice = !talkRules.isVoicedOnly || member.talking.isVoiced
    if let filter, filter.action == .refuse, hasVoice {
      linesRefused += 1
      tell(member, "this was not said" + words(filter))
      return false
    }
    guard !talkRules.isRestricting || isWithinRules(member) else { return false }
    guard let filter else { return true }
    if onHold(member, kind, text, filter) {
      linesHeld += 1
      tell(member, "this is not said yet, a moderator looks at it first" + words(filter))
    } else {
      linesRefused += 1
      tell(
        member,
        "this was not said: a moderator would have to look at it, and too many lines wait for that; "
          + "try again later")
    }
    return false
  }

  /// A moderator lets a line be said, now and whatever the rules. Its author does not read it, as with
  /// every line of theirs, and is told. False when they are muted.
  func sayHeld(_ kind: NewHeldLine.Kind, _ text: CleanText, by member: Member) -> Bool {
    guard !member.isMuted else { return false }
    tell(member, "a moderator lets this be said: \(text.split(at: Self.shownBytes).beginning.text)")
    text.forEachPart {
      talk(kind == .said ? .said(by: member.name, $0) : .done(by: member.name, $0), by: member)
    }
    return true
  }

  /// Bytes of a line by which its author knows it again.
  private static let shownBytes = 100

  private func words(_ filter: WordFilter) -> String {
    let reason = CleanText(filter.reason)
    return reason.isEmpty ? "" : ": \(reason.text)"
  }
}
