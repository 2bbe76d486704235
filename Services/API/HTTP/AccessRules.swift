import ServiceKit
package import TinyHTTP
package import TinyReactor
package import Wire

/// Who may call: bearers of the token, bots as far as theirs goes, and no web page from elsewhere.
///
/// A browser lets any page send requests to `localhost`. The headers it must add give these
/// requests away: see `SameOrigin` and `OwnNames`.
package final class AccessRules {
  private let token: BearerToken?
  private let bots: Bots?
  private let refusals: RepeatedReport<String>?
  /// Calls without the right token, since the start of the process.
  package private(set) var tokenRefusals = 0
  /// The last Host found to be ours: callers repeat themselves, and parsing an address is a seventh
  /// of the work of a plain answer.
  private var lastHost: String?

  /// `api` is what compose calls this service.
  private static let names = OwnNames(["localhost", "api"])

  /// Nil: no token is required. `refusals` reports callers without the right one.
  package init(
    token: String?, bots: Bots? = nil, refusals: RepeatedReport<String>? = nil
  ) {
    self.token = token.map(BearerToken.init)
    self.bots = bots
    self.refusals = refusals
  }

  /// The 401 or 403 for a request that may not pass. Nil for all others, and at the health paths,
  /// which have a rule of their own (`HealthAccess`).
  package func refusal(of request: HTTPRequest) -> HTTPError? {
    guard let refusal = refusalWithoutException(of: request) else { return nil }
    if Service.isHealthPath(request.path) { return nil }
    if [.unauthorized, .notFound].contains(refusal.status) { note(request) }
    return refusal
  }

  private func note(_ request: HTTPRequest) {
    tokenRefusals += 1
    let peer = request.peer.map { "\($0)" } ?? "somebody"
    let what =
      if BotAccess.hookToken(of: request) != nil {
        "the address of a hook that there is not"
      } else {
        request.fields["Authorization"] == nil ? "no token" : "another token than ours"
      }
    refusals?.report("\(peer) was refused: it sent \(what)")
  }

  /// The bot that sends a request, if its token is for that; nil for everybody else. Whoever bears
  /// the token of all else is nobody's bot.
  package func bot(behind request: HTTPRequest) -> Bot? {
    guard let bots, let token = BotAccess.token(of: request),
      let bot = bots.bot(withToken: token), BotAccess.isOpen(to: bot, request)
    else { return nil }
    return bot
  }

  private func refusalWithoutException(of request: HTTPRequest) -> HTTPError? {
    if let bot = bot(behind: request) {
      // It needs no other token, and may call us by any name: no page from elsewhere knows it.
      bots?.noteUse(of: bot)
    } else if BotAccess.hookToken(of: request) != nil {
      return HTTPError(.notFound, "there is no such hook")
    } else if let token {
      guard token.isBorne(by: request) else { return refusal(ofBearerIn: request) }
    } else if BotAccess.isForTalk(request), BotAccess.token(of: request) != nil {
      return BotAccess.unknownToken
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

  private func refusal(ofBearerIn request: HTTPRequest) -> HTTPError {
    let bot = BotAccess.token(of: request).flatMap { bots?.bot(withToken: $0) }
    return bot.map(BotAccess.refusal(of:)) ?? BearerToken.refusal(by: "API")
  }

  /// Whether `host`, with or without a port, is one of our names.
  package func isOurs(host: String) -> Bool {
    if host == lastHost { return true }
    let isOurs = Self.names.contains(host)
    if isOurs { lastHost = host }
    return isOurs
  }
}
