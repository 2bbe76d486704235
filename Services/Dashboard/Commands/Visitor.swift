package import Wire

/// For whom a page is made, and on whose behalf the API is asked.
package struct Visitor: Equatable {
  /// The admin who is logged in; nil is whoever comes, where nobody has to.
  package let name: String?
  package let role: Role

  package init(name: String?, role: Role) {
    self.name = name
    self.role = role
  }

  /// Whoever comes to an open dashboard may do everything, as the API has it too.
  package static let anyone = Visitor(name: nil, role: .owner)

  /// Whether the API will let them. It judges itself: this is for what a page shows.
  package func may(_ kind: AdminCommand.Kind) -> Bool { fulfils(kind.need) }

  /// Whether they decide about people: what is said, and who may say it.
  package var mayModerate: Bool { role >= .moderator }
  package var maySetBanner: Bool { role >= .owner }
  /// Whether the page about all admins is for them.
  package var maySeeAdmins: Bool { role >= .owner }

  private func fulfils(_ need: AdminCommand.Need) -> Bool {
    switch need {
    case .role(let least): role >= least
    case .login: name != nil
    }
  }
}

extension AdminCommand {
  /// What somebody has to be for a command; the API's own routes say the same.
  package enum Need: Equatable {
    /// That or a higher one.
    case role(Role)
    /// An admin, whatever their role: it is about themselves.
    case login
  }
}

extension AdminCommand.Kind {
  package var need: AdminCommand.Need {
    switch self {
    case .kick, .mute, .unmute, .voice, .unvoice, .ban, .lift, .announce, .open, .close, .slow,
      .voicedOnly, .word, .hide, .show, .bulk, .note, .removeNote, .changeBan, .liftMute,
      .changeMute, .addFilter, .removeFilter, .release, .drop:
      .role(.moderator)
    case .limits, .history, .retention, .makeBot, .revokeBot, .makeAdmin, .changeRole, .setPassword,
      .removeAdmin:
      .role(.owner)
    case .changePassword, .makeToken, .revokeToken: .login
    }
  }
}
