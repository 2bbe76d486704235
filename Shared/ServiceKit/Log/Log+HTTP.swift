import TinyHTTP
import TinyReactor

/// What passes the borders of a process, for LOG_LEVEL=debug.
extension Log {
  func debug(_ event: HTTPServerEvent) {
    switch event {
    case .connected(let peer): debug("connection", ["peer": peer])
    case .answered(let request, let status, let time):
      debug(
        "request",
        [
          "peer": request.peer.map { "\($0)" } ?? "", "method": request.method.rawValue,
          "target": request.target, "status": status.code, "ms": time.milliseconds,
        ])
    case .refused(let peer, let error):
      debug(
        "no request",
        [
          "peer": peer.map { "\($0)" } ?? "", "status": error.status.code, "why": error.message,
        ])
    case .lost(let peer, let reason):
      debug("connection over", ["peer": peer, "reason": "\(reason)"])
    }
  }

  func debug(_ request: HTTPRequest, _ result: Result<HTTPResponse, any Error>, _ time: Duration) {
    let outcome =
      switch result {
      case .success(let response): "\(response.status.code)"
      case .failure(let error): "\(error)"
      }
    debug(
      "asked",
      [
        "method": request.method.rawValue, "target": request.target, "outcome": outcome,
        "ms": time.milliseconds,
      ])
  }
}

extension Duration {
  fileprivate var milliseconds: Int { Int(self / .milliseconds(1)) }
}
