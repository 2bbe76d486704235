/// Our side of telnet's echo (RFC 857): we say that we will echo, and do not, so that nothing is shown of a
/// password. Otherwise it is off.
///
/// Busybox believes it once in a connection: later on it answers `DONT`, and goes on showing.
struct EchoOption {
  /// `WILL` is the last that we have said.
  private(set) var isOffered = false
  /// The peer has said `DONT` to that.
  private(set) var isRefused = false
  /// The peer has answered what we offered last.
  private var isAnswered = false
  /// A `WILL` was not answered when it was not meant any more. A plain nc never answers, and is to be
  /// sent no more bytes that it would show.
  private var owesWithdrawal = false
  /// `WONT`s whose `DONT` has not come yet.
  private var withdrawals: UInt8 = 0

  /// The verb to send; nil when what was sent before holds.
  mutating func offer() -> UInt8? {
    (isOffered, isAnswered, isRefused) = (true, false, false)
    if owesWithdrawal {
      owesWithdrawal = false
      return nil
    }
    return Telnet.will
  }

  /// Likewise; nil while it is not known that the peer understands it.
  mutating func withdraw() -> UInt8? {
    isOffered = false
    guard isAnswered else {
      owesWithdrawal = true
      return nil
    }
    return isRefused ? nil : sayWont()
  }

  /// What to say to a `DO` or `DONT`, if anything; nil when this is none of an offer.
  mutating func answer(to verb: UInt8) -> UInt8?? {
    switch verb {
    case Telnet.do where isOffered:
      isAnswered = true
      return .some(nil)
    case Telnet.do where owesWithdrawal:
      owesWithdrawal = false
      return .some(sayWont())
    case Telnet.dont where withdrawals > 0:
      withdrawals -= 1
      return .some(nil)
    case Telnet.dont where isOffered:
      (isAnswered, isRefused) = (true, true)
      return .some(nil)
    case Telnet.dont where owesWithdrawal:
      owesWithdrawal = false
      return .some(nil)
    default: return nil
    }
  }

  private mutating func sayWont() -> UInt8 {
    withdrawals = min(withdrawals + 1, 16)
    return Telnet.wont
  }
}
