import ServiceKit
package import TinyHTTP

/// Tells an admin why a request is refused that another site's page seems to have sent
/// (`SameOrigin`), and what to do if it should not be.
///
/// Requests that come from no browser are let through: with a password they would still need the
/// session cookie, which browsers do not send with another site's POST (`SameSite=Lax`); without
/// one, reaching the port is all it takes anyway.
package enum OriginGuard {
  /// Nil lets it through.
  package static func refusal(of request: HTTPRequest) -> String? {
    guard let breach = SameOrigin.breach(in: request) else { return nil }
    let host = request.fields["Host"] ?? ""
    let shown = HostGuard.shownMax
    let said =
      "This request comes from another site's page: it was sent by \(breach.value.prefix(shown)) "
      + "(\(breach.field)) to \(host.prefix(shown)) (Host). Nothing was changed."
    // Our own page looks like a stranger's behind a proxy that puts its own name into `Host`.
    guard let theirs = breach.site, theirs.host.utf8.count <= shown else { return said }
    let names =
      theirs.host == Authority(host)?.host ? "" : ", and set DASHBOARD_HOSTS=\(theirs.host)"
    return
      "\(said) If that page is this dashboard behind a proxy of yours, let the proxy hand on the "
      + "host and the port that browsers use\(names). \(HostGuard.nginxHint)"
  }
}
