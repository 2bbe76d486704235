package import Wire

/// Who is logged in, and by what the API knows them; in memory only: a restart logs everybody out.
///
/// Time is the reactor's, passed in: the table itself never reads a clock.
package struct Sessions {
  /// A session ends this long after its login, whatever happens.
  package static let lifetimeMax = Duration.seconds(12 * 3_600)
  /// And this long after its last request. An open page that only updates itself does not count.
  package static let idleMax = Duration.seconds(2 * 3_600)
  /// One more login ends the session that has been idle longest.
  package static let sessionsMax = 64

  private struct Session {
    let credentials: SessionCredentials
    let opened: Duration
    var used: Duration

    func isLive(at now: Duration) -> Bool {
      now - opened < lifetimeMax && now - used < idleMax
    }
  }

  private var sessions: [String: Session] = [:]
  /// Those that the API has ended, so that whoever is answered then is asked to log in.
  private var revoked: Set<String> = []

  package init() {}

  /// Opens a session of whoever has these credentials of the API's, and returns its token: 64 hex
  /// digits from the system's random generator.
  package mutating func open(_ credentials: SessionCredentials, at now: Duration) -> String {
    sessions = sessions.filter { $0.value.isLive(at: now) }
    if sessions.count >= Self.sessionsMax,
      let idlest = sessions.min(by: { $0.value.used < $1.value.used })
    {
      sessions[idlest.key] = nil
    }
    let token = Token.make()
    sessions[token] = Session(credentials: credentials, opened: now, used: now)
    return token
  }

  /// Whether the token is good; if so, its idle time starts over.
  package mutating func use(_ token: String, at now: Duration) -> Bool {
    guard isLive(token, at: now) else {
      sessions[token] = nil
      return false
    }
    sessions[token]?.used = now
    return true
  }

  /// Whether the token is good, leaving its idle time alone.
  package func isLive(_ token: String, at now: Duration) -> Bool {
    sessions[token]?.isLive(at: now) ?? false
  }

  /// Whose session it is, if it is good.
  package func credentials(_ token: String, at now: Duration) -> SessionCredentials? {
    sessions[token].flatMap { $0.isLive(at: now) ? $0.credentials : nil }
  }

  package mutating func close(_ token: String) {
    sessions[token] = nil
  }

  /// Closes a session that the API has ended.
  package mutating func revoke(_ token: String) {
    guard sessions.removeValue(forKey: token) != nil else { return }
    if revoked.count >= Self.sessionsMax { revoked = [] }
    revoked.insert(token)
  }

  package func isRevoked(_ token: String) -> Bool { revoked.contains(token) }
}
