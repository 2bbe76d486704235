import Service
package import TinyHTTP
import TinyReactor

/// Who may ask for the roster, which has people's addresses in it, and give orders.
///
/// With a token its bearers, as with the API. Without one those who call us by an address, as
/// localhost, or by the name that we give ourselves: a web page whose name was made to point here
/// (DNS rebinding) calls us by its own.
package struct RosterAccess {
  private let token: String?
  /// The host in the URL that we advertise.
  private let name: String?

  package init(token: String?, url: String?) {
    self.token = token
    name = url.map { Self.host(of: $0.dropFirst("http://".count).prefix { $0 != "/" }) }
  }

  /// Throws 401 or 403, with what to do.
  package func check(_ request: HTTPRequest) throws(HTTPError) {
    if let token {
      guard bears(token, request) else {
        throw HTTPError(
          .unauthorized, "send the header Authorization: Bearer TOKEN, with the value of API_TOKEN",
          fields: HTTPFields([("WWW-Authenticate", "Bearer realm=\"NetCatChat chat\"")]))
      }
    } else if let host = request.fields["Host"], !isOurs(host: host) {
      throw HTTPError(
        .forbidden, "this server does not go by that name; call it by its address or as localhost")
    }
  }

  /// The same for who wants to change something: nothing that a browser sends, from whatever page. Throws
  /// 403 for that.
  package func checkOrder(_ request: HTTPRequest) throws(HTTPError) {
    try check(request)
    guard request.fields["Origin"] == nil, request.fields["Sec-Fetch-Site"] == nil else {
      throw HTTPError(.forbidden, "orders are given by the API, not by web pages")
    }
  }

  private func bears(_ token: String, _ request: HTTPRequest) -> Bool {
    let words = (request.fields["Authorization"] ?? "").split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[0].lowercased() == "bearer" else { return false }
    // Without telling, by how long it takes, how much of a guess was right.
    var difference = words[1].utf8.count ^ token.utf8.count
    for (one, other) in zip(words[1].utf8, token.utf8) { difference |= Int(one ^ other) }
    return difference == 0
  }

  /// Whether `host`, with or without a port, is a name under which we are called.
  package func isOurs(host: String) -> Bool {
    let host = Self.host(of: host[...])
    return host == "localhost" || host == name || SocketAddress(host: host, port: 0) != nil
  }

  /// Without the port, and an IPv6 address without its brackets.
  private static func host(of authority: Substring) -> String {
    let host =
      authority.hasPrefix("[")
      ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
    return host.lowercased()
  }
}
