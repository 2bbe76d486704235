import TinyHTTP

/// Answers what machines ask of a service: is it alive, is it ready, how is it doing.
final class Health {
  /// Once true, the service is not ready for the rest of its life.
  var isShuttingDown = false
  /// Whether a browser may call us by that name.
  var isOurs: (_ host: String) -> Bool = { _ in false }
  private var checks: [(name: String, check: () -> String?)] = []
  private var notes: [(name: String, note: () -> String?)] = []

  func add(_ name: String, _ check: @escaping () -> String?) {
    checks.append((name, check))
  }

  func addNote(_ name: String, _ note: @escaping () -> String?) { notes.append((name, note)) }

  /// Empty when ready.
  func reasonsNotReady() -> [String] {
    let stopping = isShuttingDown ? ["service: shutting down"] : []
    return stopping
      + checks.compactMap { name, check in check().map { "\(name): \($0)" } }
  }

  func addRoutes(to router: inout Router, _ version: Version, _ metrics: Metrics) {
    func add(_ path: String, _ answer: @escaping () -> HTTPResponse) {
      router.on(.get, path) { [self] request in
        try HealthAccess.check(request, isOurs: isOurs)
        return answer()
      }
    }
    // Requested every few seconds by monitors, and always the same.
    let alive = HTTPResponse.text("ok\n")
    add("/livez") { alive }
    for path in ["/readyz", "/healthz"] {
      add(path) { [self] in
        let reasons = reasonsNotReady()
        let lines =
          [reasons.isEmpty ? "ready" : "not ready"] + reasons
          + notes.compactMap { name, note in note().map { "\(name): \($0)" } }
        return .text(
          lines.map { $0 + "\n" }.joined(), reasons.isEmpty ? .ok : .serviceUnavailable)
      }
    }
    add("/metrics") {
      var response = HTTPResponse.text(metrics.rendered())
      response.fields["Content-Type"] = Metrics.contentType
      return response
    }
    add("/version") { .json(version) }
  }
}

extension Service {
  /// Whether `path` (decoded, without the query) is one that every service answers without a token
  /// or a session, since monitors have neither; `HealthAccess` decides to whom.
  package static func isHealthPath(_ path: String) -> Bool {
    let path = path.hasSuffix("/") ? String(path.dropLast()) : path
    return ["/livez", "/readyz", "/healthz", "/metrics", "/version"].contains(path)
  }
}
