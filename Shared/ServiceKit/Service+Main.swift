import FoundationEssentials
package import TinyReactor

/// What the settings of a service must provide.
package protocol ServiceSettings {
  init(from reader: inout SettingsReader)
  /// Where /readyz answers; what `healthcheck` asks.
  var httpListen: ServerEndpoint { get }
  /// The problem with what valid settings point at, for `--check-config`, found without touching
  /// it; a start finds out by itself. Nil when there is none.
  func targetProblem() -> String?
}

extension ServiceSettings {
  package func targetProblem() -> String? { nil }
}

extension Service {
  /// All of a service's main: arguments (--help, --check-config, --version, healthcheck), settings,
  /// log, signals, then `start`, then the loop, then exit.
  ///
  /// Exits with 0 after SIGTERM, SIGINT or SIGHUP, 64 for an unknown argument, 78 for wrong
  /// settings, a `StartError`'s own status with its message in one line, and 1 for the rest.
  package static func main<S: ServiceSettings>(
    _ name: String, about: String, _ settings: S.Type, start: (Service, S) throws -> Void
  ) -> Never {
    ThisProcess.holdStandardDescriptors()
    ThisProcess.ignoreBrokenPipes()
    switch Invocation(CommandLine.arguments.dropFirst()) {
    case .unknown(let word):
      leave(ExitStatus.usage, "\(name): unknown argument: \(word)\n\(Help.usage(name))")
    case .help:
      let all = Settings<S>(environment: [:])
      leave(0, Help(name: name, about: about, settings: all.reader).text)
    case .version:
      leave(0, "\(name) \(Version.number)")
    case .checkConfig:
      if let problem = valid(S.self, name).own.targetProblem() {
        leave(ExitStatus.config, (["\(name): \(problem)"] + warnings(name)).joined(separator: "\n"))
      }
      let said = warnings(name)
      let verdict = "configuration is fine" + (said.isEmpty ? "" : ", but for the above")
      leave(0, (said + [verdict]).joined(separator: "\n"))
    case .healthcheck:
      check(valid(S.self, name).own.httpListen, name)
    case .run:
      run(name, valid(S.self, name), start)
    }
  }

  private static func run<S: ServiceSettings>(
    _ name: String, _ settings: Settings<S>, _ start: (Service, S) throws -> Void
  ) -> Never {
    let log = Log(name, format: settings.logFormat, level: settings.logLevel)
    ErrorLog.redirect { log.error($0) }
    ThisProcess.raiseDescriptorLimit()
    for stranger in KnownSettings.strangers(in: ProcessInfo.processInfo.environment) {
      log.warning(
        "unknown setting", ["name": stranger, "help": "it does nothing; --help lists the settings"])
    }
    do {
      let reactor = try Reactor()
      try reactor.stopOnSignals()  // before any thread starts: it would take the signals
      let service = Service(name, on: reactor, log: log, httpListen: settings.own.httpListen)
      service.reportHolds()
      reactor.addSystemEventTrigger(.before) {
        ThisProcess.exitAfter(seconds: exitSecondsMax)
        return service.shutDown()
      }
      try start(service, settings.own)
      service.logStart()
      reactor.run()
      log.info("\(name) stopped")
      ThisProcess.leave(0)
    } catch let error as StartError {
      log.error("\(name) cannot start: \(error.message)")
      ThisProcess.leave(error.exitStatus)
    } catch {
      log.error("\(name) cannot start: \(error)")
      ThisProcess.leave(1)
    }
  }

  /// `chat started version=0.1.0 CHAT_LISTEN=[::]:1400`: ports under the names of their settings.
  private func logStart() {
    let addresses = ports.map { (key: $0.setting, value: "\($0.port.address)" as any Sendable) }
    log.log(.info, "\(name) started", [("version", Version.number)] + addresses)
  }

  private static func check(_ server: ServerEndpoint, _ name: String) -> Never {
    do {
      let reactor = try Reactor()
      var outcome: (status: CInt, text: String) = (1, "no answer")
      reactor.callLater(.zero) {
        HealthProbe.ask(server, on: reactor)
          .addCallbacks(
            { outcome = ($0.isReady ? 0 : 1, $0.text) },
            { outcome = (1, "\(name): \(Self.unanswered(server, $0))") }
          )
          .addBoth { _ in reactor.stop() }
      }
      reactor.run()
      leave(outcome.status, outcome.text)
    } catch {
      leave(1, "\(name): cannot check: \(error)")
    }
  }

  private static func unanswered(_ server: ServerEndpoint, _ error: any Error) -> String {
    guard let unknown = error as? EndpointError else {
      return "\(server) does not answer: \(error)"
    }
    return "cannot ask \(unknown); ask that address for /readyz, with curl for example"
  }

  /// The settings, or every problem on a line of its own and exit status 78.
  private static func valid<S: ServiceSettings>(_ own: S.Type, _ name: String) -> Settings<S> {
    let settings = Settings<S>(environment: ProcessInfo.processInfo.environment)
    guard settings.reader.problems.isEmpty else {
      let lines = settings.reader.problems.map { "\(name): \($0)" } + warnings(name)
      leave(ExitStatus.config, lines.joined(separator: "\n"))
    }
    return settings
  }

  /// Settings that are no problem but hardly intended: a line for each.
  private static func warnings(_ name: String) -> [String] {
    KnownSettings.strangers(in: ProcessInfo.processInfo.environment).map {
      "\(name): warning: \($0) is no setting and does nothing; --help lists those there are"
    }
  }

  /// Prints `text` for the caller, as an answer or as a complaint, and exits. Escapes it: what it
  /// quotes may hold anything, and is shown in a terminal.
  private static func leave(_ status: CInt, _ text: String) -> Never {
    let output = status == 0 ? ThisProcess.standardOutput : ThisProcess.standardError
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String(decoding: LogLine.escaped(String($0), quoted: false), as: UTF8.self) }
    ThisProcess.print(
      lines.joined(separator: "\n") + (text.hasSuffix("\n") ? "" : "\n"), to: output)
    ThisProcess.leave(status)
  }
}

/// A service's own settings and those that all services have.
private struct Settings<Own: ServiceSettings> {
  let reader: SettingsReader
  let own: Own
  let logFormat: Log.Format
  let logLevel: Log.Level

  init(environment: [String: String]) {
    var reader = SettingsReader(environment: environment)
    own = Own(from: &reader)
    logFormat = reader.choice("LOG_FORMAT", default: .text, help: "how log lines are written")
    logLevel = reader.choice(
      "LOG_LEVEL", default: .info, or: ["warn": .warning], help: "the least that is logged")
    self.reader = reader
  }
}
