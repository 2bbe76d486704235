package import TinyHTTP

/// The names of our cookies. They contain the port that was asked for, since browsers keep cookies
/// by host alone, and two dashboards on one host would log each other out.
package enum CookieName {
  /// The cookie of the session.
  package static func session(for request: HTTPRequest) -> String {
    "netcatchat_admin" + suffix(request)
  }

  /// The cookie with the token by which a browser is known at its next login.
  package static func browser(for request: HTTPRequest) -> String {
    "netcatchat_browser" + suffix(request)
  }

  private static func suffix(_ request: HTTPRequest) -> String {
    request.fields["Host"].flatMap(Authority.init)?.port.map { "_\($0)" } ?? ""
  }
}
