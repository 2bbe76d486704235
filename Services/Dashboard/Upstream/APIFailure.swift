package import TinyHTTP
import TinyReactor

/// Why the API did not do what was asked of it.
package enum APIFailure: Error, Equatable {
  /// No answer came: the connection was lost, or time ran out. The API may have heard us. The
  /// detail is for the log.
  case unreachable(String)
  /// There was no connection: it cannot have heard us.
  case notReached(String)
  /// So many requests were waiting here that this one was not sent; it says nothing about the API.
  case busy
  /// It answered with an error; the message is its own reason.
  case refused(HTTPStatus, String)
  /// It answered something this dashboard does not understand.
  case unreadable(String)

  package init(_ error: any Error) {
    switch error {
    case let failure as APIFailure: self = failure
    case HTTPClientError.queueFull: self = .busy
    // Only connecting fails with these.
    case is SystemError, is ResolveError: self = .notReached(String(describing: error))
    default: self = .unreachable(String(describing: error))
    }
  }

  /// What the admin reads, as the end of a sentence about the API.
  package var words: String {
    switch self {
    case .unreachable, .notReached: "does not answer"
    case .busy: "was not asked"
    case .refused(let status, _) where isAboutAccess(status):
      "refuses the dashboard's API_TOKEN (\(status.code))"
    case .refused(let status, _): "answers with errors (\(status.code))"
    case .unreadable: "answers what this dashboard cannot read"
    }
  }

  /// A sentence to show in place of the answer.
  package var explanation: String {
    switch self {
    case .refused(let status, let reason) where status != .unauthorized:
      "The API says: \(reason)\(reason.hasSuffix(".") ? "" : ".")"
    case .busy: "Too many pages are being loaded at once. Try again in a moment."
    default: "The API \(words)."
    }
  }

  /// Whether the caller can do something about it: 4xx, except 401, which is about our token.
  package var isCallersFault: Bool {
    guard case .refused(let status, _) = self else { return false }
    return (400..<500).contains(status.code) && status != .unauthorized
  }

  /// Whether what was asked for is certain not to have happened.
  package var isWithoutEffect: Bool {
    switch self {
    case .refused(let status, _): status.code < 500
    case .notReached, .busy: true
    case .unreachable, .unreadable: false
    }
  }

  /// Asked with our own token, we are let in nowhere.
  private func isAboutAccess(_ status: HTTPStatus) -> Bool {
    status == .unauthorized || status == .forbidden
  }

  /// What the log says.
  package var detail: String {
    switch self {
    case .unreachable(let why), .notReached(let why), .unreadable(let why): why
    case .busy: "too many requests wait for a connection to the API"
    case .refused(let status, let why): "\(status.code) \(why)"
    }
  }
}
