/// Browsers that have logged in before, known by a token in a cookie; in memory only.
///
/// The token grants nothing: it only gives its browser a queue of its own at the login, where
/// nobody else's guesses come first (`LoginThrottle`). It outlives the session and the logout.
package struct KnownBrowsers {
  /// More than there are admins; beyond this the browser with the oldest last login is forgotten.
  package static let browsersMax = 64
  /// How long a browser keeps the cookie.
  package static let keptFor = Duration.seconds(180 * 86_400)

  /// The number of each browser's last login; logins are counted.
  private var logins: [String: Int] = [:]
  private var lastLogin = 0

  package init() {}

  package func knows(_ token: String) -> Bool { logins[token] != nil }

  /// Notes a login; returns the token to set: the browser's own if it is known, else a new one.
  package mutating func noteLogin(_ token: String?) -> String {
    let token = token.flatMap { knows($0) ? $0 : nil } ?? Token.make()
    lastLogin += 1
    logins[token] = lastLogin
    if logins.count > Self.browsersMax, let oldest = logins.min(by: { $0.value < $1.value }) {
      logins[oldest.key] = nil
    }
    return token
  }
}

/// Tokens that nobody can guess.
enum Token {
  /// Bytes of randomness in a token.
  static let bytes = 32

  /// 64 hex digits from the system's random generator.
  static func make() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<bytes).map { _ in
      let digits = String(UInt8.random(in: .min ... .max, using: &generator), radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
