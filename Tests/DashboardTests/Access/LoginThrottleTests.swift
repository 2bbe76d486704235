import Dashboard
import Testing
import TinyReactor

@Suite struct LoginThrottleTests {
  typealias Turn = LoginThrottle.Turn

  @Test func `after a few at once an address has a turn every ten seconds, and a short line`() {
    var throttle = LoginThrottle()
    let turns = (0..<8).map { _ in throttle.turn(of: .address("192.0.2.7"), at: .zero) }
    let seconds = [0, 0, 0, 0, 10, 20].map { Turn.after(.seconds($0)) }
    #expect(turns == seconds + Array(repeating: .refused(.seconds(10)), count: 2))
    #expect(throttle.turn(of: .address("192.0.2.8"), at: .zero) == .after(.zero))
  }

  @Test func `who is refused gets a place when told, and not earlier`() {
    var throttle = LoginThrottle()
    for _ in 0..<6 { _ = throttle.turn(of: .address("a"), at: .zero) }
    #expect(throttle.turn(of: .address("a"), at: .seconds(9)) == .refused(.seconds(1)))
    #expect(throttle.turn(of: .address("a"), at: .seconds(10)) == .after(.seconds(20)))
  }

  /// Tries once a second for an hour; how often the password was looked at, or will be.
  static func attempts(_ callers: (Int) -> [LoginThrottle.Caller]) -> Int {
    var throttle = LoginThrottle()
    return (0..<3_600).reduce(0) { sum, second in
      sum
        + callers(second).count { caller in
          if case .after = throttle.turn(of: caller, at: .seconds(second)) { true } else { false }
        }
    }
  }

  @Test func `an hour holds 365 guesses of an address, and 783 of all together`() {
    #expect(Self.attempts { _ in [.address("192.0.2.7")] } == 365)
    // A thousand machines, and addresses that are new every time.
    let all = Self.attempts { second in
      (0..<5).map { .address("2001:db8:\(second % 200):\($0)::1") }
    }
    #expect(all == 783)
  }

  @Test func `a known browser waits for nobody but itself`() {
    var throttle = LoginThrottle()
    for number in 0..<1_000 {
      _ = throttle.turn(of: .address("2001:db8:0:\(number)::1"), at: .zero)
      _ = throttle.turn(of: .address("192.0.2.7"), at: .zero)
    }
    guard case .refused = throttle.turn(of: .address("192.0.2.9"), at: .zero) else {
      Issue.record("the ceiling holds for strangers")
      return
    }
    let turns = (0..<6).map { _ in throttle.turn(of: .browser("b"), at: .zero) }
    #expect(turns == [0, 0, 0, 0, 10, 20].map { .after(.seconds($0)) })
    #expect(throttle.turn(of: .browser("c"), at: .zero) == .after(.zero))
  }

  @Test(arguments: [
    ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true),
    ("127.0.0.1", "127.7.0.2", true), ("127.0.0.1", "::1", true), ("127.0.0.1", "128.0.0.1", false),
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::", true),
    ("2001:db8::1", "2001:db8:0:0:1::", true),
    ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
    ("::1", "1::", false),
    ("192.0.2.7", "192.0.2.8", false),
  ])
  func `an IPv6 network counts as one, an IPv4 address as itself`(
    one: String, other: String, isSame: Bool
  ) {
    var throttle = LoginThrottle()
    for _ in 0..<4 { _ = throttle.turn(of: .address(one), at: .zero) }
    #expect((throttle.turn(of: .address(other), at: .zero) != .after(.zero)) == isSame)
  }

  @Test func `memory is bounded, and who waits is not forgotten first`() {
    var throttle = LoginThrottle()
    for _ in 0..<6 { _ = throttle.turn(of: .browser("slow"), at: .zero) }
    for number in 0..<3_000 {
      _ = throttle.turn(of: .browser("\(number)"), at: .milliseconds(number))
    }
    #expect(throttle.callerCount == LoginThrottle.callersMax)
    #expect(throttle.turn(of: .browser("slow"), at: .seconds(3)) == .refused(.seconds(7)))
  }
}

@Suite struct KnownBrowsersTests {
  @Test func `a known browser keeps its token, a made-up one is replaced`() {
    var browsers = KnownBrowsers()
    let first = browsers.noteLogin(nil)
    #expect(browsers.noteLogin(first) == first)
    let second = browsers.noteLogin("made up")
    #expect(second.utf8.count == 64 && second != first)
    #expect(browsers.knows(first) && browsers.knows(second) && !browsers.knows("made up"))
  }

  @Test func `one too many, and the one longest ago is forgotten`() {
    var browsers = KnownBrowsers()
    let tokens = (0..<KnownBrowsers.browsersMax).map { _ in browsers.noteLogin(nil) }
    _ = browsers.noteLogin(tokens[0])
    _ = browsers.noteLogin(nil)
    #expect(browsers.knows(tokens[0]) && !browsers.knows(tokens[1]) && browsers.knows(tokens[2]))
  }
}
