package import TinyReactor

/// Why a request got no answer. Connection errors (`SystemError`, `ResolveError`) and timeouts
/// (`TimeoutError`) come as they are.
package enum HTTPClientError: Error, CustomStringConvertible {
  case connectionLost(ConnectionLost)
  case badResponse(ParseError)
  /// The request cannot be written: its target must be a path of visible ASCII.
  case badRequest
  /// Too many requests wait for a connection.
  case queueFull
  /// `close` was called.
  case closed

  package var description: String {
    switch self {
    case .connectionLost(let reason): "the connection was lost before the answer: \(reason)"
    case .badResponse(let error): "the answer is not HTTP as agreed: \(error.rawValue)"
    case .badRequest: "the request's target must be a path of visible ASCII"
    case .queueFull: "too many requests wait for a connection"
    case .closed: "the client is closed"
    }
  }
}
