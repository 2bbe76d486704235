package import TinyHTTP
package import Wire

/// What is known about the subject of a command when the question is asked.
package enum Subject {
  /// With who else comes from where they do, if that was asked.
  case member(RosterEntry, sharing: Result<PeopleHere, APIFailure>? = nil)
  case ban(Ban)
  case mute(Mute)
  /// What a ban or a mute could be of, and whom each would hit.
  case aims(Aims)
  /// Days for which what is said is kept now.
  case retention(days: Int)
  /// Those of the room now.
  case limits(RoomLimits)
  case filter(WordFilter)
  case held(HeldLine)
  case bot(Bot)
  case admin(Admin)
  case token(APIToken)
  /// They have left, or the ban has ended: there is nothing to do.
  case gone
  /// It could not be found out, for this reason.
  case unknown(String)
  /// The command is about nobody in particular.
  case notNeeded

  /// What can be said of it when there is nobody to ask.
  package init(unasked command: AdminCommand, _ form: Form) {
    switch command {
    case .ban(let ban):
      self = .aims(Aims(.ban, of: Target(ban), person: AdminCommand.person(form)))
    case .decision(.mute(let mute)): self = .aims(Aims(.mute, of: Target(mute)))
    default: self = .notNeeded
    }
  }

  /// A sentence on what differs from the command; nil when nothing does.
  package func surprise(about command: AdminCommand) -> String? {
    guard let member = command.member else { return nil }
    switch self {
    case .gone: return "\(member.name) is not here any more."
    case .member(let entry, _) where entry.name != member.name:
      return "\(member.name) is \(entry.name) now."
    default: return nil
    }
  }
}

extension Decision {
  /// With what is in force now: its target, and its reason unless another was typed.
  func corrected(by subject: Subject) -> Decision {
    switch (self, subject) {
    case (.liftMute(let id, _), .mute(let mute)): return .liftMute(id: id, target: mute.target)
    case (.changeBan(let id, _, var terms), .ban(let ban)):
      terms.reason = terms.reason ?? ban.reason
      return .changeBan(id: id, target: ban.target, terms)
    case (.changeMute(let id, _, var terms), .mute(let mute)):
      terms.reason = terms.reason ?? mute.reason
      return .changeMute(id: id, target: mute.target, terms)
    default: return self
    }
  }
}
