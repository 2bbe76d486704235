package import TinyHTTP

/// The headers of every answer: nothing from elsewhere runs, frames us, or sees what we show.
package enum SecurityHeaders {
  /// A referrer policy of `no-referrer` would make browsers send `Origin: null` with our own forms,
  /// which `OriginGuard` refuses; `same-origin` tells other sites as little.
  private static let always = [
    (
      "Content-Security-Policy",
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; img-src data: 'self'"
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
  ]

  /// An answer that does not say how long it may be cached is not cached at all.
  package static func added(to response: HTTPResponse) -> HTTPResponse {
    var response = response
    for (name, value) in always { response.fields[name] = value }
    if response.fields["Cache-Control"] == nil { response.fields["Cache-Control"] = "no-store" }
    return response
  }
}
