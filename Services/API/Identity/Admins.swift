import ServiceKit
package import TinyReactor
package import Wire

/// Who may log in and who has, and by what they are recognized.
package final class Admins {
  private let clock: any ReactorTime
  private let journal: Journal
  private let moderation: Moderation
  private let timeOfDay: () -> WallTime
  package let passwords: Passwords
  package let sessions: Sessions
  package let tokens: ScriptTokens
  private let codes: LoginCodes
  private var allowance = Allowance()
  private var codeAllowance = Allowance()
  /// Logins with a wrong name or password, since the start of the process.
  package private(set) var failedLogins = 0

  /// `timeOfDay` is the wall clock; `clock` only measures how long to wait.
  package init(
    on clock: any ReactorTime, journal: Journal, moderation: Moderation, passwords: Passwords,
    timeOfDay: @escaping () -> WallTime = WallTime.now
  ) {
    self.clock = clock
    self.journal = journal
    self.moderation = moderation
    self.timeOfDay = timeOfDay
    self.passwords = passwords
    sessions = Sessions(
      on: clock, journal: journal, moderation: moderation, timeOfDay: timeOfDay)
    tokens = ScriptTokens(
      on: clock, journal: journal, moderation: moderation, timeOfDay: timeOfDay)
    codes = LoginCodes(on: clock, moderation: moderation)
  }

  /// Oldest first.
  package var all: [Admin] { known.map(\.admin) }
  private var known: [Store.KnownAdmin] { journal.snapshot.admins }

  /// The name of the admin that a new database gets with ADMIN_PASSWORD.
  package static let firstName = "admin"

  /// Makes the first admin, an owner, in a database that has none; false when it has. Blocks while it
  /// hashes: only for a start.
  package static func seed(
    _ store: Store, password: String, time: String
  ) throws -> Bool {
    guard try store.snapshot().admins.isEmpty else { return false }
    var crypt = Crypt()
    let hash = try crypt.hash(try AdminRules.password(password))
    let made = Change.What.adminMade(name: firstName, role: .owner, passwordHash: hash)
    _ = try store.commit([Change(made, actor: "api", time: time)])
    return true
  }

  // MARK: - Recognizing

  /// Who bears that token of a session or a script; nil when it is nobody's, or nobody's any more.
  package func principal(withToken token: some StringProtocol) -> Principal? {
    if let session = sessions.session(withToken: token) {
      guard let id = session.admin else { return .anyone(session: session.tokenHash) }
      return admin(id).map { .admin($0, session: session.tokenHash) }
    }
    return tokens.token(withText: token).flatMap { known in
      admin(known.admin).map { .script(known.token, of: $0) }
    }
  }

  /// They have just done something.
  package func noteUse(of principal: Principal) {
    if let session = principal.session { sessions.noteUse(of: session) }
    if case .script(let token, _) = principal { tokens.noteUse(of: token.id) }
  }

  private func admin(_ id: Int) -> Admin? { known.first { $0.admin.id == id }?.admin }

  // MARK: - Logging in

  /// Begins a session of the admin who goes by `name`. Fails with a `LoginProblem`; with a `StateError` when
  /// too many passwords wait, or nothing can be saved.
  package func logIn(
    _ name: String, password: String, note: String?
  ) -> Deferred<SessionCredentials> {
    guard !known.isEmpty else { return .failed(LoginProblem.noAdmins) }
    let admin = known.first { AdminRules.isMeant($0.admin.name, by: name) }
    return check(password, admin?.passwordHash).addCallback { [self] isRight -> Deferred<String> in
      guard isRight, let admin else {
        noteFailure(of: name, note)
        throw LoginProblem.wrong
      }
      let proof = Change.Proof(admin: admin.admin.id, passwordHash: admin.passwordHash)
      return sessions.open(proof, actor: Author(admin.admin.name, note: note))
    }
    .addCallback { [self] in credentials($0, of: admin?.admin) }
  }

  private func credentials(_ token: String, of admin: Admin?) -> SessionCredentials {
    let admin = principal(withToken: token)?.admin ?? admin
    return SessionCredentials(token: token, name: admin?.name, role: admin?.role ?? .viewer)
  }

  private func noteFailure(of name: String, _ note: String?) {
    failedLogins += 1
    journal.note(Change(.loginFailed(peer: name), actor: Author("api", note: note), time: now))
  }

  /// As `logIn` with a password. A code is good once, and until the admin's password is another one.
  package func logIn(
    _ name: String, code: String, note: String?
  ) -> Deferred<SessionCredentials> {
    guard !known.isEmpty else { return .failed(LoginProblem.noAdmins) }
    let wait = codeAllowance.wait(at: clock.now, APILimits.wrongCodeRate)
    guard wait == .zero else { return .failed(LoginProblem.tooOften(wait)) }
    let note = "code" + (note.map { " · \($0)" } ?? "")
    guard let admin = known.first(where: { AdminRules.isMeant($0.admin.name, by: name) })?.admin,
      let proof = codes.take(code, of: admin.id)
    else {
      codeAllowance.take(at: clock.now, APILimits.wrongCodeRate)
      noteFailure(of: name, note)
      return .failed(LoginProblem.wrongCode)
    }
    return sessions.open(proof, actor: Author(admin.name, note: note))
      .addCallback { [self] in credentials($0, of: admin) }
  }

  /// Makes a code for the prompt of a chat. Fails with a `ChangeRefusal` when there is no such admin any
  /// more.
  package func makeCode(for admin: Admin, actor: Author) -> Deferred<LoginCode> {
    guard let known = known.first(where: { $0.admin.id == admin.id }) else {
      return .failed(ChangeRefusal.noSuchAdmin(id: admin.id))
    }
    return codes.make(for: known, actor: actor)
  }

  /// Begins a session of whoever comes. Fails with `LoginProblem.needed` when there are admins.
  package func openToAnyone(note: String?) -> Deferred<SessionCredentials> {
    guard known.isEmpty else { return .failed(LoginProblem.needed) }
    return sessions.open(nil, actor: Author("dashboard", note: note)).addCallback {
      SessionCredentials(token: $0, name: nil, role: .owner)
    }
  }

  /// Wrong passwords cost more time than right ones: see `APILimits.wrongPasswordRate`.
  private func check(_ password: String, _ hash: String?) -> Deferred<Bool> {
    let rate = APILimits.wrongPasswordRate
    let wait = allowance.wait(at: clock.now, rate)
    guard wait == .zero else { return .failed(LoginProblem.tooOften(wait)) }
    allowance.take(at: clock.now, rate)
    return passwords.matches(password, hash).addBoth { [self] result in
      if (try? result.get()) != false { allowance.giveBack(1, rate) }
      return try result.get()
    }
  }

  private var now: String { timeOfDay().rfc3339 }

  // MARK: - Changing admins

  /// `name` and `password` are what `AdminRules` returned. Fails with a `ChangeRefusal` when somebody is called
  /// like that already.
  package func make(
    _ name: String, role: Role, password: String, actor: Author
  ) -> Deferred<Admin> {
    passwords.hash(password).addCallback { [self] hash in
      moderation.commit(
        .adminMade(name: name, role: role, passwordHash: hash), actor: actor)
    }
    .addCallback { [self] event in
      guard let admin = event.flatMap({ admin($0.seq) }) else {
        throw StateError(.conflict, "\(name) was made, and has been removed since")
      }
      return admin
    }
  }

  /// Nil is left as it is. A `session` of the admin's own outlives a new password. False when all was so before.
  package func change(
    _ id: Int, role: Role?, password: String?, sparing session: String?, actor: Author
  ) -> Deferred<Bool> {
    guard let password else { return setRole(of: id, role, actor) }
    return passwords.hash(password).addCallback { [self] hash in
      setRole(of: id, role, actor).addCallback { [self] _ in
        setPassword(of: id, hash, sparing: session, actor)
      }
    }
  }

  private func setRole(of id: Int, _ role: Role?, _ actor: Author) -> Deferred<Bool> {
    guard let role else { return .succeeded(false) }
    return moderation.commit(.roleChanged(admin: id, role: role), actor: actor)
      .addCallback { $0 != nil }
  }

  /// Fails with `LoginProblem.wrongOld` when `old` is not the admin's password, and as `logIn` does.
  package func changePassword(
    of admin: Admin, from old: String, to new: String, sparing session: String, actor: Author
  ) -> Deferred<Bool> {
    let hash = known.first { $0.admin.id == admin.id }?.passwordHash
    return check(old, hash).addCallback { [self] isRight -> Deferred<String> in
      guard isRight else { throw LoginProblem.wrongOld }
      return passwords.hash(new)
    }
    .addCallback { [self] in setPassword(of: admin.id, $0, sparing: session, actor) }
  }

  private func setPassword(
    of id: Int, _ hash: String, sparing session: String?, _ actor: Author
  ) -> Deferred<Bool> {
    moderation.commit(
      .passwordChanged(admin: id, passwordHash: hash, sparing: session), actor: actor
    ).addCallback { $0 != nil }
  }

  /// With their sessions and tokens. Fails with a `ChangeRefusal` when there is no such admin, or no other
  /// owner.
  package func remove(_ id: Int, actor: Author) -> Deferred<Event?> {
    moderation.commit(.adminRemoved(id: id), actor: actor)
  }
}

/// Why nobody is logged in.
package enum LoginProblem: Error, Equatable, CustomStringConvertible {
  case wrong
  case wrongCode
  case wrongOld
  /// There are admins.
  case needed
  /// There are none.
  case noAdmins
  case tooOften(Duration)

  package var description: String {
    switch self {
    case .wrong: "name or password is wrong"
    case .wrongCode: "name or code is wrong; a code is good once, and for five minutes"
    case .wrongOld: "the old password is wrong"
    case .needed: "there are admins: log in with a name and a password"
    case .noAdmins: "there are no admins to log in as"
    case .tooOften:
      "too many passwords or codes were wrong lately, so yours was not looked at; try again in "
        + "\(secondsToWait) s"
    }
  }

  /// Rounded up: not too early.
  package var secondsToWait: Int {
    guard case .tooOften(let wait) = self else { return 0 }
    return Int(wait.components.seconds) + (wait.components.attoseconds > 0 ? 1 : 0)
  }
}
