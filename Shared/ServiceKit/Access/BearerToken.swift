package import TinyHTTP

/// The token that the three services share (RFC 6750 §2.1).
package struct BearerToken: Sendable {
  private let text: String
  private let secret: Secret

  package init(_ text: String) {
    self.text = text
    secret = Secret(text)
  }

  /// The field that carries it.
  package var field: (name: String, value: String) { ("Authorization", "Bearer \(text)") }

  package func isBorne(by request: HTTPRequest) -> Bool {
    Self.text(in: request).map { secret.matches($0) } ?? false
  }

  /// The token that a request bears, whosever it is; nil without one. Accepts the scheme in any case,
  /// and one or more spaces before the token (RFC 9110 §11.4).
  package static func text(in request: HTTPRequest) -> Substring? {
    guard let value = request.fields["Authorization"], let blank = value.firstIndex(of: " "),
      value[..<blank].lowercased() == "bearer"
    else { return nil }
    return value[blank...].drop { $0 == " " }
  }

  /// The answer of `service` to a request without the token.
  package static func refusal(by service: String) -> HTTPError {
    HTTPError(
      .unauthorized, "send the header Authorization: Bearer TOKEN, with the value of API_TOKEN",
      fields: HTTPFields([("WWW-Authenticate", #"Bearer realm="NetCatChat \#(service)""#)]))
  }
}
