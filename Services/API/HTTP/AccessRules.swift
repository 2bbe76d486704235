import Service
package import TinyHTTP
package import TinyReactor
import Wire

/// Who may call: bearers of the token, and no web page from elsewhere.
///
/// A browser lets any page send requests to `localhost`. Three things give such a request away: the
/// `Origin` it must carry when it changes something, `Sec-Fetch-Site`, and, when the page's own name
/// was made to point at this machine (DNS rebinding), a `Host` that is not ours. Programs such as curl
/// send none of these.
package final class AccessRules {
  private let token: String?
  private let refusals: RepeatedReport<String>?
  /// Calls without the right token, since the start of the process.
  package private(set) var tokenRefusals = 0
  /// The Host that was found to be ours last: callers repeat themselves, and to read an address is a
  /// seventh of the work of a plain answer.
  private var lastHost: String?

  /// Names under which we are called, beside numeric addresses, which nobody can make their own:
  /// the last one is what compose calls this service.
  private static let names: Set<String> = ["localhost", "api"]

  /// Nil: no token is asked for. `refusals` says who comes without the right one.
  package init(token: String?, refusals: RepeatedReport<String>? = nil) {
    self.token = token
    self.refusals = refusals
  }

  /// The answer to those who may not pass: 401 or 403. Nil for all others, and at the health paths,
  /// which have a rule of their own (`HealthAccess`).
  package func refusal(of request: HTTPRequest) -> HTTPResponse? {
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

  private func refusalWithoutException(of request: HTTPRequest) -> HTTPResponse? {
    if let token {
      guard Self.bears(token, request) else { return Self.unauthorized }
    } else if let host = request.fields["Host"], !isOurs(host: host) {
      // With a token there is no need: a page from elsewhere does not know it.
      return Self.forbidden(
        "this API does not go by the name \(Self.name(of: host)). Call it by its address or as "
          + "localhost, or set API_TOKEN to allow any name")
    }
    if !Self.isReading(request), Self.isFromAnotherSite(request) {
      return Self.forbidden("a web page from another site tried to change something here")
    }
    return nil
  }

  // MARK: - The token

  private static func bears(_ token: String, _ request: HTTPRequest) -> Bool {
    guard let field = request.fields["Authorization"],
      let space = field.firstIndex(of: " "), field[..<space].lowercased() == "bearer"
    else { return false }
    let sent = field[space...].drop { $0 == " " }
    return takesEqualTime(sent.utf8, token.utf8)
  }

  /// Compares without telling, by how long it takes, how much of a guess was right.
  private static func takesEqualTime(
    _ sent: Substring.UTF8View, _ secret: String.UTF8View
  ) -> Bool {
    var difference = sent.count ^ secret.count
    for (one, other) in zip(sent, secret) { difference |= Int(one ^ other) }
    return difference == 0
  }

  private static var unauthorized: HTTPResponse {
    var response = HTTPResponse.json(
      Outcome.error("send the header Authorization: Bearer TOKEN, with the value of API_TOKEN"),
      .unauthorized)
    response.fields["WWW-Authenticate"] = #"Bearer realm="NetCatChat API""#
    return response
  }

  // MARK: - Browsers

  private static func isReading(_ request: HTTPRequest) -> Bool {
    request.method == .get || request.method == .head
  }

  private static func isFromAnotherSite(_ request: HTTPRequest) -> Bool {
    if let origin = request.fields["Origin"] {
      let host = request.fields["Host"] ?? ""
      return origin.lowercased() != "http://" + host.lowercased()
        && origin.lowercased() != "https://" + host.lowercased()
    }
    guard let site = request.fields["Sec-Fetch-Site"] else { return false }
    return site != "same-origin" && site != "none"
  }

  /// Whether `host`, with or without a port, is a name under which we are called.
  package func isOurs(host: String) -> Bool {
    if host == lastHost { return true }
    let name = Self.name(of: host)
    let isOurs =
      SocketAddress(host: name, port: 0) != nil || Self.names.contains(name.lowercased())
    if isOurs { lastHost = host }
    return isOurs
  }

  /// Without the port, and an IPv6 address without its brackets.
  private static func name(of host: String) -> String {
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
      return String(host[..<end].dropFirst())
    }
    return String(host[..<(host.utf8.firstIndex(of: UInt8(ascii: ":")) ?? host.endIndex)])
  }

  private static func forbidden(_ why: String) -> HTTPResponse {
    .json(Outcome.error(why), .forbidden)
  }
}
