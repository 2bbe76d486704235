import ServiceKit
package import TinyHTTP
package import TinyReactor
package import Wire

/// Who may call: bearers of API_TOKEN, admins in a session or by the token of a script, bots as far as theirs
/// goes, and no web page from elsewhere. What they may do is said by each route's `Need`.
///
/// A browser lets any page send requests to `localhost`. The headers it must add give these
/// requests away: see `SameOrigin` and `OwnNames`.
package final class AccessRules {
  private let token: BearerToken?
  private let bots: Bots?
  private let admins: Admins?
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
    token: String?, bots: Bots? = nil, admins: Admins? = nil,
    refusals: RepeatedReport<String>? = nil
  ) {
    self.token = token.map(BearerToken.init)
    self.bots = bots
    self.admins = admins
    self.refusals = refusals
  }

  /// The 401 or 403 for a request that may not pass. Nil for all others, and at the health paths,
  /// which have a rule of their own (`HealthAccess`).
  package func refusal(of request: HTTPRequest) -> HTTPError? {
    guard let refusal = refusalWithoutException(of: request) else { return nil }
    if Service.isHealthPath(request.path) { return nil }
    // That a session ends is nobody's mistake.
    let isEnded = refusal.description == Self.ended.description
    let isStrange = [.unauthorized, .notFound].contains(refusal.status) && !isEnded
    if isStrange { note(request) }
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
    } else if let text = adminToken(in: request) {
      guard let principal = admins?.principal(withToken: text) else { return Self.unknown(text) }
      if request.fields[Self.followField] == nil { admins?.noteUse(of: principal) }
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

  // MARK: - Admins

  /// Sent with requests by which a page updates itself: they keep no session alive, since nobody has done
  /// anything.
  package static let followField = "X-Follow"

  static let challenge = (name: "WWW-Authenticate", value: #"Bearer realm="NetCatChat API""#)

  private static let ended = HTTPError(
    .unauthorized, "this session has ended; log in again", fields: HTTPFields([challenge]))
  private static let revoked = HTTPError(
    .unauthorized, "no admin has that token, or it was revoked; POST /tokens makes one",
    fields: HTTPFields([challenge]))

  /// What a request bears as the token of a session or a script; nil for all other tokens.
  private func adminToken(in request: HTTPRequest) -> Substring? {
    guard let text = BearerToken.text(in: request), let kind = SecretToken(beginning: text),
      kind != .bot, token?.isBorne(by: request) != true
    else { return nil }
    return text
  }

  /// The 401 for a token of that kind which is nobody's.
  private static func unknown(_ text: Substring) -> HTTPError {
    SecretToken(beginning: text) == .session ? ended : revoked
  }

  /// Whom a request that was let in is from. Throws 401 when that is nobody any more.
  func principal(of request: HTTPRequest) throws(HTTPError) -> Principal {
    guard let text = adminToken(in: request) else { return .service }
    guard let principal = admins?.principal(withToken: text) else { throw Self.unknown(text) }
    return principal
  }

  /// Throws 403 when whoever sent a request is not what is needed for it, in words for them.
  func check(_ request: HTTPRequest, _ need: Need) throws(HTTPError) {
    // What a bot's token is good for was looked at when it was let in.
    guard bot(behind: request) == nil,
      let problem = need.problem(of: try principal(of: request))
    else { return }
    throw HTTPError(.forbidden, problem)
  }

  /// To be asked while a long answer goes on: throws 401 once a token was revoked, or a session has ended.
  func laterCheck(of request: HTTPRequest) -> () throws -> Void {
    if bot(behind: request) != nil {
      return { [self] in
        guard bot(behind: request) != nil else { throw BotAccess.unknownToken }
      }
    }
    return { [self] in _ = try principal(of: request) }
  }

  /// Who does what a request asks for, for the audit log.
  func author(of request: HTTPRequest) throws(HTTPError) -> Author {
    try principal(of: request).author(note: try request.note())
  }

  // MARK: - Hosts

  /// Whether `host`, with or without a port, is one of our names.
  package func isOurs(host: String) -> Bool {
    if host == lastHost { return true }
    let isOurs = Self.names.contains(host)
    if isOurs { lastHost = host }
    return isOurs
  }
}
