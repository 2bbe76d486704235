package import ServiceKit
package import TinyReactor
import TinyRedis

/// Whether the engine behind `BUS_URL` does what it is asked, judging by its last answer; logs each
/// change between up and the kinds of trouble once.
package final class BusWatch {
  /// How often a change is logged: this many at once, and one each `interval` in the long run. One
  /// that has to wait is logged when its turn comes, if it still holds.
  private static let logRate = Rate(burst: 6, every: .seconds(10))

  private enum State: Equatable {
    case unknown, up
    case trouble(BusTrouble.Kind)
  }

  private let clock: any ReactorTime
  private let log: Log
  private var state = State.unknown
  /// The state that was logged last.
  private var said = State.unknown
  private var trouble: BusTrouble?
  private var allowance = Allowance()
  private var later: DelayedCall?
  private var isStopped = false

  /// In a few words; nil while it works, and before the first answer.
  package var problem: String? { trouble?.problem }
  package var isUp: Bool { state == .up }

  package init(on clock: any ReactorTime, log: Log) {
    self.clock = clock
    self.log = log
  }

  deinit { later?.cancelIfActive() }

  package func worked() { take(.up, nil) }

  package func failed(_ error: any Error) {
    let trouble = BusTrouble(error)
    take(.trouble(trouble.kind), trouble)
  }

  /// We are shutting down, and whether it is away is no news any more.
  package func stop() {
    isStopped = true
    later.take()?.cancelIfActive()
  }

  private func take(_ state: State, _ trouble: BusTrouble?) {
    (self.state, self.trouble) = (state, trouble)
    say()
  }

  private func say() {
    guard state != said, later == nil, !isStopped else { return }
    let wait = allowance.wait(at: clock.now, Self.logRate)
    guard wait == .zero else {
      later = clock.callLater(wait) { [weak self] in
        self?.later = nil
        self?.say()
      }
      return
    }
    allowance.take(at: clock.now, Self.logRate)
    said = state
    guard let trouble else { return log.info("bus is up") }
    if let help = trouble.help {
      log.warning(trouble.kind.event, ["problem": trouble.problem, "help": help])
    } else {
      log.warning(trouble.kind.event, ["problem": trouble.problem])
    }
  }
}

/// Why the engine behind `BUS_URL` is of no use now.
struct BusTrouble {
  enum Kind {
    /// No answer; it may come back by itself.
    case away
    /// Answers that are of no use.
    case errors
    /// Waiting does not help: somebody has to change a setting.
    case refusal

    var event: String {
      switch self {
      case .away: "bus is away"
      case .errors: "bus answers with errors"
      case .refusal: "bus refuses us"
      }
    }
  }

  let kind: Kind
  let problem: String
  /// What to do.
  var help: String?
}

extension BusTrouble {
  init(_ error: any Error) {
    let problem = "\(error)"
    switch error {
    case RedisError.lost(_, .refused(let refusal)): self.init(refusal)
    case RedisError.lost(_, let why): self.init(kind: .away, problem: "\(why)")
    case RedisError.reply("NOPERM", _):
      self.init(kind: .refusal, problem: problem, help: Self.permissions)
    case RedisError.reply("NOAUTH", _):
      self.init(kind: .refusal, problem: problem, help: Self.credentials)
    case RedisError.reply("LOADING", _), RedisError.reply("UNBLOCKED", _):
      self.init(kind: .away, problem: problem)
    case RedisError.reply, is UnexpectedReply: self.init(kind: .errors, problem: problem)
    default: self.init(kind: .away, problem: problem)
    }
  }

  private init(_ refusal: RedisRefusal) {
    let help: String? =
      switch refusal {
      case .wrongPassword, .passwordNeeded: Self.credentials
      case .noPasswordSet: "leave BUS_PASSWORD empty, or set requirepass where BUS_URL is"
      case .notPermitted: Self.permissions
      case .tooOld: "let BUS_URL be a Valkey 8, or a Redis 7.0 or later"
      case .loading, .other: nil
      }
    self.init(kind: refusal == .loading ? .away : .refusal, problem: "\(refusal)", help: help)
  }

  private static let credentials =
    "set BUS_USER and BUS_PASSWORD to what the server at BUS_URL asks for"
  private static let permissions =
    "let BUS_USER run the stream, hash, sorted set and script commands on the keys ncc:*"
}
