import RoomLog
import ServiceKit
import Support
import Testing
import TinyReactor
import TinyRedis

/// What the log says of the engine behind `BUS_URL`, and how often.
@Suite struct `Watching the bus` {
  private let clock = ManualClock()
  private let pipe = Pipe()
  private let watch: BusWatch

  init() { watch = BusWatch(on: clock, log: Log(descriptor: pipe.writing)) }

  /// Since the last time, each line from its event on. There is always one: the last is ours.
  private func events() -> [String] {
    Log(descriptor: pipe.writing).info("end")
    return pipe.take().split(separator: "\n").dropLast().map { line in
      line.split(separator: " ").dropFirst().joined(separator: " ")
    }
  }

  static let away = RedisError.lost(mayHaveRun: true, .silent(command: "XREAD", after: .seconds(2)))
  static let password = RedisError.lost(mayHaveRun: false, .refused(.wrongPassword))

  static let troubles: [(error: any Error, event: String, words: [String])] = [
    (away, "warning bus is away", ["did not answer XREAD"]),
    (RedisError.timedOut(mayHaveRun: true, after: .seconds(1)), "warning bus is away", ["1.0"]),
    (
      RedisError.lost(mayHaveRun: false, .refused(.loading)), "warning bus is away", ["loading"]
    ),
    (RedisError.reply(code: "LOADING", message: "x"), "warning bus is away", ["LOADING"]),
    (password, "warning bus refuses us", ["WRONGPASS", "help=\"set BUS_USER and BUS_PASSWORD"]),
    (
      RedisError.lost(mayHaveRun: false, .refused(.passwordNeeded)), "warning bus refuses us",
      ["NOAUTH", "help=\"set BUS_USER and BUS_PASSWORD"]
    ),
    (
      RedisError.lost(mayHaveRun: false, .refused(.noPasswordSet)), "warning bus refuses us",
      ["help=\"leave BUS_PASSWORD empty"]
    ),
    (
      RedisError.lost(mayHaveRun: false, .refused(.notPermitted("no"))), "warning bus refuses us",
      ["help=\"let BUS_USER run"]
    ),
    (
      RedisError.lost(mayHaveRun: false, .refused(.tooOld(nil))), "warning bus refuses us",
      ["help=\"let BUS_URL be a Valkey 8"]
    ),
    (
      RedisError.reply(code: "NOPERM", message: "no XREAD"), "warning bus refuses us",
      ["no XREAD", "help=\"let BUS_USER run"]
    ),
    (
      RedisError.reply(code: "NOAUTH", message: "x"), "warning bus refuses us",
      ["help=\"set BUS_USER and BUS_PASSWORD"]
    ),
    (
      RedisError.reply(code: "WRONGTYPE", message: "x"), "warning bus answers with errors",
      ["WRONGTYPE"]
    ),
    (UnexpectedReply(), "warning bus answers with errors", ["as it should"]),
  ]

  @Test func `what is wrong is said once, with what to do where somebody can`() {
    for (error, event, words) in Self.troubles {
      for _ in 1...10 { watch.failed(error) }
      let said = events()
      #expect(said.count == 1)
      #expect(said[0].hasPrefix(event), "\(error)")
      for word in words { #expect(said[0].contains(word), "\(said[0])") }
      #expect(said[0].contains("help=") == words.contains { $0.hasPrefix("help=") })
      #expect(!watch.isUp)
      #expect(watch.problem != nil)
      clock.advance(by: .seconds(60))
      for _ in 1...10 { watch.worked() }
      #expect(events() == ["info bus is up"])
      #expect(watch.isUp)
      #expect(watch.problem == nil)
      clock.advance(by: .seconds(60))
    }
  }

  @Test func `nothing is said before the first answer`() {
    #expect(!watch.isUp)
    #expect(watch.problem == nil)
    #expect(events() == [])
  }

  @Test func `one that comes and goes does not fill the log, and in the end the truth is said`() {
    for _ in 1...100 {
      watch.failed(Self.away)
      watch.worked()
    }
    #expect(events().count == 6)
    watch.failed(Self.password)
    #expect(events() == [])
    clock.advance(by: .seconds(9))
    #expect(events() == [])
    clock.advance(by: .seconds(1))
    #expect(events().map { $0.hasPrefix("warning bus refuses us ") } == [true])
    watch.worked()
    watch.stop()
    clock.advance(by: .seconds(60))
    #expect(events() == [])
    #expect(!clock.hasPendingCalls)
  }
}
