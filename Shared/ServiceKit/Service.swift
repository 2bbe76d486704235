package import TinyHTTP
package import TinyReactor

/// A running service, as its own code sees it: the loop, the log, health, metrics and ports.
///
/// ServiceKit is what the three services share: the command line, settings, log, health, metrics,
/// access rules and shutdown. A service's main is one call:
///
///     Service.main("api", about: "…", APISettings.self) { service, settings in
///       service.router.on(.get, "/users/") { … }
///       service.onShutdown(journal.close)
///       try service.listenHTTP()
///     }
///
/// `main` reads the arguments (`Invocation`) and the settings: a `ServiceSettings` declares each
/// one to a `SettingsReader`, from which `Help` is made. It then calls the closure, and runs the
/// loop until a signal ends it. `Log` writes one event per line; `Metrics` and `Health` answer
/// monitors; `HealthAccess`, `OwnNames`, `SameOrigin` and `BearerToken` decide who may ask. Start
/// reading with Service+Main.swift.
package final class Service {
  /// The time for all `onShutdown` calls together, so that the process is gone within
  /// `exitSecondsMax`.
  package static let goodbyeMax = Duration.seconds(8)
  /// Ends a process whose loop hangs; compose kills after 12 s.
  static let exitSecondsMax: UInt32 = 9
  /// Descriptors kept for everything but HTTP connections: the database, connections to other
  /// services (32 at most), the log, the loop itself, and 64 connections being told that there is
  /// no room.
  package static let descriptorsReserved = 128
  /// HTTP connections allowed however few descriptors there are.
  private static let connectionsMin = 16

  package let reactor: Reactor
  package let log: Log
  package let metrics = Metrics()
  /// Has /livez /readyz /healthz /metrics /version. A service adds its own routes, then calls
  /// `listenHTTP`.
  package var router = Router() {
    didSet { precondition(server == nil, "a route is added before listenHTTP, or never found") }
  }
  /// Open ports, by setting; a port 0 is replaced by the real one.
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
    // Every answer reflects the moment.
    router.defaultFields = HTTPFields([("Cache-Control", "no-store")])
    health.addRoutes(to: &router, version, metrics)
  }

  /// Adds a check that returns a reason not to be ready, or nil. Called for each /readyz.
  package func addReadinessCheck(_ name: String, _ check: @escaping () -> String?) {
    health.add(name, check)
  }

  /// Adds words to the answer of /readyz, or none: we can work on, and not as well as we should.
  package func addReadinessNote(_ name: String, _ note: @escaping () -> String?) {
    health.addNote(name, note)
  }

  /// Sets which names in `Host` are ours; none are until it is called. Browsers learn of our health
  /// only under these (`HealthAccess`).
  package func goBy(_ isOurs: @escaping (_ host: String) -> Bool) { health.isOurs = isOurs }

  /// Serves `router`, as it is now, at the settings' `httpListen`, to as many connections as
  /// `limits` and our descriptors allow; throws `StartError`.
  package func listenHTTP(limits: HTTPLimits = HTTPLimits()) throws {
    var limits = limits
    if let descriptorsMax {
      let possible = max(Self.connectionsMin, descriptorsMax - Self.descriptorsReserved)
      limits.connectionsMax = min(limits.connectionsMax, possible)
    }
    let server = HTTPServer(
      on: reactor, limits: limits, router: router,
      onEvent: log.writes(.debug) ? { [log, router] in log.debug($0, shown: router.shown) } : nil)
    _ = try listen(httpListen, server)
    self.server = server
  }

  /// Logs the outcome of the client's requests at level debug.
  package func watch(_ client: HTTPClient) {
    if log.writes(.debug) { client.onAnswer = log.debug }
  }

  /// Listens for something else; these ports close first at shutdown. Throws `StartError`.
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

  /// Descriptors that this process may have open at once; nil when unknown.
  package var descriptorsMax: Int? { ThisProcess.descriptorsMax() }

  /// Runs at SIGTERM, SIGINT or SIGHUP after the ports are closed: to say goodbye, flush, renew for
  /// the last time. Bounded to 8 s in all.
  package func onShutdown(_ call: @escaping () throws -> Deferred<Void>?) {
    goodbyes.append(call)
  }

  /// Reports handlers that hold the loop, while nothing else is served: the worst of a minute.
  func reportHolds() {
    metrics.gauge(
      "reactor_hold_seconds_max",
      help: "The longest that one handler has held the loop in the last minute or two."
    ) { [unowned reactor] in reactor.longestHold / .seconds(1) }
    var worst: (what: String, time: Duration)?
    let report = RepeatedReport<(what: String, time: Duration)>(on: reactor) { [log] hold, count in
      worst = nil
      log.warning(
        "the loop was held",
        ["by": hold.what, "ms": Int(hold.time / .milliseconds(1)), "times": count ?? 1])
    }
    reactor.onHold = { what, time in
      let isWorse = worst.map { time > $0.time } ?? true
      let hold = isWorse ? (what, time) : worst ?? (what, time)
      worst = hold
      report.report(hold)
    }
  }

  /// Reports not ready, takes no new work, says all goodbyes; fires when they are done or `limit`
  /// is up.
  package func shutDown(within limit: Duration = goodbyeMax) -> Deferred<Void> {
    log.info("\(name) stopping")
    health.isShuttingDown = true
    for (_, port) in ports { port.stopListening() }
    // All start now, so that they take only as long as the slowest.
    let started = ([{ [server] in server?.shutDown() }] + goodbyes).compactMap(begin)
    return DeferredList.all(started).addCallback { _ in }
      .addTimeout(limit, on: reactor)
      .addErrback { [log] _ in log.warning("goodbyes unfinished", ["after": limit]) }
  }

  /// Begins one goodbye. One that fails does not stop the others.
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
