import TinyReactor
import Wire

/// Makes logins take turns, so that guessing stays slow and nobody's guesses keep the right
/// password out.
///
/// An attempt that comes too soon waits for its turn, and only then is the password looked at,
/// right or wrong; one that would wait too long is refused unread. A browser that has logged in
/// before (`KnownBrowsers`) has a queue of its own, without other people's guesses: behind a proxy
/// or a published container port all people share one address (OWASP calls this device cookies).
///
/// So an address has 4 guesses at once and then 360 an hour, and all addresses together 60 at once
/// and then 720 an hour, however many they are: some 6 million a year, against the 2 × 10¹¹
/// passwords of 8 random letters. Somebody who floods the queue of an address can still keep
/// strangers at that address from their turn; a known browser, and any other address, such as the
/// machine's own, are not held up.
package struct LoginThrottle {
  /// An attempt's place in the queue.
  package enum Turn: Equatable {
    case after(Duration)
    /// The queue is full; there will be a place again after this long.
    case refused(Duration)
  }

  /// Who tries: a browser that we know, or somebody at an address.
  package enum Caller {
    case browser(String)
    case address(String)
  }

  /// For one caller: people mistype, but not often.
  private static let ofOne = Rate(burst: 4, every: .seconds(10))
  /// For all addresses together. Known browsers do not count: their users knew the password.
  private static let ofAll = Rate(burst: 60, every: .seconds(5))
  /// As long as people watch a page load. It bounds the answers that wait: 2 for an address and no
  /// more than 64 in all, besides those for known browsers.
  package static let waitMax = Duration.seconds(20)
  /// Callers remembered; beyond this the one that could come again soonest is forgotten.
  package static let callersMax = 1_024

  private var allowances: [String: Allowance] = [:]
  private var allowanceOfAll = Allowance()

  package init() {}

  package var callerCount: Int { allowances.count }

  /// Takes a place in the queue, unless it is refused.
  package mutating func turn(of caller: Caller, at now: Duration) -> Turn {
    let key = Self.key(of: caller)
    var allowance = allowances[key] ?? Allowance()
    var wait = allowance.wait(at: now, Self.ofOne)
    if case .address = caller { wait = max(wait, allowanceOfAll.wait(at: now, Self.ofAll)) }
    guard wait <= Self.waitMax else { return .refused(wait - Self.waitMax) }
    if allowances[key] == nil { makeRoom() }
    allowance.take(at: now, Self.ofOne)
    allowances[key] = allowance
    if case .address = caller { allowanceOfAll.take(at: now, Self.ofAll) }
    return .after(wait)
  }

  private mutating func makeRoom() {
    guard allowances.count >= Self.callersMax,
      let least = allowances.min(by: { $0.value.fullAt < $1.value.fullAt })
    else { return }
    allowances[least.key] = nil
  }

  /// An IPv6 customer owns a whole /64, which therefore counts as one.
  /// So does all of 127.0.0.0/8, which is this machine.
  private static func key(of caller: Caller) -> String {
    switch caller {
    case .browser(let token): "browser \(token)"
    case .address(let address) where SocketAddress(host: address, port: 0)?.isLoopback == true:
      "loopback"
    case .address(let address):
      (try? AddressRange(address))?.subscriber.description ?? address
    }
  }
}
