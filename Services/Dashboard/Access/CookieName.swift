package import TinyHTTP

/// What our cookies are called: with the port that the browser asked for, since it keeps cookies by
/// host alone, and two dashboards of one host would log each other out.
package enum CookieName {
  /// Of the session.
  package static func session(for request: HTTPRequest) -> String {
    "netcatchat_admin" + suffix(request)
  }

  /// Of the token by which a browser is known at its next login.
  package static func browser(for request: HTTPRequest) -> String {
    "netcatchat_browser" + suffix(request)
  }

  private static func suffix(_ request: HTTPRequest) -> String {
    request.fields["Host"].flatMap(Authority.init)?.port.map { "_\($0)" } ?? ""
  }
}
