import ServiceKit
package import TinyHTTP
package import Wire

/// What a bot's token is good for.
package enum BotAccess {
  /// The first segment of a hook's path; the token is the second.
  static let hooks = "hooks"

  private static let talkPath = "/say"
  private static let readPaths: Set = ["/messages", "/messages/stream", "/messages/export"]

  /// Whether `bot` may send that request: talk, and read what was said if it was made for that.
  package static func isOpen(to bot: Bot, _ request: HTTPRequest) -> Bool {
    if isForTalk(request) || hookToken(of: request) != nil { return true }
    let isReading = request.method == .get || request.method == .head
    return bot.mayRead && isReading && readPaths.contains(path(of: request))
  }

  /// `POST /say`.
  static func isForTalk(_ request: HTTPRequest) -> Bool {
    request.method == .post && path(of: request) == talkPath
  }

  /// The token of `POST /hooks/{token}`, whatever it is; nil for other requests.
  static func hookToken(of request: HTTPRequest) -> Substring? {
    guard request.method == .post else { return nil }
    let segments = path(of: request).split(separator: "/")
    return segments.count == 2 && segments[0] == hooks ? segments[1] : nil
  }

  /// What a request sends as a bot's token, in its path or as its bearer; nil for other tokens.
  static func token(of request: HTTPRequest) -> Substring? {
    if let token = hookToken(of: request) { return token }
    return BearerToken.text(in: request).flatMap {
      $0.hasPrefix(SecretToken.bot.rawValue) ? $0 : nil
    }
  }

  static let unknownToken = HTTPError(
    .unauthorized, "no bot has that token; POST /bots makes one",
    fields: HTTPFields([("WWW-Authenticate", #"Bearer realm="NetCatChat API""#)]))

  /// The answer to a bot that wants what its token is not for.
  static func refusal(of bot: Bot) -> HTTPError {
    HTTPError(
      .forbidden,
      "this is the token of the bot \(bot.name), which may "
        + (bot.mayRead ? "talk (POST /say) and read (GET /messages)" : "talk (POST /say)")
        + "; all else needs the value of API_TOKEN")
  }

  /// Routes are the same with and without a slash at the end.
  private static func path(of request: HTTPRequest) -> String {
    let path = request.path
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}
