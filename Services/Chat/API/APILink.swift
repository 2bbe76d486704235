package import Service
package import TinyHTTP
package import TinyReactor

/// How chat asks the API, and whether it answers: what the parts that follow it share.
package final class APILink {
  /// `HTTPClient.send`, or a test's stand-in: a request and its deadline.
  package typealias Send = (HTTPRequest, Duration) -> Deferred<HTTPResponse>

  /// The last answer to each thing that is asked was a good one.
  package private(set) var isUp = false

  private let send: Send
  private let log: Log
  /// What was asked last without a good answer, by path: one thing that goes well does not mean that
  /// the API is back, nor another that it is away again.
  private var troubled: Set<Substring> = []
  private var wasReported = false

  package init(log: Log, send: @escaping Send) {
    self.log = log
    self.send = send
  }

  /// What `read` makes of the answer; fails with what it throws, and with `APIProblem` for any status
  /// but 2xx. A change between up and down is logged once.
  package func ask<Answer>(
    _ request: HTTPRequest, deadline: Duration,
    _ read: @escaping (HTTPResponse) throws -> Answer
  ) -> Deferred<Answer> {
    send(request, deadline)
      .addCallback { response in
        guard 200..<300 ~= response.status.code else {
          throw APIProblem(status: response.status.code)
        }
        return try read(response)
      }
      .addCallbacks(
        { [self] in
          report(isUp: true, request, "")
          return $0
        },
        { [self] in
          if ($0 as? APIProblem)?.isConflict == true {
            report(isUp: true, request, "")  // it answers us, though not as we like
          } else if !($0 is CancelledError) {  // who takes a question back learns nothing
            report(isUp: false, request, ($0 as? HTTPError)?.message ?? "\($0)")
          }
          throw $0
        })
  }

  private func report(isUp isAnswered: Bool, _ request: HTTPRequest, _ problem: String) {
    let path = request.target.prefix { $0 != "?" }
    if isAnswered { troubled.remove(path) } else { troubled.insert(path) }
    let isUp = troubled.isEmpty
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

/// A refusal.
package struct APIProblem: Error, CustomStringConvertible {
  package let status: Int
  /// Another server goes by our name (409).
  var isConflict: Bool { status == 409 }
  package var description: String { "status \(status)" }
}
