package import TinyHTTP

/// Tells a request made by our own page from one another page made (cross-site request forgery).
///
/// Browsers have sent `Origin` with every POST since 2020, so a request with none of the three
/// headers looked at comes from a program such as curl, and is let through: with a password it
/// would still need the session cookie, which browsers send with no other site's POST
/// (`SameSite=Lax`); without one the port is its only door anyway.
package enum OriginGuard {
  /// GET and HEAD change nothing and may come from anywhere.
  package static func allows(_ request: HTTPRequest) -> Bool { refusal(of: request) == nil }

  /// Why it is refused, and what to do if it should not be; nil lets it through.
  package static func refusal(of request: HTTPRequest) -> String? {
    if request.method == .get || request.method == .head { return nil }
    guard let host = request.fields["Host"] else { return HostGuard.explanation(of: nil) }
    if let origin = request.fields["Origin"] {
      return isSame(origin, host: host) ? nil : explanation(of: origin, in: "Origin", host)
    }
    if let site = request.fields["Sec-Fetch-Site"] {
      return site == "same-origin" ? nil : explanation(of: site, in: "Sec-Fetch-Site", host)
    }
    if let referer = request.fields["Referer"] {
      return isSame(referer, host: host) ? nil : explanation(of: referer, in: "Referer", host)
    }
    return nil
  }

  /// Our own page behind a proxy that puts its own name into `Host` looks the same as a stranger's.
  private static func explanation(of origin: String, in field: String, _ host: String) -> String {
    let shown = HostGuard.shownMax
    let said =
      "This request comes from another site's page: it was sent by \(origin.prefix(shown)) "
      + "(\(field)) to \(host.prefix(shown)) (Host). Nothing was changed."
    guard let theirs = authority(of: origin)?.authority, theirs.host.utf8.count <= shown else {
      return said
    }
    let names =
      theirs.host == Authority(host)?.host ? "" : ", and set DASHBOARD_HOSTS=\(theirs.host)"
    return
      "\(said) If that page is this dashboard behind a proxy of yours, let the proxy hand on the "
      + "host and the port that browsers use\(names). \(HostGuard.nginxHint)"
  }

  /// The scheme may be either: a proxy before us may speak TLS. A `Host` without a port has the
  /// scheme's own. `null`, and what is no http URL, is never the same.
  private static func isSame(_ url: String, host: String) -> Bool {
    guard let ours = Authority(host), let (theirs, defaultPort) = authority(of: url) else {
      return false
    }
    return ours.host == theirs.host && (ours.port ?? defaultPort) == (theirs.port ?? defaultPort)
  }

  private static func authority(of url: String) -> (authority: Authority, defaultPort: Int)? {
    let schemes = [("http://", 80), ("https://", 443)]
    guard let (scheme, defaultPort) = schemes.first(where: { url.lowercased().hasPrefix($0.0) })
    else { return nil }
    return Authority(String(url.dropFirst(scheme.count).prefix { !"/?#".contains($0) })).map {
      ($0, defaultPort)
    }
  }
}
