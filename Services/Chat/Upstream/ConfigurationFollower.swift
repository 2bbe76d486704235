import ServiceKit
import TinyHTTP
package import TinyReactor
package import Wire

/// Keeps the configuration as the API has it, by a long poll: a request that is answered when there
/// is something new.
///
/// While the API is away, the last configuration stays in force. Attempts go on with growing
/// pauses, and from where we were, so that no order is missed and none is carried out twice. Pauses
/// start over only after all went well for as long as the longest of them: an API that answers only
/// now and then is not treated as healthy. Behind a proxy that cuts long requests off, it learns to
/// make shorter ones. A server that has just started asks for no orders: those were given to people
/// whom it does not have.
package final class ConfigurationFollower {
  /// How many seconds the API may wait for something new.
  package static let waitSeconds = 25
  /// The same when we are not sure that it answers. The request still waits: an API that answers
  /// others may fail this one.
  package static let probeSeconds = 1
  /// How much longer than that an answer may take.
  package static let grace = Duration.seconds(10)
  /// The least time between two requests, whatever the answers.
  package static let askPauseMin = Duration.milliseconds(50)

  private let clock: any ReactorTime
  private let api: APILink
  private let adopt: (ChatConfiguration) -> Void
  private let carryOut: (Order) -> Void
  private var backoff = Backoff()
  /// The seq after which to ask for news; nil asks for the configuration as it is.
  private var seq: Int?
  /// We are not sure to reach the API: it should answer soon, so that we know.
  private var isUnsure = true
  private var waitLength = WaitLength(seconds: waitSeconds, secondsMin: probeSeconds)
  /// When the first answer since the last failure came.
  private var wellSince: Duration?
  private var question: Deferred<Void>?
  private var nextCall: DelayedCall?
  private var isStopped = false

  /// `adopt` is called with each new configuration, then `carryOut` with each order that came with
  /// it.
  package init(
    on clock: any ReactorTime, _ api: APILink, adopt: @escaping (ChatConfiguration) -> Void,
    carryOut: @escaping (Order) -> Void = { _ in }
  ) {
    self.clock = clock
    self.api = api
    self.adopt = adopt
    self.carryOut = carryOut
  }

  package func start() { ask() }

  package func stop() {
    isStopped = true
    nextCall?.cancelIfActive()
    question?.cancel()
  }

  private func ask() {
    let isProbe = isUnsure
    let wait = isProbe ? Self.probeSeconds : waitLength.seconds
    let news = seq.map { "?after=\($0)&wait=\(wait)" } ?? ""
    let began = clock.now
    question =
      api.ask(HTTPRequest(.get, "/config\(news)"), deadline: .seconds(wait) + Self.grace) {
        try JSON.decode(ChatConfiguration.self, from: $0.body)
      }
      .addCallback { [self] in take($0) }
      .addCallbacks(
        { [self] in
          if !isProbe { waitLength.answered() }
          askAgain(after: max(.zero, Self.askPauseMin - (clock.now - began)))
        },
        { [self] error in
          if !isProbe { note(error, after: clock.now - began) }
          if let well = wellSince.take(), clock.now - well >= Backoff.longest { backoff.reset() }
          isUnsure = true
          askAgain(after: backoff.next())
        })
  }

  private func note(_ error: any Error, after elapsed: Duration) {
    guard !(error is CancelledError), waitLength.failed(after: elapsed) else { return }
    api.log.info(
      "questions to the api were cut off; they are shorter from now on",
      ["after": elapsed, "seconds": waitLength.seconds])
  }

  private func take(_ configuration: ChatConfiguration) {
    wellSince = wellSince ?? clock.now
    isUnsure = false
    let before = seq
    seq = configuration.seq
    guard configuration.seq != before else { return }
    adopt(configuration)
    guard let before else { return }
    for order in configuration.orders.sorted(by: { $0.seq < $1.seq }) where order.seq > before {
      carryOut(order)
    }
  }

  private func askAgain(after pause: Duration) {
    guard !isStopped else { return }
    nextCall = clock.callLater(pause) { [weak self] in self?.ask() }
  }
}
