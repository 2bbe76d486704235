package import TinyReactor

/// What a server does, for somebody who looks for a fault.
package enum HTTPServerEvent {
  case connected(SocketAddress)
  /// Any request, with the time from its last byte to its answer.
  case answered(HTTPRequest, HTTPStatus, after: Duration)
  /// What was sent was no request, or not in time.
  case refused(SocketAddress?, any HTTPResponseError)
  case lost(SocketAddress, ConnectionLost)
}
