/// What the command line asks for; every service takes the same words, at most one at a time.
package enum Invocation: Equatable {
  case run
  case healthcheck
  case checkConfig
  case version
  case help
  case unknown(String)

  /// The words, and what --help says of them.
  static let table: [(word: String?, help: String, means: Invocation)] = [
    (nil, "run the service until SIGTERM, SIGINT or SIGHUP", .run),
    ("healthcheck", "ask the running service's /readyz; exit 0 if ready, else 1", .healthcheck),
    ("--check-config", "say every problem of the settings; exit 78 if any", .checkConfig),
    ("--version", "say which version this is", .version),
    ("--help", "say this", .help),
  ]

  /// `arguments` without the program's own name.
  package init(_ arguments: some Collection<String>) {
    guard arguments.count <= 1 else {
      self = .unknown(arguments.joined(separator: " "))
      return
    }
    let word = arguments.first == "-h" ? "--help" : arguments.first
    self = Self.table.first { $0.word == word }?.means ?? .unknown(word ?? "")
  }
}
