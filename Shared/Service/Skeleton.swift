// A skeleton to compile against while the real files are being written.
package import TinyHTTP
package import TinyReactor

/// Reads the environment once: each call declares a setting (name, type, default, help), reads
/// `NAME` or the file `NAME_FILE` names, checks it, and remembers what was wrong with it.
package struct SettingsReader {
  package init(environment: [String: String]) {}
  package mutating func text(_ name: String, default value: String, help: String) -> String {
    preconditionFailure()
  }
  /// Nil when not set; never shown in help, logs or errors.
  package mutating func secret(_ name: String, help: String) -> String? { preconditionFailure() }
  package mutating func integer(
    _ name: String, default value: Int, in range: ClosedRange<Int>, help: String
  ) -> Int { preconditionFailure() }
  package mutating func flag(_ name: String, default value: Bool, help: String) -> Bool {
    preconditionFailure()
  }
  package mutating func endpoint(_ name: String, default value: String, help: String)
    -> ServerEndpoint
  { preconditionFailure() }
  /// `http://host:port`.
  package mutating func url(_ name: String, default value: String, help: String) -> String {
    preconditionFailure()
  }
  /// A rule across settings: "API_TOKEN must be set when API_LISTEN is not loopback".
  package mutating func require(_ condition: Bool, _ problem: String) { preconditionFailure() }
}
package protocol ServiceSettings {
  init(from reader: inout SettingsReader)
  /// Where /readyz answers; what `healthcheck` asks.
  var httpListen: ServerEndpoint { get }
}
/// What a service is handed: the loop, its log, its health and its metrics.
package final class Service {
  package let reactor: Reactor
  package let log: Log
  package let metrics: Metrics
  /// Has /livez /readyz /healthz /metrics /version; the service adds its own, then `listen`s.
  package var router: Router
  package init() { preconditionFailure() }
  /// A reason not to be ready; nil is ready. Asked at each /readyz.
  package func addReadinessCheck(_ name: String, _ check: @escaping () -> String?) {
    preconditionFailure()
  }
  /// Serves `router` at the settings' httpListen.
  package func listenHTTP(limits: HTTPLimits = HTTPLimits()) throws { preconditionFailure() }
  /// Serves something else; closed first at shutdown.
  package func listen(_ endpoint: ServerEndpoint, _ factory: any StreamFactory) throws
    -> ListeningPort
  { preconditionFailure() }
  /// Runs at SIGTERM or SIGINT after the ports are closed: say goodbye, flush, renew for the last
  /// time. Bounded to 8 s in all.
  package func onShutdown(_ call: @escaping () throws -> Deferred<Void>?) { preconditionFailure() }
  /// The whole of a main: arguments (--help, --check-config, --version, healthcheck), settings,
  /// signals, log, then `start`, then the loop, then exit. A `start` that throws `StartError` is one
  /// clear line and its exit status.
  package static func main<S: ServiceSettings>(
    _ name: String, about: String, _ settings: S.Type,
    start: (Service, S) throws -> Void
  ) -> Never { preconditionFailure() }
}
/// Why a service cannot start. 78 (EX_CONFIG): what the operator must mend first.
package struct StartError: Error {
  package let message: String
  package let exitStatus: CInt
  package init(_ message: String, exitStatus: CInt = 78) {
    self.message = message
    self.exitStatus = exitStatus
  }
}
/// One event a line on standard error, by write(2): text (`2026-… info chat joined peer=… members=12`)
/// or JSON. Control characters are escaped.
package final class Log: Sendable {
  package enum Level: Int, Sendable { case debug, info, warning, error }
  package init() { preconditionFailure() }
  package func debug(_ event: String, _ fields: KeyValuePairs<String, any Sendable> = [:]) {}
  package func info(_ event: String, _ fields: KeyValuePairs<String, any Sendable> = [:]) {}
  package func warning(_ event: String, _ fields: KeyValuePairs<String, any Sendable> = [:]) {}
  package func error(_ event: String, _ fields: KeyValuePairs<String, any Sendable> = [:]) {}
}
/// Counters and gauges in Prometheus text format. A counter is a plain class with `var value: Int`:
/// adding to it costs an add.
package final class Metrics {
  package init() {}
  package final class Counter {
    package var value = 0
  }
  package func counter(_ name: String, help: String, labels: [String: String] = [:]) -> Counter {
    preconditionFailure()
  }
  package func gauge(_ name: String, help: String, _ read: @escaping () -> Double) {
    preconditionFailure()
  }
}
