import TinyHTTP
package import TinyReactor
package import Wire

/// Keeps the configuration as the API has it, by asking a question that is answered when there is
/// something new (a long poll).
///
/// With the API away the last configuration stays in force; attempts go on with growing pauses.
package final class ConfigurationFollower {
  /// Seconds the API may take to find something new.
  package static let waitSeconds = 25
  /// What an answer may take beyond that.
  package static let grace = Duration.seconds(10)
  /// The least time between two questions, whatever the answers.
  package static let askPauseMin = Duration.milliseconds(50)

  private let clock: any ReactorTime
  private let api: APILink
  private let apply: (ChatConfiguration) -> Void
  private var backoff = Backoff()
  /// What to ask for news since; nil asks for what there is.
  private var seq: Int?
  private var current: ChatConfiguration?
  private var question: Deferred<Void>?
  private var nextCall: DelayedCall?
  private var isStopped = false

  /// `apply` is called with each new configuration.
  package init(
    on clock: any ReactorTime, _ api: APILink, apply: @escaping (ChatConfiguration) -> Void
  ) {
    self.clock = clock
    self.api = api
    self.apply = apply
  }

  package func start() { ask() }

  package func stop() {
    isStopped = true
    nextCall?.cancelIfActive()
    question?.cancel()
  }

  private func ask() {
    let news = seq.map { "?after=\($0)&wait=\(Self.waitSeconds)" } ?? ""
    let began = clock.now
    question =
      api.ask(
        HTTPRequest(.get, "/config\(news)"), deadline: .seconds(Self.waitSeconds) + Self.grace
      )
      .addCallback { [self] in try take($0) }
      .addCallbacks(
        { [self] in askAgain(after: max(.zero, Self.askPauseMin - (clock.now - began))) },
        { [self] _ in
          seq = nil  // another API may answer next time, with numbers of its own
          askAgain(after: backoff.next())
        })
  }

  private func take(_ response: HTTPResponse) throws {
    let configuration = try JSON.decode(ChatConfiguration.self, from: response.body)
    backoff.reset()
    seq = configuration.seq
    guard configuration != current else { return }
    current = configuration
    apply(configuration)
  }

  private func askAgain(after pause: Duration) {
    guard !isStopped else { return }
    nextCall = clock.callLater(pause) { [weak self] in self?.ask() }
  }
}
