/// Who is logged in, in memory only: a restart logs everybody out.
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
    let opened: Duration
    var used: Duration

    func isLive(at now: Duration) -> Bool {
      now - opened < lifetimeMax && now - used < idleMax
    }
  }

  private var sessions: [String: Session] = [:]

  package init() {}

  /// Opens a session and returns its token: 64 hex digits from the system's random generator.
  package mutating func open(at now: Duration) -> String {
    sessions = sessions.filter { $0.value.isLive(at: now) }
    if sessions.count >= Self.sessionsMax,
      let idlest = sessions.min(by: { $0.value.used < $1.value.used })
    {
      sessions[idlest.key] = nil
    }
    let token = Token.make()
    sessions[token] = Session(opened: now, used: now)
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

  package mutating func close(_ token: String) {
    sessions[token] = nil
  }
}
