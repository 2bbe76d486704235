import ServiceKit
package import TinyReactor
package import Wire

/// The programs that may talk: who they are, and how they are recognized.
///
/// A token is shown once, to whoever makes the bot. What is kept is a hash of it, here and on disk,
/// and a token is in no log and in no event.
package final class Bots {
  private let clock: any ReactorTime
  private let journal: Journal
  private let moderation: Moderation
  private let timeOfDay: () -> WallTime
  /// When tokens were last used, by the bots' ids; on disk a while later.
  private var uses: [Int: String] = [:]
  /// Those whose last use is not on disk yet.
  private var unwritten: Set<Int> = []
  private var writeCall: DelayedCall?

  /// `timeOfDay` is the wall clock; `clock` only measures how long to wait.
  package init(
    on clock: any ReactorTime, journal: Journal, moderation: Moderation,
    timeOfDay: @escaping () -> WallTime = WallTime.now
  ) {
    self.clock = clock
    self.journal = journal
    self.moderation = moderation
    self.timeOfDay = timeOfDay
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
    guard BotToken.isPlausible(token) else { return nil }
    let hash = SHA256.hex(token)
    return known.first { Secret($0.tokenHash).matches(hash) }?.bot
  }

  private var known: [Store.KnownBot] { journal.snapshot.bots }

  /// Makes a bot, whose `name` `BotRules` has checked. Fails with a `ChangeRefusal` when there is one
  /// whose name looks like it, or no room for more; else as `Journal.commit` does.
  package func make(_ name: Nickname, mayRead: Bool, actor: String) -> Deferred<BotCredentials> {
    let token = BotToken.make()
    let change = Change.What.botMade(
      name: name.text, tokenHash: SHA256.hex(token), mayRead: mayRead)
    return moderation.commit(change, actor: actor).addCallback { event in
      // Each new bot has an event, and its seq as its id.
      BotCredentials(id: event?.seq ?? 0, name: name.text, token: token)
    }
  }

  /// From then on its token is worth nothing. Fails with a `ChangeRefusal` when there is no such bot.
  package func revoke(_ id: Int, actor: String) -> Deferred<Event?> {
    moderation.commit(.botRevoked(id: id), actor: actor).addCallback { [weak self] event in
      self?.uses[id] = nil
      self?.unwritten.remove(id)
      return event
    }
  }

  // MARK: - When tokens were last used

  /// Its token has just been used.
  package func noteUse(of bot: Bot) {
    uses[bot.id] = timeOfDay().rfc3339
    unwritten.insert(bot.id)
    guard writeCall == nil, !journal.isClosed else { return }
    writeCall = clock.callLater(APILimits.botUseDelay) { [weak self] in self?.writeUses() }
  }

  /// Writes what is not on disk yet; also called before the journal closes.
  package func writeUses() {
    writeCall.take()?.cancelIfActive()
    guard !unwritten.isEmpty, !journal.isClosed else { return }
    let ids = unwritten
    unwritten = []
    moderation.commit(.botsUsed(uses.filter { ids.contains($0.key) }), actor: "api")
      .addCallbacks({ _ in }, { [weak self] _ in self?.retry(ids) })
  }

  /// The journal has said why. The next use writes them too.
  private func retry(_ ids: Set<Int>) {
    unwritten.formUnion(ids.filter { uses[$0] != nil })
  }
}

/// `ncb_` and 64 hex digits: 256 bits of the system's random generator, in letters that a path, a
/// header and a shell take as they are. By its beginning, people and scanners of repositories know
/// what it is.
enum BotToken {
  static let prefix = "ncb_"

  static func make() -> String {
    var generator = SystemRandomNumberGenerator()
    let digits = (0..<APILimits.botTokenBytes).map { _ in
      let digits = String(UInt8.random(in: .min ... .max, using: &generator), radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }
    return prefix + digits.joined()
  }

  /// Spares what cannot be a token the trouble of being hashed.
  static func isPlausible(_ text: some StringProtocol) -> Bool {
    text.utf8.count == prefix.utf8.count + 2 * APILimits.botTokenBytes && text.hasPrefix(prefix)
  }
}
