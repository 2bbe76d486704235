/// A request method; names are case-sensitive (RFC 9110 §9.1).
package struct HTTPMethod: RawRepresentable, Hashable, Sendable {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  package static let get = HTTPMethod(rawValue: "GET")
  package static let head = HTTPMethod(rawValue: "HEAD")
  package static let post = HTTPMethod(rawValue: "POST")
  package static let put = HTTPMethod(rawValue: "PUT")
  package static let delete = HTTPMethod(rawValue: "DELETE")
  package static let options = HTTPMethod(rawValue: "OPTIONS")
  package static let patch = HTTPMethod(rawValue: "PATCH")
  /// A GET with a body (draft-ietf-httpbis-safe-method-w-body).
  package static let query = HTTPMethod(rawValue: "QUERY")
  package static let connect = HTTPMethod(rawValue: "CONNECT")
  package static let trace = HTTPMethod(rawValue: "TRACE")

  /// The methods that a server knows, most frequent first; anything else is 501.
  private static let standard: [HTTPMethod] = [
    .get, .post, .head, .put, .delete, .options, .patch, .query, .connect, .trace,
  ]

  /// Nil for a method outside the standard set.
  init?(standard token: Span<UInt8>) {
    for method in Self.standard where token.equals(method.rawValue) {
      self = method
      return
    }
    return nil
  }

  /// Doing it twice has the same effect as doing it once, so a request may be repeated when its
  /// answer is lost (RFC 9110 §9.2.2).
  var isIdempotent: Bool {
    [.get, .head, .put, .delete].contains(self)
  }

  /// An empty body is sent as `Content-Length: 0`, so that nobody waits for one.
  var usuallyHasBody: Bool {
    [.post, .put, .patch].contains(self)
  }
}
