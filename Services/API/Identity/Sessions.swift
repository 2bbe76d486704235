import ServiceKit
package import TinyReactor
import Wire

/// Who is logged in. On disk is since when, so that a new process knows them too; when somebody last did
/// something is known here alone, and begins anew with the process.
package final class Sessions {
  private let clock: any ReactorTime
  private let journal: Journal
  private let moderation: Moderation
  private let timeOfDay: () -> WallTime
  /// When this process began, by `clock`.
  private let start: Duration
  /// By the hashes of their tokens, and by `clock`.
  private var uses: [String: Duration] = [:]
  private var timer: DelayedCall?
  private var isEnding = false

  init(
    on clock: any ReactorTime, journal: Journal, moderation: Moderation,
    timeOfDay: @escaping () -> WallTime
  ) {
    self.clock = clock
    self.journal = journal
    self.moderation = moderation
    self.timeOfDay = timeOfDay
    start = clock.now
    armTimer()
  }

  /// Those that have not ended.
  package var count: Int { live.count }

  /// The session with that token, if it has not ended.
  func session(withToken token: some StringProtocol) -> Store.KnownSession? {
    guard SecretToken.session.isPlausible(token) else { return nil }
    let hash = SHA256.hex(token)
    return known.first { Secret($0.tokenHash).matches(hash) }.flatMap { isOver($0) ? nil : $0 }
  }

  /// Somebody has just done something in it.
  func noteUse(of tokenHash: String) { uses[tokenHash] = clock.now }

  /// Begins one, and returns its token. Fails with a `ChangeRefusal` when what is proved is true no more.
  package func open(_ proof: Change.Proof?, actor: Author) -> Deferred<String> {
    let token = SecretToken.session.make()
    let hash = SHA256.hex(token)
    let idle = live.count >= APILimits.sessionsMax ? live.min { lastUse($0) < lastUse($1) } : nil
    let session = Change.NewSession(tokenHash: hash, proof: proof, ending: idle?.tokenHash)
    return moderation.commit(.sessionOpened(session), actor: actor).addCallback { [weak self] _ in
      self?.noteUse(of: hash)
      self?.armTimer()
      return token
    }
  }

  /// Ends one at the wish of whoever is in it.
  func close(_ tokenHash: String, actor: Author) -> Deferred<Event?> {
    moderation.commit(.sessionClosed(tokenHash: tokenHash), actor: actor)
  }

  private var known: [Store.KnownSession] { journal.snapshot.sessions }
  private var live: [Store.KnownSession] { known.filter { !isOver($0) } }

  // MARK: - The end

  private func lastUse(_ session: Store.KnownSession) -> Duration {
    uses[session.tokenHash] ?? start
  }

  /// How long it has at most; zero or less when it is over.
  private func rest(of session: Store.KnownSession) -> Duration {
    guard let opened = WallTime(rfc3339: session.opened) else { return .zero }
    return min(
      opened + .seconds(Limits.sessionSecondsMax) - timeOfDay(),
      lastUse(session) + .seconds(Limits.sessionIdleSecondsMax) - clock.now)
  }

  private func isOver(_ session: Store.KnownSession) -> Bool {
    // One without an admin ends with the first; a file that says otherwise is none of ours.
    rest(of: session) <= .zero || (session.admin == nil && !journal.snapshot.admins.isEmpty)
  }

  /// A new process must not find one that had ended.
  private func endThoseOver() {
    let over = known.filter(isOver).map(\.tokenHash)
    guard !over.isEmpty, !journal.isClosed else { return armTimer() }
    isEnding = true
    moderation.commit(.sessionsEnded(tokenHashes: over), actor: "api").addBoth {
      [weak self] result in
      guard let self else { return }
      isEnding = false
      switch result {
      case .success: armTimer()
      case .failure: armTimer(notBefore: APILimits.expiryRetryDelay)
      }
    }
  }

  private func armTimer(notBefore delay: Duration = .zero) {
    timer.take()?.cancelIfActive()
    guard !isEnding, !journal.isClosed else { return }
    let hashes = Set(known.map(\.tokenHash))
    uses = uses.filter { hashes.contains($0.key) }
    guard let rest = known.map(rest).min() else { return }
    timer = clock.callLater(max(delay, rest, .zero)) { [weak self] in self?.endThoseOver() }
  }
}
