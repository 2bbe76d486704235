package import TinyReactor

/// A request, as a server received it or as a client will send it.
package struct HTTPRequest: Sendable {
  /// What to do with the target.
  package var method: HTTPMethod
  /// As sent: path and query, still encoded.
  package var target: String
  /// As received; in a request to send, the client writes the framing fields.
  package var fields: HTTPFields
  /// Complete, with its chunks decoded.
  package var body: [UInt8]
  /// Filled in by the server.
  package var peer: SocketAddress?
  /// What the route's `:name` segments matched, decoded.
  package var parameters: [String: String] = [:]

  /// A request to send, or for a router in a test.
  package init(
    _ method: HTTPMethod, _ target: String, fields: HTTPFields = HTTPFields(), body: [UInt8] = []
  ) {
    self.method = method
    self.target = target
    self.fields = fields
    self.body = body
  }

  /// Percent-decoded, without the query. A path that cannot be decoded stays as it was sent; the
  /// router answers it with 400.
  package var path: String {
    let encoded = RequestPath.encoded(target)
    return PercentCoding.decode(encoded, plusIsSpace: false) ?? String(encoded)
  }

  /// Query pairs, decoded; `query["after"]` is the first of that name. Empty when malformed; the
  /// router answers that with 400.
  package var query: Form { (try? decodeQuery()) ?? Form() }

  /// Throws 400 when it is malformed.
  func decodeQuery() throws(HTTPError) -> Form {
    guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return Form() }
    return try Form(decoding: String(target[mark...].dropFirst()))
  }

  /// The body as application/x-www-form-urlencoded; 415 for another content type, 400 when
  /// malformed.
  package func form() throws(HTTPError) -> Form {
    let type = MediaType(fields["Content-Type"] ?? "")
    guard type.isForm, type.isUTF8 else {
      throw HTTPError(
        .unsupportedMediaType, "send Content-Type: application/x-www-form-urlencoded, in UTF-8")
    }
    guard let text = String(validating: body, as: UTF8.self) else {
      throw HTTPError(.badRequest, "the form is not UTF-8")
    }
    return try Form(decoding: text)
  }

  /// The body as JSON; 415 for another content type, 400 when malformed. A body without a content
  /// type counts as JSON: old clients send none.
  package func json<T: Decodable>(_ type: T.Type) throws(HTTPError) -> T {
    if let value = fields["Content-Type"] {
      let mediaType = MediaType(value)
      guard mediaType.isJSON, mediaType.isUTF8 else {
        throw HTTPError(.unsupportedMediaType, "send Content-Type: application/json, in UTF-8")
      }
    }
    do throws(JSONError) {
      return try JSON.decode(type, from: body)
    } catch {
      throw HTTPError(.badRequest, error.message)
    }
  }

  /// Names and values of the Cookie fields; the first of each name.
  package var cookies: [String: String] { CookieField.parse(fields.values("Cookie")) }
}
