import TinyHTTP
import TinyReactor

/// HTTP traffic in and out of the process, for LOG_LEVEL=debug.
extension Log {
  /// `shown` is how a target may be shown: `Router.shown`.
  func debug(_ event: HTTPServerEvent, shown: (_ target: String) -> String) {
    switch event {
    case .connected(let peer): debug("connection", ["peer": peer])
    case .answered(let request, let status, let time):
      let peer = request.peer.map { "\($0)" } ?? ""
      let line = "\(request.method.rawValue) \(shown(request.target))"
      debug("request", ["peer": peer, "line": line, "status": status.code, "ms": time.ms])
    case .refused(let peer, let error):
      let peer = peer.map { "\($0)" } ?? ""
      debug("no request", ["peer": peer, "status": error.status.code, "why": error.message])
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
    debug("asked", ["line": request.line, "outcome": outcome, "ms": time.ms])
  }
}

extension HTTPRequest {
  fileprivate var line: String { "\(method.rawValue) \(target)" }
}

extension Duration {
  fileprivate var ms: Int { Int(self / .milliseconds(1)) }
}
