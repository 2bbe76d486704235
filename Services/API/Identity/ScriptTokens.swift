import ServiceKit
package import TinyReactor
package import Wire

/// The tokens with which admins' scripts call the API. As with bots, each is shown once, and what is kept is
/// a hash of it.
package final class ScriptTokens {
  private let journal: Journal
  private let moderation: Moderation
  private let uses: TokenUses

  init(
    on clock: any ReactorTime, journal: Journal, moderation: Moderation,
    timeOfDay: @escaping () -> WallTime
  ) {
    self.journal = journal
    self.moderation = moderation
    uses = TokenUses(on: clock, journal: journal, timeOfDay: timeOfDay) {
      moderation.commit(.tokensUsed($0), actor: "api")
    }
  }

  /// Those that `principal` may know of, oldest first: an owner of all, others of their own.
  package func tokens(for principal: Principal) -> [APIToken] {
    journal.snapshot.tokens
      .filter { principal.role == .owner || $0.admin == principal.admin?.id }
      .map { known in
        var token = known.token
        token.lastUsed = uses[token.id] ?? token.lastUsed
        return token
      }
  }

  func token(withText text: some StringProtocol) -> Store.KnownToken? {
    guard SecretToken.script.isPlausible(text) else { return nil }
    let hash = SHA256.hex(text)
    return journal.snapshot.tokens.first { Secret($0.tokenHash).matches(hash) }
  }

  func noteUse(of id: Int) { uses.note(id) }

  /// Writes what is not on disk yet of their uses; also called before the journal closes.
  package func writeUses() { uses.writeNow() }

  /// Fails with a `ChangeRefusal` when the admin has one of that name, or too many.
  package func make(
    _ name: String, role: Role, of admin: Admin, actor: Author
  ) -> Deferred<APITokenCredentials> {
    let token = SecretToken.script.make()
    let change = Change.What.tokenMade(
      name: name, admin: admin.id, role: role, tokenHash: SHA256.hex(token))
    return moderation.commit(change, actor: actor).addCallback { event in
      // Each new token has an event, and its seq as its id.
      APITokenCredentials(id: event?.seq ?? 0, name: name, token: token)
    }
  }

  /// From then on it is worth nothing. Fails with a `ChangeRefusal` when `principal` knows of no such token.
  package func revoke(_ id: Int, by principal: Principal, actor: Author) -> Deferred<Event?> {
    guard tokens(for: principal).contains(where: { $0.id == id }) else {
      return .failed(ChangeRefusal.noSuchToken(id: id))
    }
    return moderation.commit(.tokenRevoked(id: id), actor: actor).addCallback { [uses] event in
      uses.forget(id)
      return event
    }
  }
}
