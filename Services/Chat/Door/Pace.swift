import TinyReactor

/// How fast one member's lines are said: within an allowance, and not while the room is congested.
struct Pace {
  /// Set when waiting lines have to be said soon.
  enum Hurry {
    /// Congestion no longer counts, the allowance does.
    case withinAllowance
    /// The server is about to end: nobody is slowed.
    case all
  }

  struct Pause {
    let length: Duration
    /// The first pause since the allowance was full: the member should be told.
    let isNews: Bool
  }

  /// More lines than a long one is said in. Who owes more has talked at another rate, which an admin
  /// has changed since.
  private static let debtMax = 16

  private var allowance = Allowance()
  private var wasToldToWait = false
  var hurry: Hurry?

  /// How long a line has to wait; nil when it may be said now, and is taken out of the allowance.
  /// Commands do not wait for a congested room.
  mutating func pause(
    beforeCommand isCommand: @autoclosure () -> Bool, isCongested: Bool, _ rate: Rate?,
    at clock: any ReactorTime
  ) -> Pause? {
    if hurry == .all { return nil }
    if isCongested, hurry == nil, !isCommand() {
      return Pause(length: Fanout.congestionPause, isNews: false)
    }
    guard let rate else { return nil }
    let now = clock.now
    let wait = allowance.wait(at: now, rate)
    guard wait == .zero else {
      allowance.forgive(beyond: Self.debtMax, at: now, rate)
      defer { wasToldToWait = true }
      return Pause(length: allowance.wait(at: now, rate), isNews: !wasToldToWait)
    }
    if allowance.isFull(at: now) { wasToldToWait = false }
    allowance.take(at: now, rate)
    return nil
  }

  /// Takes one more line out of the allowance, even into debt.
  mutating func charge(_ rate: Rate?, at now: Duration) {
    if let rate { allowance.take(at: now, rate) }
  }
}
