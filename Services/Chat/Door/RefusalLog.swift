import ServiceKit
import TinyReactor

/// Logs who was turned away: for each reason the first at once, then each minute the newest, with a
/// count.
final class RefusalLog {
  private typealias Event = (refusal: Doorkeeper.Refusal, peer: SocketAddress)

  private let reports: [Doorkeeper.Reason: RepeatedReport<Event>]

  init(on clock: any ReactorTime, log: Log) {
    let report = { RepeatedReport<Event>(on: clock) { Self.write($0, $1, to: log) } }
    reports = Dictionary(
      uniqueKeysWithValues: Doorkeeper.Reason.allCases.map { ($0, report()) })
  }

  func note(_ refusal: Doorkeeper.Refusal, of peer: SocketAddress) {
    reports[refusal.reason]?.report((refusal, peer))
  }

  private static func write(_ event: Event, _ count: Int?, to log: Log) {
    let (reason, told) = ("\(event.refusal.reason)", event.refusal.text)
    guard let count else {
      return log.info("refused", ["peer": event.peer, "reason": reason, "told": told])
    }
    log.info(
      "refused again",
      ["count": count, "in": "60s", "reason": reason, "newest": event.peer, "told": told])
  }
}
