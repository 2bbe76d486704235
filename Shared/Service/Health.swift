import TinyHTTP

/// Answers what machines ask of a service: is it alive, is it ready, how is it doing.
final class Health {
  /// Once true, the service is not ready for the rest of its life.
  var isShuttingDown = false
  private var checks: [(name: String, check: () -> String?)] = []

  func add(_ name: String, _ check: @escaping () -> String?) {
    checks.append((name, check))
  }

  /// Empty when ready.
  func reasonsNotReady() -> [String] {
    let stopping = isShuttingDown ? ["service: shutting down"] : []
    return stopping
      + checks.compactMap { name, check in check().map { "\(name): \($0)" } }
  }

  func addRoutes(to router: inout Router, _ version: Version, _ metrics: Metrics) {
    // Asked every few seconds by whatever watches the service, and always the same.
    let alive = HTTPResponse.text("ok\n")
    router.on(.get, "/livez") { _ in alive }
    for path in ["/readyz", "/healthz"] {
      router.on(.get, path) { [self] _ in
        let reasons = reasonsNotReady()
        if reasons.isEmpty { return .text("ready\n") }
        let lines = ["not ready"] + reasons
        return .text(
          lines.map { $0 + "\n" }.joined(), .serviceUnavailable)
      }
    }
    router.on(.get, "/metrics") { _ in
      var response = HTTPResponse.text(metrics.rendered())
      response.fields["Content-Type"] = Metrics.contentType
      return response
    }
    router.on(.get, "/version") { _ in .json(version) }
  }
}

extension Service {
  /// Whether `path` (decoded, without the query) is one that every service answers without a token
  /// or a session: machines that watch the service have neither.
  package static func isHealthPath(_ path: String) -> Bool {
    isProbePath(path) || ["/metrics", "/version"].contains(withoutSlash(path))
  }

  /// Whether `path` tells no more than if the service is well; the other health paths have figures,
  /// which a page from elsewhere must not read by pointing a name of its own at us.
  package static func isProbePath(_ path: String) -> Bool {
    ["/livez", "/readyz", "/healthz"].contains(withoutSlash(path))
  }

  private static func withoutSlash(_ path: String) -> String {
    path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}
