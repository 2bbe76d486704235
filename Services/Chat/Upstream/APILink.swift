package import ServiceKit
package import TinyHTTP
package import TinyReactor
import Wire

/// Sends chat's requests to the API, and knows whether it answers; shared by all that ask it.
package final class APILink {
  /// `HTTPClient.send`, or a test's stand-in: a request and its deadline.
  package typealias Send = (HTTPRequest, Duration) -> Deferred<HTTPResponse>

  /// How often a change is logged: this many at once, and one each `interval` in the long run. One
  /// that has to wait is logged when its turn comes, if it still holds.
  private static let logRate = Rate(burst: 6, interval: .seconds(10))

  /// The last answer on each path was a good one.
  package private(set) var isUp = false
  /// We are shutting down: that the API does so as well is no news.
  package var isStopping = false

  private let clock: any ReactorTime
  private let send: Send
  let log: Log
  /// The trouble of each path whose last answer was not good. One path that works does not mean
  /// that the API is back, nor does another that fails mean that it is away again.
  private var troubled: [Substring: APITrouble] = [:]
  /// The state that was logged last; nil is nothing yet.
  private var said: APIState?
  private var logAllowance = Allowance()

  package init(on clock: any ReactorTime, log: Log, send: @escaping Send) {
    self.clock = clock
    self.log = log
    self.send = send
  }

  /// Returns what `read` makes of the answer; fails with `APIProblem` when `read` throws, and for
  /// any status but 2xx. A change between up and the kinds of trouble is logged once.
  package func ask<Answer>(
    _ request: HTTPRequest, deadline: Duration,
    _ read: @escaping (HTTPResponse) throws -> Answer
  ) -> Deferred<Answer> {
    send(request, deadline)
      .addCallback { response in
        guard 200..<300 ~= response.status.code else { throw APIProblem(response) }
        do {
          return try read(response)
        } catch {
          throw APIProblem(status: response.status.code, reason: "\(error)")
        }
      }
      .addCallbacks(
        { [self] in
          report(nil, request)
          return $0
        },
        { [self] in
          if ($0 as? APIProblem)?.isConflict == true {
            report(nil, request)  // it answers us, though not as we like
          } else if !($0 is CancelledError) {  // a cancelled request says nothing about the API
            report($0, request)
          }
          throw $0
        })
  }

  private func report(_ error: (any Error)?, _ request: HTTPRequest) {
    let path = request.target.prefix { $0 != "?" }
    let trouble = error.map(APITrouble.init)
    troubled[path] = trouble
    let worst = troubled.values.max()
    isUp = worst == nil
    // The worst trouble is logged with the request that met it.
    guard trouble == worst else { return }
    let state = APIState(trouble: worst)
    guard state != said, mayLog() else { return }
    said = state
    say(trouble, error, request)
  }

  private func mayLog() -> Bool {
    guard let rate = Self.logRate else { return true }
    guard logAllowance.wait(at: clock.now, rate) == .zero else { return false }
    logAllowance.take(at: clock.now, rate)
    return true
  }

  private func say(_ trouble: APITrouble?, _ error: (any Error)?, _ request: HTTPRequest) {
    guard let trouble, let error else { return log.info("api is up") }
    let problem = "\(error)"
    // Without the query: people's searches are their own.
    let asked = request.target.prefix { $0 != "?" }
    switch trouble {
    case _ where isStopping:
      log.debug(trouble.event, ["asked": asked, "problem": problem])
    case .refusal:
      log.warning(
        trouble.event,
        [
          "asked": asked, "problem": problem,
          "help": "give chat the API_TOKEN that the API has",
        ])
    case .away, .errors:
      log.warning(trouble.event, ["asked": asked, "problem": problem])
    }
  }
}

/// The states that the log tells apart.
private struct APIState: Equatable {
  /// Nil is up.
  let trouble: APITrouble?
}

/// Ways in which the API can fail us, the one that most needs a person's help last.
private enum APITrouble: Comparable {
  /// No answer; it may come back by itself.
  case away
  /// Answers that are of no use.
  case errors
  /// It refuses our credentials (401, 403): waiting does not help.
  case refusal

  init(_ error: any Error) {
    switch (error as? APIProblem)?.status {
    case 401, 403: self = .refusal
    case nil: self = .away
    default: self = .errors
    }
  }

  var event: String {
    switch self {
    case .away: "api is away"
    case .errors: "api answers with errors"
    case .refusal: "api refuses us"
    }
  }
}

/// An answer that is a refusal, or makes no sense.
package struct APIProblem: Error, CustomStringConvertible {
  package let status: Int
  /// The API's own words, or what is wrong with the answer.
  let reason: String?

  init(status: Int, reason: String?) {
    self.status = status
    self.reason = reason
  }

  init(_ response: HTTPResponse) {
    let outcome = try? JSON.decode(Outcome.self, from: response.body)
    self.init(status: response.status.code, reason: outcome?.error)
  }

  /// Another server goes by our name (409).
  var isConflict: Bool { status == 409 }
  package var description: String { "status \(status)" + (reason.map { ": \($0)" } ?? "") }
}
