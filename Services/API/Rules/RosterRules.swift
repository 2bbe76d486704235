import ServiceKit
import TinyReactor
package import Wire

/// What a roster may hold: chat servers are checked like every caller.
package enum RosterRules {
  /// Why `roster` is not valid, with the member that is wrong; nil when it is.
  package static func problem(with roster: Roster) -> String? {
    for (index, user) in roster.users.enumerated() {
      if let problem = problem(with: user) { return "\"users[\(index)].\(problem)" }
    }
    if !counts.contains(roster.total) { return "\"total\" \(outOfRange)" }
    if let next = roster.next, !ids.contains(next) { return "\"next\" \(outOfRange)" }
    return nil
  }

  private static func problem(with user: RosterEntry) -> String? {
    if !ids.contains(user.id) { return "id\" \(outOfRange)" }
    if let problem = TextRules.problem(
      withClean: user.name, charactersMax: Limits.nicknameColumnsMax)
    {
      return "name\" \(problem)"
    }
    if let problem = TextRules.problem(
      withClean: user.address, charactersMax: APILimits.peerCharactersMax)
    {
      return "address\" \(problem)"
    }
    if let mute = user.mute, let problem = problem(with: mute) { return "mute.\(problem)" }
    for (member, time) in [("joined", user.joined), ("active", user.active)]
    where time.map({ WallTime(rfc3339: $0) == nil }) ?? false {
      return "\(member)\" is no time"
    }
    let numbers = [("since", user.since), ("idle", user.idle ?? 0), ("lines", user.lines)]
    return numbers.first { !counts.contains($0.1) }.map { "\($0.0)\" \(outOfRange)" }
  }

  private static func problem(with mute: MuteInForce) -> String? {
    if !ids.contains(mute.id) { return "id\" \(outOfRange)" }
    return mute.until.flatMap { WallTime(rfc3339: $0) == nil ? "until\" is no time" : nil }
  }

  private static let ids = 0...APILimits.seqMax
  private static let counts = 0...APILimits.reportedCountMax
  private static let outOfRange = "is out of range"
}
