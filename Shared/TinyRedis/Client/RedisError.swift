package import TinyReactor

/// Why a command has no result.
package enum RedisError: Error, Equatable, CustomStringConvertible {
  /// The server answered that it does not do it: `OOM`, `READONLY`, `WRONGTYPE`, `NOSCRIPT`.
  case reply(code: String, message: String)
  /// There is no connection, or it was lost before the answer.
  case lost(mayHaveRun: Bool, RedisLoss)
  /// No answer within its deadline; the connection was given up, since answers come in order.
  case timedOut(mayHaveRun: Bool, after: Duration)
  /// The command, with those that wait for an answer, is more than a client may hold.
  case tooMuchWaits
  /// The answer is none, or too large. The command was carried out, as far as can be told.
  case protocolError(RESPProblem)
  /// `close` was called before it was sent.
  case closed

  /// Whether the server may have carried it out, or may yet, although no answer says so. False means
  /// that it has not, and will not: it can be sent again without further thought.
  package var mayHaveRun: Bool {
    switch self {
    case .lost(let mayHaveRun, _), .timedOut(let mayHaveRun, _): mayHaveRun
    case .protocolError: true
    case .reply, .tooMuchWaits, .closed: false
    }
  }

  package var description: String {
    switch self {
    case .reply(let code, let message): "\(RESPError(code: code, message: message))"
    case .lost(let mayHaveRun, let why): "\(why); the command \(Self.fate(mayHaveRun))"
    case .timedOut(let mayHaveRun, let limit):
      "no answer within \(limit); the command \(Self.fate(mayHaveRun))"
    case .tooMuchWaits: "too many commands wait for an answer; the command was not sent"
    case .protocolError(let problem):
      "the answer cannot be read: \(problem); the command \(Self.fate(true))"
    case .closed: "the client is closed; the command was not sent"
    }
  }

  private static func fate(_ mayHaveRun: Bool) -> String {
    mayHaveRun ? "may have been carried out" : "was not sent"
  }
}

/// Why there is no connection.
package enum RedisLoss: Error, Equatable, Sendable, CustomStringConvertible {
  /// `start` was not called yet.
  case notStarted
  /// Nobody answered at the endpoint; in words.
  case unreachable(String)
  /// Somebody answered, and does not let us work.
  case refused(RedisRefusal)
  /// It was closed or cut by the other side, or by the end of the reactor.
  case disconnected(ConnectionLost)
  /// It looked well, but there was no answer to this command in time: a server that is stopped or
  /// cut off, or a command that takes longer.
  case silent(command: String, after: Duration)
  case badReply(RESPProblem)
  /// A reply that nothing asked for, or not the one a command has.
  case outOfStep(String)

  package var description: String {
    switch self {
    case .notStarted: "the client was not started"
    case .unreachable(let why): "the server cannot be reached: \(why)"
    case .refused(let refusal): "\(refusal)"
    case .disconnected(let reason): "the connection was lost: \(reason)"
    case .silent(let command, let limit): "the server did not answer \(command) within \(limit)"
    case .badReply(let problem): "the server's reply cannot be read: \(problem)"
    case .outOfStep(let what): "the server's replies are out of step: \(what)"
    }
  }
}

/// What a server says at the start of a connection instead of letting us work.
package enum RedisRefusal: Equatable, Sendable, CustomStringConvertible {
  /// `WRONGPASS`: the password is wrong, or the user does not exist or is disabled.
  case wrongPassword
  /// `NOAUTH`: it wants a password, and none was given.
  case passwordNeeded
  /// A password was given, and it has none.
  case noPasswordSet
  /// `NOPERM`: the user may not do what every connection begins with.
  case notPermitted(String)
  /// `LOADING`: it reads its data from disk, and will let us in when it has.
  case loading
  /// Older than `RedisVersion.oldest`; nil when it cannot even say how old.
  case tooOld(RedisVersion?)
  case other(RESPError)

  package var description: String {
    switch self {
    case .wrongPassword: "the server refuses the password, or does not know the user (WRONGPASS)"
    case .passwordNeeded: "the server asks for a password, and none is set (NOAUTH)"
    case .noPasswordSet: "a password is set, and the server has none for the default user"
    case .notPermitted(let message): "the server's ACL does not let this user in: \(message)"
    case .loading: "the server is loading its data (LOADING)"
    case .tooOld(let version?): "the server is \(version); \(RedisVersion.oldest) is the oldest"
    case .tooOld(nil): "the server does not know HELLO; \(RedisVersion.oldest) is the oldest"
    case .other(let error): "the server refuses us: \(error)"
    }
  }
}

/// What a server says it is compatible with: Valkey calls itself by its own version or by 7.2.
package struct RedisVersion: Comparable, Sendable, CustomStringConvertible {
  package let major: Int
  package let minor: Int

  /// The first whose XADD makes ids of a given first part (`EPOCH-*`), and whose scripts can be
  /// relied on not to be run in part when memory is short.
  package static let oldest = RedisVersion(major: 7, minor: 0)

  package init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// `7.0.15`; nil when it does not begin with two numbers.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, let major = Int(parts[0]), let minor = Int(parts[1]), major >= 0,
      minor >= 0
    else { return nil }
    self.init(major: major, minor: minor)
  }

  package static func < (left: RedisVersion, right: RedisVersion) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }

  package var description: String { "\(major).\(minor)" }
}
