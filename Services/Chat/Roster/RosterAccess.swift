import ServiceKit
package import TinyHTTP

/// Who may ask for the roster, which has people's addresses in it, and give orders.
///
/// With a token, only its bearers, as with the API. Without one, those who call us by an IP
/// address, as localhost, or by the name that we give ourselves.
package struct RosterAccess {
  private let token: BearerToken?
  private let names: OwnNames

  /// `url` is the one that we advertise.
  package init(token: String?, url: String?) {
    self.token = token.map(BearerToken.init)
    let own = url.map { String($0.dropFirst("http://".count).prefix { $0 != "/" }) }
    names = OwnNames(["localhost"] + (own.map { [$0] } ?? []))
  }

  /// Throws 401 or 403, with what to do.
  package func check(_ request: HTTPRequest) throws(HTTPError) {
    if let token {
      guard token.isBorne(by: request) else { throw BearerToken.refusal(by: "chat") }
    } else if let host = request.fields["Host"], !isOurs(host: host) {
      throw HTTPError(
        .forbidden, "this server does not go by that name; call it by its address or as localhost")
    }
  }

  /// The same for a request that changes something; also throws 403 for anything that a browser
  /// sends, from whatever page.
  package func checkOrder(_ request: HTTPRequest) throws(HTTPError) {
    try check(request)
    guard request.fields["Origin"] == nil, request.fields["Sec-Fetch-Site"] == nil,
      SameOrigin.breach(in: request) == nil
    else { throw HTTPError(.forbidden, "orders are given by the API, not by web pages") }
  }

  /// Whether `host`, with or without a port, is a name that we go by.
  package func isOurs(host: String) -> Bool { names.contains(host) }
}
