package import Service
package import TinyHTTP
package import TinyReactor

/// How chat asks the API, and whether it answers: what the parts that follow it share.
package final class APILink {
  /// `HTTPClient.send`, or a test's stand-in: a request and its deadline.
  package typealias Send = (HTTPRequest, Duration) -> Deferred<HTTPResponse>

  /// The last answer was a good one.
  package private(set) var isUp = false

  private let send: Send
  private let log: Log
  private var wasReported = false

  package init(log: Log, send: @escaping Send) {
    self.log = log
    self.send = send
  }

  /// Fails with `APIProblem` for any status but 2xx. A change between up and down is logged once.
  package func ask(_ request: HTTPRequest, deadline: Duration) -> Deferred<HTTPResponse> {
    send(request, deadline)
      .addCallback { response in
        guard 200..<300 ~= response.status.code else {
          throw APIProblem(status: response.status.code)
        }
        return response
      }
      .addCallbacks(
        { [self] in
          report(isUp: true, request, "")
          return $0
        },
        { [self] in
          // Who takes a question back learns nothing about the API.
          if !($0 is CancelledError) { report(isUp: false, request, "\($0)") }
          throw $0
        })
  }

  private func report(isUp: Bool, _ request: HTTPRequest, _ problem: String) {
    guard isUp != self.isUp || !wasReported else { return }
    self.isUp = isUp
    wasReported = true
    if isUp {
      log.info("api is up")
    } else {
      log.warning("api is away", ["asked": request.target, "problem": problem])
    }
  }
}

/// An answer that is a refusal.
package struct APIProblem: Error, CustomStringConvertible {
  package let status: Int
  package var description: String { "status \(status)" }
}
