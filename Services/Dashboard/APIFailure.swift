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
    case .refused(let status, _) where isAboutAccess(status):
      "refuses the dashboard's API_TOKEN (\(status.code))"
    case .refused(let status, _): "answers with errors (\(status.code))"
    case .unreadable: "answers what this dashboard cannot read"
    }
  }

  /// A sentence for where the answer would stand.
  package var explanation: String {
    switch self {
    case .refused(let status, let reason) where !isAboutAccess(status):
      "The API says: \(reason)\(reason.hasSuffix(".") ? "" : ".")"
    default: "The API \(words)."
    }
  }

  /// Whether the one who asked can do something about it: 4xx, except that 401 and 403 are about
  /// our token.
  package var isAboutTheWish: Bool {
    guard case .refused(let status, _) = self else { return false }
    return (400..<500).contains(status.code) && !isAboutAccess(status)
  }

  private func isAboutAccess(_ status: HTTPStatus) -> Bool {
    status == .unauthorized || status == .forbidden
  }

  /// What the log says.
  package var detail: String {
    switch self {
    case .unreachable(let why), .unreadable(let why): why
    case .refused(let status, let why): "\(status.code) \(why)"
    }
  }
}
