import ServiceKit
package import TinyReactor
package import Wire

/// The programs that may talk: who they are, and how they are recognized.
///
/// A token is shown once, to whoever makes the bot. What is kept is a hash of it, here and on disk,
/// and a token is in no log and in no event.
package final class Bots {
  private let journal: Journal
  private let moderation: Moderation
  private let uses: TokenUses

  /// `timeOfDay` is the wall clock; `clock` only measures how long to wait.
  package init(
    on clock: any ReactorTime, journal: Journal, moderation: Moderation,
    timeOfDay: @escaping () -> WallTime = WallTime.now
  ) {
    self.journal = journal
    self.moderation = moderation
    uses = TokenUses(on: clock, journal: journal, timeOfDay: timeOfDay) {
      moderation.commit(.botsUsed($0), actor: "api")
    }
  }

  /// Oldest first, with what is not on disk yet of their last use.
  package var all: [Bot] {
    known.map { known in
      var bot = known.bot
      bot.lastUsed = uses[bot.id] ?? bot.lastUsed
      return bot
    }
  }

  /// The bot called exactly that.
  package func bot(named name: String) -> Bot? {
    known.first { $0.bot.name.utf8.elementsEqual(name.utf8) }?.bot
  }

  /// The bot whose token that is.
  package func bot(withToken token: some StringProtocol) -> Bot? {
    guard SecretToken.bot.isPlausible(token) else { return nil }
    let hash = SHA256.hex(token)
    return known.first { Secret($0.tokenHash).matches(hash) }?.bot
  }

  private var known: [Store.KnownBot] { journal.snapshot.bots }

  /// Makes a bot, whose `name` `BotRules` has checked. Fails with a `ChangeRefusal` when there is one
  /// whose name looks like it, or no room for more; else as `Journal.commit` does.
  package func make(_ name: Nickname, mayRead: Bool, actor: Author) -> Deferred<BotCredentials> {
    let token = SecretToken.bot.make()
    let change = Change.What.botMade(
      name: name.text, tokenHash: SHA256.hex(token), mayRead: mayRead)
    return moderation.commit(change, actor: actor).addCallback { event in
      // Each new bot has an event, and its seq as its id.
      BotCredentials(id: event?.seq ?? 0, name: name.text, token: token)
    }
  }

  /// From then on its token is worth nothing. Fails with a `ChangeRefusal` when there is no such bot.
  package func revoke(_ id: Int, actor: Author) -> Deferred<Event?> {
    moderation.commit(.botRevoked(id: id), actor: actor).addCallback { [weak self] event in
      self?.uses.forget(id)
      return event
    }
  }

  /// Its token has just been used.
  package func noteUse(of bot: Bot) { uses.note(bot.id) }

  /// Writes what is not on disk yet of the tokens' uses; also called before the journal closes.
  package func writeUses() { uses.writeNow() }
}
