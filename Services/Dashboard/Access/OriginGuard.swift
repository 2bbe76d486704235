import ServiceKit
package import TinyHTTP

/// What an admin reads whose request another site's page seems to have sent (`SameOrigin`): why it is
/// refused, and what to do if it should not be.
///
/// What comes from no browser is let through: with a password it would still need the session cookie,
/// which browsers send with no other site's POST (`SameSite=Lax`); without one the port is its only door
/// anyway.
package enum OriginGuard {
  /// Nil lets it through.
  package static func refusal(of request: HTTPRequest) -> String? {
    guard let breach = SameOrigin.breach(in: request) else { return nil }
    let host = request.fields["Host"] ?? ""
    let shown = HostGuard.shownMax
    let said =
      "This request comes from another site's page: it was sent by \(breach.value.prefix(shown)) "
      + "(\(breach.field)) to \(host.prefix(shown)) (Host). Nothing was changed."
    // Our own page behind a proxy that puts its own name into `Host` looks the same as a stranger's.
    guard let theirs = breach.site, theirs.host.utf8.count <= shown else { return said }
    let names =
      theirs.host == Authority(host)?.host ? "" : ", and set DASHBOARD_HOSTS=\(theirs.host)"
    return
      "\(said) If that page is this dashboard behind a proxy of yours, let the proxy hand on the "
      + "host and the port that browsers use\(names). \(HostGuard.nginxHint)"
  }
}
