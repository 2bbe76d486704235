package import TinyHTTP
package import TinyReactor

/// What a service is handed: the loop, its log, its health and its metrics.
package final class Service {
  /// What `onShutdown` calls get in all, so that the process is gone within `exitMax`.
  package static let goodbyeMax = Duration.seconds(8)
  /// Ends a process whose loop hangs; compose kills after 12 s.
  static let exitSecondsMax: UInt32 = 9
  /// Descriptors kept for what is no HTTP connection: the database, the connections to other services
  /// (32 at most), the log, the loop itself, and 64 newcomers who are told that there is no room.
  package static let descriptorsReserved = 128
  /// HTTP connections that there is room for however few descriptors there are.
  private static let connectionsMin = 16

  package let reactor: Reactor
  package let log: Log
  package let metrics = Metrics()
  /// Has /livez /readyz /healthz /metrics /version; the service adds its own, then `listenHTTP`s.
  package var router = Router() {
    didSet { precondition(server == nil, "a route is added before listenHTTP, or never found") }
  }
  /// Open ports, by setting; a port 0 has become a real one.
  package private(set) var ports: [(setting: String, port: ListeningPort)] = []

  let name: String
  private let httpListen: ServerEndpoint
  private let health = Health()
  private var server: HTTPServer?
  private var goodbyes: [() throws -> Deferred<Void>?] = []

  package init(_ name: String, on reactor: Reactor, log: Log, httpListen: ServerEndpoint) {
    self.name = name
    self.reactor = reactor
    self.log = log
    self.httpListen = httpListen
    let version = Version(of: name)
    metrics.addProcessMetrics(version, log: log)
    // Every answer is of the moment.
    router.defaultFields = HTTPFields([("Cache-Control", "no-store")])
    health.addRoutes(to: &router, version, metrics)
  }

  /// A reason not to be ready; nil is ready. Asked at each /readyz.
  package func addReadinessCheck(_ name: String, _ check: @escaping () -> String?) {
    health.add(name, check)
  }

  /// Which names in `Host` are ours; until it is called, none is. Browsers learn how we are under these
  /// alone (`HealthAccess`).
  package func goBy(_ isOurs: @escaping (_ host: String) -> Bool) { health.isOurs = isOurs }

  /// Serves `router`, as it is now, at the settings' `httpListen`, to as many connections as `limits`
  /// and our descriptors allow; throws `StartError`.
  package func listenHTTP(limits: HTTPLimits = HTTPLimits()) throws {
    var limits = limits
    if let descriptorsMax {
      let possible = max(Self.connectionsMin, descriptorsMax - Self.descriptorsReserved)
      limits.connectionsMax = min(limits.connectionsMax, possible)
    }
    let server = HTTPServer(on: reactor, limits: limits, router: router)
    if log.writes(.debug) { server.onEvent = log.debug }
    _ = try listen(httpListen, server)
    self.server = server
  }

  /// Says at level debug what comes of the client's requests.
  package func watch(_ client: HTTPClient) {
    if log.writes(.debug) { client.onAnswer = log.debug }
  }

  /// Serves something else; closed first at shutdown. Throws `StartError`.
  package func listen(
    _ endpoint: ServerEndpoint, _ factory: any StreamFactory
  ) throws -> ListeningPort {
    do throws(SystemError) {
      let port = try endpoint.listen(on: reactor, factory)
      ports.append((endpoint.label ?? endpoint.description, port))
      return port
    } catch {
      throw StartError(ListenProblem(endpoint, error).text)
    }
  }

  /// Descriptors that this process may have open at once; nil where nobody knows.
  package var descriptorsMax: Int? { ThisProcess.descriptorsMax() }

  /// Runs at SIGTERM, SIGINT or SIGHUP after the ports are closed: say goodbye, flush, renew for the
  /// last time. Bounded to 8 s in all.
  package func onShutdown(_ call: @escaping () throws -> Deferred<Void>?) {
    goodbyes.append(call)
  }

  /// Says which handlers hold the loop, while nobody else is served: the worst of a minute.
  func reportHolds() {
    metrics.gauge(
      "reactor_hold_seconds_max",
      help: "The longest that one handler has held the loop in the last minute or two."
    ) { [unowned reactor] in reactor.longestHold / .seconds(1) }
    let report = RepeatedReport<(what: String, time: Duration)>(on: reactor) { [log] hold, count in
      log.warning(
        "the loop was held",
        ["by": hold.what, "ms": Int(hold.time / .milliseconds(1)), "times": count ?? 1])
    }
    reactor.onHold = { report.report(($0, $1)) }
  }

  /// Not ready, no new work, everybody told; fires when all is said, or `limit` is up.
  package func shutDown(within limit: Duration = goodbyeMax) -> Deferred<Void> {
    log.info("\(name) stopping")
    health.isShuttingDown = true
    for (_, port) in ports { port.stopListening() }
    // All of them start now; waiting for one after the other takes as long as the slowest.
    let started = ([{ [server] in server?.shutDown() }] + goodbyes).compactMap(begin)
    return gatherResults(started).addCallback { _ in }
      .addTimeout(limit, on: reactor)
      .addErrback { [log] _ in log.warning("goodbyes unfinished", ["after": limit]) }
  }

  /// One that fails does not keep the others from being said.
  private func begin(_ goodbye: () throws -> Deferred<Void>?) -> Deferred<Void>? {
    do {
      return try goodbye()?.addErrback { [log] error in
        log.error("goodbye failed", ["error": error])
      }
    } catch {
      log.error("goodbye failed", ["error": error])
      return nil
    }
  }
}
