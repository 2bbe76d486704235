package import TinyHTTP

/// Why the API did not do what was asked of it.
package enum APIFailure: Error, Equatable {
  /// Nothing came back: no connection, or no answer in time. The detail is for the log.
  case unreachable(String)
  /// It answered with an error; the message is its own reason.
  case refused(HTTPStatus, String)
  /// It answered something this dashboard does not understand.
  case unreadable(String)

  package init(_ error: any Error) {
    self = error as? APIFailure ?? .unreachable(String(describing: error))
  }

  /// What the admin reads, as the end of a sentence about the API.
  package var words: String {
    switch self {
    case .unreachable: "does not answer"
    case .refused(let status, _) where status == .unauthorized || status == .forbidden:
      "refuses the dashboard's API_TOKEN (\(status.code))"
    case .refused(let status, _): "answers with errors (\(status.code))"
    case .unreadable: "answers what this dashboard cannot read"
    }
  }

  /// What the log says.
  package var detail: String {
    switch self {
    case .unreachable(let why), .unreadable(let why): why
    case .refused(let status, let why): "\(status.code) \(why)"
    }
  }
}
