import ServiceKit
package import TinyHTTP
package import TinyReactor
import Wire

/// Who may call: bearers of the token, and no web page from elsewhere.
///
/// A browser lets any page send requests to `localhost`. The headers it must add give these
/// requests away: see `SameOrigin` and `OwnNames`.
package final class AccessRules {
  private let token: BearerToken?
  private let refusals: RepeatedReport<String>?
  /// Calls without the right token, since the start of the process.
  package private(set) var tokenRefusals = 0
  /// The last Host found to be ours: callers repeat themselves, and parsing an address is a seventh
  /// of the work of a plain answer.
  private var lastHost: String?

  /// `api` is what compose calls this service.
  private static let names = OwnNames(["localhost", "api"])

  /// Nil: no token is required. `refusals` reports callers without the right one.
  package init(token: String?, refusals: RepeatedReport<String>? = nil) {
    self.token = token.map(BearerToken.init)
    self.refusals = refusals
  }

  /// The 401 or 403 for a request that may not pass. Nil for all others, and at the health paths,
  /// which have a rule of their own (`HealthAccess`).
  package func refusal(of request: HTTPRequest) -> HTTPError? {
    guard let refusal = refusalWithoutException(of: request) else { return nil }
    if Service.isHealthPath(request.path) { return nil }
    if refusal.status == .unauthorized { note(request) }
    return refusal
  }

  private func note(_ request: HTTPRequest) {
    tokenRefusals += 1
    let peer = request.peer.map { "\($0)" } ?? "somebody"
    let what = request.fields["Authorization"] == nil ? "no token" : "another token than ours"
    refusals?.report("\(peer) was refused: it sent \(what)")
  }

  private func refusalWithoutException(of request: HTTPRequest) -> HTTPError? {
    if let token {
      guard token.isBorne(by: request) else { return BearerToken.refusal(by: "API") }
    } else if let host = request.fields["Host"], !isOurs(host: host) {
      // With a token there is no need: a page from elsewhere does not know it.
      return HTTPError(
        .forbidden,
        "this API does not go by the name \(Authority(host)?.host ?? host). Call it by its address or "
          + "as localhost, or set API_TOKEN to allow any name")
    }
    guard SameOrigin.breach(in: request) == nil else {
      return HTTPError(.forbidden, "a web page from another site tried to change something here")
    }
    return nil
  }

  /// Whether `host`, with or without a port, is one of our names.
  package func isOurs(host: String) -> Bool {
    if host == lastHost { return true }
    let isOurs = Self.names.contains(host)
    if isOurs { lastHost = host }
    return isOurs
  }
}
