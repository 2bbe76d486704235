package import TinyHTTP

/// Tells a request made by our own page from one another page made (cross-site request forgery).
///
/// Browsers have sent `Origin` with every POST since 2020, so a request with none of the three
/// headers looked at comes from a program such as curl, and is let through: with a password it
/// would still need the session cookie, which is `SameSite=Strict`; without one the port is its
/// only door anyway.
package enum OriginGuard {
  /// GET and HEAD change nothing and may come from anywhere.
  package static func allows(_ request: HTTPRequest) -> Bool {
    if request.method == .get || request.method == .head { return true }
    guard let host = request.fields["Host"] else { return false }
    if let origin = request.fields["Origin"] { return isSame(origin, host: host) }
    if let site = request.fields["Sec-Fetch-Site"] { return site == "same-origin" }
    if let referer = request.fields["Referer"] { return isSame(referer, host: host) }
    return true
  }

  /// The scheme may be either: a proxy before us may speak TLS. A `Host` without a port has the
  /// scheme's own. `null`, and what is no http URL, is never the same.
  private static func isSame(_ url: String, host: String) -> Bool {
    let schemes = [("http://", 80), ("https://", 443)]
    guard let (scheme, defaultPort) = schemes.first(where: { url.lowercased().hasPrefix($0.0) }),
      let ours = Authority(host),
      let theirs = Authority(String(url.dropFirst(scheme.count).prefix { !"/?#".contains($0) }))
    else { return false }
    return ours.host == theirs.host && (ours.port ?? defaultPort) == (theirs.port ?? defaultPort)
  }
}
