/// What a request costs the API: against nginx, and when many write at once.
enum HTTP {
  private static let connections = 64
  private static let cpu = "CPU per request, µs"

  static func run(_ bench: Bench) throws -> [Comparison] {
    [try compareReading(bench, "/banner/"), try compareReading(bench, "/livez")]
      + [try measureWriting(bench)]
  }

  // MARK: - Reading

  private static func compareReading(_ bench: Bench, _ path: String) throws -> Comparison {
    let request = Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
    let servers = (Nginx.isInstalled ? [nginx] : []) + [api]
    var comparison = try bench.compare(
      "http: GET \(path), \(connections) connections kept alive", servers, ours: [api.name],
      goals: [Goal(cpu, .ratioAtMost(1.2))]
    ) { server in
      let callers = try Callers(connections, at: server.port) { _ in request }
      return try figures(server, callers, bench.options.seconds)
    }
    if !Nginx.isInstalled { comparison.note("nginx is not installed, so there is no ratio") }
    return comparison
  }

  private static let api = Contestant(name: "api") { try Services.startAPI() }

  /// Its answers are as long as those of the API.
  private static let nginx = Contestant(name: "nginx") {
    try Nginx.start([
      "/banner/": (
        type: "application/json", body: "{\n  \"banner\" : \"Welcome to NetCatChat!\"\n}\n"
      ),
      "/livez": (type: "text/plain", body: "ok\n"),
    ])
  }

  private static func figures(_ server: Server, _ callers: Callers, _ seconds: Double) throws
    -> [Figure?]
  {
    let start = monotonicNanoseconds()
    let used = try server.cpuMicroseconds { try callers.call(seconds: seconds) }
    let elapsed = Double(monotonicNanoseconds() - start) / 1e9
    return [
      Figure(cpu, used.map { $0 / Double(max(1, callers.answered)) }),
      Figure("requests/s", Double(callers.answered) / elapsed),
      Figure("p50, ms", Double(callers.latencies.percentile(0.5)) / 1e6),
      Figure("p99, ms", Double(callers.latencies.percentile(0.99)) / 1e6),
    ]
  }

  // MARK: - Writing

  /// Each 200 means that the banner is on the disk, so what many writers gain is a shared fsync.
  private static func measureWriting(_ bench: Bench) throws -> Comparison {
    var comparison = try bench.compare(
      "http: POST /banner/, \(connections) writers at once", [api], ours: [api.name]
    ) { server in
      let callers = try Callers(connections, at: server.port, bannerRequest)
      let before = try commits(server)
      let figures = try figures(server, callers, bench.options.seconds)
      let shared = Double(callers.answered) / Double(max(1, try commits(server) - before))
      let syncs = try SyncCount.during(server) {
        let more = try Callers(connections, at: server.port, bannerRequest)
        try more.call(seconds: 1)
        return more.answered
      }
      return figures + [
        Figure("writes that share a transaction", shared),
        Figure("writes that share an fsync", syncs),
      ]
    }
    if !SyncCount.isPossible {
      comparison.note("strace is not installed, so fsyncs are not counted")
    }
    return comparison
  }

  private static func bannerRequest(_ number: Int) -> [UInt8] {
    let body = #"{"banner": "Welcome, number \#(number)"}"#
    let head = [
      "POST /banner/ HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json",
      "Content-Length: \(body.utf8.count)", "", "",
    ]
    return Array((head.joined(separator: "\r\n") + body).utf8)
  }

  /// Transactions that the API has committed, as it says itself.
  private static func commits(_ server: Server) throws -> Int {
    let metrics = try Sockets.fetch("/metrics", from: server.port)
    let name = "netcatchat_database_commits_total "
    let line = metrics.split(separator: "\n").first { $0.hasPrefix(name) }
    return line.flatMap { Double($0.dropFirst(name.count)) }.map { Int($0) } ?? 0
  }
}
