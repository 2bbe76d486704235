import TinyHTTP
package import TinyReactor
package import Wire

/// Tells the API what came of orders that had waited for us, one after the other, each until it is
/// acknowledged.
package final class OutcomeReporter {
  package static let deadline = Duration.seconds(3)
  /// More than can wait in the API for one server; beyond this the oldest is dropped.
  package static let resultsMax = 256

  private let clock: any ReactorTime
  private let api: APILink
  private var untold: [OrderResult] = []
  private var isTelling = false
  private var backoff = Backoff()

  package init(on clock: any ReactorTime, _ api: APILink) {
    self.clock = clock
    self.api = api
  }

  package func tell(_ result: OrderResult) {
    if untold.count == Self.resultsMax { untold.removeFirst() }
    untold.append(result)
    if !isTelling { tellNext() }
  }

  private func tellNext() {
    guard let result = untold.first, !api.isStopping else { return }
    isTelling = true
    // Strings always have a JSON form.
    let body = (try? JSON.encode(result)) ?? []
    let request = HTTPRequest(
      .post, "/outcomes", fields: HTTPFields([("Content-Type", "application/json")]), body: body)
    api.ask(request, deadline: Self.deadline) { _ in }
      .addCallbacks(
        { [self] _ in
          untold.removeAll { $0 == result }
          backoff.reset()
          isTelling = false
          tellNext()
        },
        { [self] _ in
          let pause = backoff.next()
          clock.callLater(pause) { [weak self] in
            self?.isTelling = false
            self?.tellNext()
          }
        })
  }
}
