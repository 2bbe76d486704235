/// An error that becomes an answer. A handler throws it, or a `Deferred` fails with it; the
/// router's `errorForm` writes it.
package protocol HTTPResponseError: Error {
  /// The status of the answer.
  var status: HTTPStatus { get }
  /// For the person who sent the request: what was wrong and what to do.
  var message: String { get }
  /// Added to the answer: `Allow`, `Retry-After`, `WWW-Authenticate`. None by default.
  var fields: HTTPFields { get }
}

extension HTTPResponseError {
  package var fields: HTTPFields { HTTPFields() }
}

extension HTTPResponseError where Self: CustomStringConvertible {
  package var message: String { description }
}

/// An error with any status.
package struct HTTPError: HTTPResponseError, CustomStringConvertible {
  package let status: HTTPStatus
  package let description: String
  package let fields: HTTPFields

  /// `fields` are added to the answer.
  package init(_ status: HTTPStatus, _ description: String, fields: HTTPFields = HTTPFields()) {
    self.status = status
    self.description = description
    self.fields = fields
  }
}

extension JSONError: HTTPResponseError {
  package var status: HTTPStatus { .badRequest }
}
