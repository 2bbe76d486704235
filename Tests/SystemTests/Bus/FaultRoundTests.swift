import Support
import Testing

@testable import Faults

/// The rounds of `Tests/Faults/run` that need no rights, in short: three servers, an engine and an
/// API, and everything that people have read held against the log and the transcript.
@Suite(.enabled(if: RedisServer.isThere, "redis-server is not installed"), .serialized)
struct FaultRoundTests {
  @Test(arguments: [
    Fault.killEngine, .killChat, .pauseEngine, .killAPI, .cutRelay,
  ])
  func `nothing acknowledged is lost, doubled or out of order`(fault: Fault) throws {
    let round = try Round(1, fault, seed: 1, .quick, engine: "redis-server")
    let report = try round.play()
    #expect(report.lines > 100)
    #expect(report.findings == [], "\(report)")
  }
}
