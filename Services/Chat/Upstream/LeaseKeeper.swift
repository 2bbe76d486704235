import TinyHTTP
package import TinyReactor
package import Wire

/// Tells the API that this server is there and how many people are on it: each second, and at once
/// when that has changed.
///
/// At most one request is under way; changes meanwhile are told by one more. While the API is away,
/// the next attempt comes with the next second.
///
/// If another server goes by our name, the API refuses us for as long as that one is there. People
/// go on talking, but the API cannot say who is here.
package final class LeaseKeeper {
  package static let renewal = Duration.seconds(1)
  /// Less than a lease, so that one request that hangs does not lose it.
  package static let deadline = Duration.seconds(3)
  /// The least time between two reports, for when many come and go.
  package static let pauseMin = Duration.milliseconds(50)

  private let clock: any ReactorTime
  private let api: APILink
  private let target: String
  private let report: () -> ServerReport
  private let nameTaken: (Bool) -> Void
  /// Another server goes by our name.
  package private(set) var isNameTaken = false
  private var nextCall: DelayedCall?
  private var isAsking = false
  private var hasNews = false
  private var goodbye: Deferred<Void>?
  private var isOver = false

  /// `id` and the report's `instance` contain nothing that a URL would have to escape. `nameTaken`
  /// is called once when another server goes by our name, and once when it no longer does.
  package init(
    on clock: any ReactorTime, _ api: APILink, id: String, report: @escaping () -> ServerReport,
    nameTaken: @escaping (Bool) -> Void = { _ in }
  ) {
    self.clock = clock
    self.api = api
    target = "/servers/\(id)"
    self.nameTaken = nameTaken
    self.report = report
  }

  package func start() { renew() }

  /// Something in the report has changed.
  package func reportSoon() {
    guard !hasNews, !isOver else { return }
    hasNews = true
    if !isAsking, api.isUp { renewLater(Self.pauseMin) }
  }

  /// Gives the lease up; fires when the API has been told, or could not be.
  package func end() -> Deferred<Void> {
    let told = Deferred<Void>()
    goodbye = told
    isOver = true
    nextCall?.cancelIfActive()
    if !isAsking { sayGoodbye() }
    return told
  }

  private func renew() {
    isAsking = true
    hasNews = false
    // Integers and a string always have a JSON form.
    let body = (try? JSON.encode(report())) ?? []
    let request = HTTPRequest(
      .put, target, fields: HTTPFields([("Content-Type", "application/json")]), body: body)
    api.ask(request, deadline: Self.deadline) { _ in }
      .addCallbacks(
        { [self] _ in
          note(isNameTaken: false)
          return true
        },
        { [self] error in
          if (error as? APIProblem)?.isConflict == true { note(isNameTaken: true) }
          return false
        }
      )
      .addCallback { [self] in renewed(isUp: $0) }
  }

  private func note(isNameTaken: Bool) {
    guard isNameTaken != self.isNameTaken else { return }
    self.isNameTaken = isNameTaken
    nameTaken(isNameTaken)
  }

  private func renewed(isUp: Bool) {
    isAsking = false
    if isOver {
      sayGoodbye()
    } else {
      renewLater(isUp && hasNews ? Self.pauseMin : Self.renewal)
    }
  }

  private func renewLater(_ pause: Duration) {
    nextCall?.cancelIfActive()
    nextCall = clock.callLater(pause) { [weak self] in self?.renew() }
  }

  private func sayGoodbye() {
    let instance = report().instance.map { "?instance=\($0)" } ?? ""
    api.ask(HTTPRequest(.delete, target + instance), deadline: Self.deadline) { _ in }
      .addBoth { [self] _ in goodbye?.callback(()) }
  }
}
