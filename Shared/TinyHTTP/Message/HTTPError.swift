/// An error that says what answer it becomes. A handler throws it, or a `Deferred` fails with it; how
/// it is written is the router's `errorForm`.
package protocol HTTPResponseError: Error {
  /// What the answer says.
  var status: HTTPStatus { get }
  /// For the person who sent the request: what was wrong and what to do.
  var message: String { get }
  /// Added to the answer: `Allow`, `Retry-After`, `WWW-Authenticate`. None unless it says so.
  var fields: HTTPFields { get }
}

extension HTTPResponseError {
  package var fields: HTTPFields { HTTPFields() }
}

extension HTTPResponseError where Self: CustomStringConvertible {
  package var message: String { description }
}

/// One with any status.
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
