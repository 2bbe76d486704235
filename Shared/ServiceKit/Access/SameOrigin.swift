package import TinyHTTP

/// Tells our own page's requests from another page's (cross-site request forgery).
///
/// Browsers have sent `Origin` with every POST since 2020, so a request with none of the three
/// fields checked comes from a program such as curl, and is let through.
package enum SameOrigin {
  /// What shows that another site's page sent a request.
  package struct Breach: Equatable, Sendable {
    /// `Origin`, `Sec-Fetch-Site` or `Referer`: the first one present decides.
    package let field: String
    package let value: String
    /// The page's host, where the value has one.
    package let site: Authority?
  }

  /// Nil when the request may change something. GET and HEAD change nothing, and may come from
  /// anywhere.
  package static func breach(in request: HTTPRequest) -> Breach? {
    if request.method == .get || request.method == .head { return nil }
    let host = request.fields["Host"].flatMap(Authority.init)
    func check(_ field: String, _ value: String) -> Breach? {
      let site = site(of: value)
      return isSame(site, host) ? nil : Breach(field: field, value: value, site: site?.authority)
    }
    if let origin = request.fields["Origin"] { return check("Origin", origin) }
    if let site = request.fields["Sec-Fetch-Site"] {
      // "none": a person typed the address; no page sent it.
      let isOurs = site == "same-origin" || site == "none"
      return isOurs ? nil : Breach(field: "Sec-Fetch-Site", value: site, site: nil)
    }
    return request.fields["Referer"].flatMap { check("Referer", $0) }
  }

  /// The scheme may be either: a proxy in front of us may speak TLS. A `Host` without a port means
  /// the scheme's own. `null`, and anything but an http URL, is never the same.
  private static func isSame(
    _ site: (authority: Authority, defaultPort: Int)?, _ ours: Authority?
  ) -> Bool {
    guard let (theirs, defaultPort) = site, let ours else { return false }
    return ours.host == theirs.host && (ours.port ?? defaultPort) == (theirs.port ?? defaultPort)
  }

  private static func site(of url: String) -> (authority: Authority, defaultPort: Int)? {
    let schemes = [("http://", 80), ("https://", 443)]
    guard let (scheme, defaultPort) = schemes.first(where: { url.lowercased().hasPrefix($0.0) })
    else { return nil }
    return Authority(String(url.dropFirst(scheme.count).prefix { !"/?#".contains($0) })).map {
      ($0, defaultPort)
    }
  }
}
