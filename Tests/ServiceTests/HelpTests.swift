import ServiceKit
import Testing

@Suite struct HelpTests {
  private static func help() -> String {
    var reader = SettingsReader(environment: ["API_TOKEN": "hunter2"])
    _ = reader.text(
      "API_DATABASE", default: "netcatchat.sqlite3", help: "the file of all that is kept")
    _ = reader.integer(
      "CHAT_CONNECTIONS_PER_ADDRESS", default: 16, in: 0...100_000,
      help: "how many connections one address may have at the same time; 0 turns the limit off")
    _ = reader.secret("API_TOKEN", help: "what callers have to show")
    _ = reader.text("NAME", default: "", help: "a name")
    return Help(name: "api", about: "keeps what is kept", settings: reader).text
  }

  @Test func `help is two aligned columns that fit a terminal`() {
    #expect(
      Self.help() == """
        api: keeps what is kept

        Usage: api [healthcheck | --check-config | --version | --help]
          (nothing)       run the service until SIGTERM, SIGINT or SIGHUP
          healthcheck     ask the running service's /readyz; exit 0 if ready, else 1
          --check-config  say every problem of the settings; exit 78 if any
          --version       say which version this is
          --help          say this

        Settings are environment variables. NAME_FILE instead of NAME names a file that
        holds the value. Empty counts as not set.
          API_DATABASE                  the file of all that is kept (default
                                        netcatchat.sqlite3)
          CHAT_CONNECTIONS_PER_ADDRESS  how many connections one address may have at the
                                        same time; 0 turns the limit off (0 to 100000;
                                        default 16)
          API_TOKEN                     what callers have to show (secret)
          NAME                          a name (default empty)

        """)
    #expect(Self.help().split(separator: "\n").allSatisfy { $0.count <= Help.columns })
  }

  @Test func `help shows no secret`() {
    #expect(!Self.help().contains("hunter2"))
  }

  @Test(
    arguments: [
      ([], .run), (["healthcheck"], .healthcheck), (["--check-config"], .checkConfig),
      (["--version"], .version), (["--help"], .help), (["-h"], .help), ([""], .unknown("")),
      (["--hepl"], .unknown("--hepl")), (["--help", "me"], .unknown("--help me")),
    ] as [([String], Invocation)])
  func `one known word at a time is understood`(arguments: [String], means: Invocation) {
    #expect(Invocation(arguments) == means)
  }
}
