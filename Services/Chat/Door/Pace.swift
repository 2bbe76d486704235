import TinyReactor

/// How fast one member's lines are said: within an allowance, and not while the room is congested.
struct Pace {
  /// Set when what waits has to be said soon.
  enum Hurry {
    /// The room is not spared any more.
    case withinAllowance
    /// The server is about to end: nobody is slowed.
    case all
  }

  struct Pause {
    let length: Duration
    /// The first since the whole allowance was there: they should be told.
    let isNews: Bool
  }

  var hurry: Hurry?
  private let rate: Rate?
  private var allowance = Allowance()
  private var wasToldToWait = false

  /// Without a `rate` only congestion slows anybody.
  init(_ rate: Rate?) {
    self.rate = rate
  }

  /// How long a line has to wait; nil takes it out of the allowance. Commands do not wait for a
  /// congested room.
  mutating func pause(
    beforeCommand isCommand: @autoclosure () -> Bool, isCongested: Bool, at clock: any ReactorTime
  ) -> Pause? {
    if hurry == .all { return nil }
    if isCongested, hurry == nil, !isCommand() {
      return Pause(length: Fanout.congestionPause, isNews: false)
    }
    guard let rate else { return nil }
    let now = clock.now
    let wait = allowance.wait(at: now, rate)
    guard wait == .zero else {
      defer { wasToldToWait = true }
      return Pause(length: wait, isNews: !wasToldToWait)
    }
    if allowance.isFull(at: now) { wasToldToWait = false }
    allowance.take(at: now, rate)
    return nil
  }

  /// Takes one more line out of the allowance, which may be owed.
  mutating func charge(at now: Duration) {
    if let rate { allowance.take(at: now, rate) }
  }
}
