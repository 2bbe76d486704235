import TinyReactor

/// Makes logins take turns, so that guessing stays slow and nobody's guesses refuse the right password.
///
/// An attempt that comes too soon waits for its turn, and only then is the password looked at, right
/// or wrong; one that would wait too long is refused unread. A browser that has logged in before
/// (`KnownBrowsers`) has a line of its own, where nobody else's guesses stand: behind a proxy or a
/// published container port all people share one address (OWASP calls this device cookies).
///
/// So an address has 4 guesses at once and then 360 an hour, and all addresses together 60 at once and
/// then 720 an hour, however many they are: some 6 million a year, against the 2 × 10¹¹ passwords of 8
/// random letters. Who floods the line of an address can still keep strangers at that address from
/// their turn; a known browser, and any other address, such as the machine's own, are not held up.
package struct LoginThrottle {
  /// So many at once, and then one every `pause`.
  package struct Pace: Sendable {
    package let burst: Int
    package let pause: Duration

    /// How long until the next may be, when those before it are paid for at `debt`.
    fileprivate func wait(_ debt: Duration?, at now: Duration) -> Duration {
      max(.zero, max(debt ?? now, now) - now - pause * (burst - 1))
    }
  }

  /// An attempt's place.
  package enum Turn: Equatable {
    case after(Duration)
    /// The line is full; there will be a place again after this long.
    case refused(Duration)
  }

  /// Who tries: a browser that we know, or somebody at an address.
  package enum Caller {
    case browser(String)
    case address(String)
  }

  /// People mistype, but not often.
  package static let ofOne = Pace(burst: 4, pause: .seconds(10))
  /// Of all addresses together; known browsers do not count, since whoever sits there knew the password.
  package static let ofAll = Pace(burst: 60, pause: .seconds(5))
  /// As long as somebody watches a page load. It bounds the answers that wait: 2 of an address, and
  /// no more than 64 in all, beside those of known browsers.
  package static let waitMax = Duration.seconds(20)
  /// Callers remembered; past it the one that could come again soonest is forgotten.
  package static let callersMax = 1_024

  /// When what each has done is paid for, at one attempt every `pause` (the generic cell rate
  /// algorithm: one number in place of a list of times).
  private var debts: [String: Duration] = [:]
  private var debtOfAll: Duration?

  package init() {}

  package var callerCount: Int { debts.count }

  /// Takes a place in the line, unless it is refused.
  package mutating func turn(of caller: Caller, at now: Duration) -> Turn {
    let key = Self.key(of: caller)
    var wait = Self.ofOne.wait(debts[key], at: now)
    if case .address = caller { wait = max(wait, Self.ofAll.wait(debtOfAll, at: now)) }
    guard wait <= Self.waitMax else { return .refused(wait - Self.waitMax) }
    if debts[key] == nil { makeRoom() }
    debts[key] = max(debts[key] ?? now, now) + Self.ofOne.pause
    if case .address = caller { debtOfAll = max(debtOfAll ?? now, now) + Self.ofAll.pause }
    return .after(wait)
  }

  private mutating func makeRoom() {
    guard debts.count >= Self.callersMax, let least = debts.min(by: { $0.value < $1.value })
    else { return }
    debts[least.key] = nil
  }

  /// An IPv6 customer owns a whole /64, which therefore counts as one.
  /// So does all of 127.0.0.0/8, which is this machine.
  private static func key(of caller: Caller) -> String {
    switch caller {
    case .browser(let token): "browser \(token)"
    case .address(let address) where SocketAddress(host: address, port: 0)?.isLoopback == true:
      "loopback"
    case .address(let address):
      address.contains(":") ? RangeWords.network64(of: address) : address
    }
  }
}
