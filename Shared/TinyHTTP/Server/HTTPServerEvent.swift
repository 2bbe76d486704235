package import TinyReactor

/// What a server does, for debugging.
package enum HTTPServerEvent {
  case connected(SocketAddress)
  /// Any request, with the time from its last byte to its answer.
  case answered(HTTPRequest, HTTPStatus, after: Duration)
  /// What was sent was not a request, or came too late.
  case refused(SocketAddress?, any HTTPResponseError)
  case lost(SocketAddress, ConnectionLost)
}
