import Glibc
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor

/// `Service.main` as the operator meets it, in the chat executable: words, settings, exit statuses.
@Suite struct ServiceMainTests {
  /// At the default URL there may be somebody's real API; at port 1 there is nobody.
  private static let anywhere = [
    "CHAT_LISTEN": "tcp:0:interface=127.0.0.1", "CHAT_HTTP_LISTEN": "tcp:0:interface=127.0.0.1",
    "API_URL": "http://127.0.0.1:1", "API_TOKEN": "", "LOG_FORMAT": "", "LOG_LEVEL": "",
  ]

  private func chat(
    _ words: [String] = [], _ settings: [String: String] = [:], wrapper: [String] = []
  ) throws -> ChildProcess {
    try ChildProcess(
      wrapper + [Programs.ours("chat")] + words,
      environment: Self.anywhere.merging(settings) { $1 })
  }

  /// The port that the log says a setting has come to.
  private func port(of setting: String, in chat: ChildProcess) throws -> Int {
    try chat.waitForErrors("chat started")
    let rest = chat.errorText.split(separator: " \(setting)=127.0.0.1:").dropFirst().first
    return try #require(rest.flatMap { Int($0.prefix { $0.isNumber }) }, "\(chat.errorText)")
  }

  @Test(arguments: [
    (["--help"], CInt(0), "Usage: chat [healthcheck"), (["-h"], 0, "CHAT_LISTEN"),
    (["--version"], 0, "chat "), (["--check-config"], 0, "configuration is fine\n"),
    (["--hepl"], 64, "chat: unknown argument: --hepl\nUsage: chat"),
    (["--help", "me"], 64, "chat: unknown argument: --help me\n"),
    (["\u{1B}[2J\u{202E}"], 64, "chat: unknown argument: \\u001b[2J\\u202e\n"),
    (["healthcheck"], 1, "chat: tcp:0:interface=127.0.0.1 does not answer: "),
  ])
  func `each word does what it should, and says it where it should`(
    _ words: [String], _ status: CInt, _ text: String
  ) throws {
    let chat = try chat(words)
    #expect(try chat.waitForExit() == .code(status))
    #expect((status == 0 ? chat.outputText : chat.errorText).contains(text))
    #expect((status == 0 ? chat.errorText : chat.outputText).isEmpty)
  }

  @Test(arguments: [[], ["--check-config"], ["healthcheck"]])
  func `every setting that is wrong is a line with its name, and the status is 78`(
    _ words: [String]
  ) throws {
    let chat = try chat(
      words, ["CHAT_LISTEN": "tcp:99999", "API_URL": "http://[:]", "LOG_LEVEL": "loud"])
    #expect(try chat.waitForExit() == .code(78))
    let lines = chat.errorText.split(separator: "\n").filter { !$0.contains(": warning: ") }
    #expect(lines.count == 3)
    for (line, setting) in zip(lines, ["CHAT_LISTEN", "API_URL", "LOG_LEVEL"]) {
      #expect(line.hasPrefix("chat: \(setting) is \""))
    }
  }

  @Test(arguments: ["INFO", "warn", "WARNING", "Debug"])
  func `a level may be written as in other programs`(level: String) throws {
    let chat = try chat(["--check-config"], ["LOG_LEVEL": level])
    #expect(try chat.waitForExit() == .code(0))
  }

  @Test func `a misspelt setting is a warning, in the log and in the check`() throws {
    let settings = ["CHAT_LISTN": "tcp:1400", "API_TOKN_FILE": "/x", "API_LISTEN": "wrong"]
    let check = try chat(["--check-config"], settings)
    #expect(try check.waitForExit() == .code(0))
    for name in ["CHAT_LISTN", "API_TOKN_FILE"] {
      let line =
        "chat: warning: \(name) is no setting and does nothing; "
        + "--help lists those there are"
      #expect(check.outputText.contains("\(line)\n"))
    }
    #expect(check.outputText.hasSuffix("configuration is fine, but for the above\n"))
    #expect(!check.outputText.contains("API_LISTEN"))
    let chat = try chat([], settings)
    try chat.waitForErrors("chat started")
    #expect(chat.errorText.contains(" warning unknown setting name=CHAT_LISTN help="))
  }

  @Test func `the list of all settings is what the services declare`() throws {
    var declared: Set<String> = []
    for service in ["api", "chat", "dashboard"] {
      let help = try ChildProcess([Programs.ours(service), "--help"])
      #expect(try help.waitForExit() == .code(0))
      let words = help.outputText.split { $0.isWhitespace }.map(String.init)
      let prefixes = ["ADMIN_", "API_", "BUS_", "CHAT_", "DASHBOARD_"]
      declared.formUnion(words.filter { word in prefixes.contains { word.hasPrefix($0) } })
    }
    let names = declared.filter { $0.allSatisfy { $0.isUppercase || $0 == "_" } }
    #expect(names == KnownSettings.names)
  }

  @Test func `a port that cannot be had is a line with the name of its setting, and 78`() throws {
    let folder = try TemporaryFolder()
    let chat = try chat([], ["CHAT_LISTEN": "unix:\(folder.path)"])
    #expect(try chat.waitForExit() == .code(78))
    #expect(chat.errorText.split(separator: "\n").count == 1)
    #expect(
      chat.errorText.contains("cannot listen on unix:\(folder.path) (CHAT_LISTEN): a folder is"))
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
  func `it says where it listens, answers its own healthcheck, and ends with 0 at a signal`(
    _ signal: CInt
  ) throws {
    let chat = try chat()
    _ = try port(of: "CHAT_LISTEN", in: chat)
    let http = try port(of: "CHAT_HTTP_LISTEN", in: chat)
    let check = try self.chat(
      ["healthcheck"], ["CHAT_HTTP_LISTEN": "tcp:\(http):interface=127.0.0.1"])
    #expect(try check.waitForExit() == .code(0))
    #expect(check.outputText.contains("ready"))
    chat.signal(signal)
    #expect(try chat.waitForExit() == .code(0))
    #expect(chat.errorText.contains("info chat stopping\n"))
    #expect(chat.errorText.hasSuffix("info chat stopped\n"))
  }

  @Test func `a terminal that closes does not end what nohup has started`() throws {
    let chat = try chat(wrapper: ["sh", "-c", #"trap '' HUP; exec "$@""#, "sh"])
    try chat.waitForErrors("chat started")
    chat.signal(SIGHUP)
    let http = try port(of: "CHAT_HTTP_LISTEN", in: chat)
    let check = try self.chat(
      ["healthcheck"], ["CHAT_HTTP_LISTEN": "tcp:\(http):interface=127.0.0.1"])
    #expect(try check.waitForExit() == .code(0), "\(check.errorText)")
    chat.signal(SIGTERM)
    #expect(try chat.waitForExit() == .code(0))
  }

  @Test func `a service takes all descriptors that it may have`() throws {
    let chat = try chat(wrapper: ["sh", "-c", #"ulimit -Sn 80 && exec "$@""#, "sh"])
    try chat.waitForErrors("chat started")
    let cat = try ChildProcess(["cat", "/proc/\(chat.pid)/limits"])
    _ = try cat.waitForExit()
    let row = cat.outputText.split(separator: "\n").first { $0.hasPrefix("Max open files") }
    let numbers = (row ?? "").split(separator: " ").dropFirst(3)
    #expect(numbers.count == 3 && numbers.first == numbers.dropFirst().first, "\(numbers)")
  }

  @Test func `with few descriptors few people are let in, and the service stays well`() throws {
    let chat = try chat(wrapper: ["sh", "-c", #"ulimit -n 66 && exec "$@""#, "sh"])
    let http = try port(of: "CHAT_HTTP_LISTEN", in: chat)
    let people = try port(of: "CHAT_LISTEN", in: chat)
    #expect(chat.errorText.contains(" CHAT_CONNECTIONS_MAX=10000 fit=2 descriptors=66 "))
    #expect(chat.errorText.split(separator: "\n").count { $0.contains(" fewer people fit ") } == 1)
    let reactor = try Reactor()
    let guests = (1...3).map { _ in RecordingProtocol() }
    for guest in guests {
      _ = try reactor.wait(
        for: ClientEndpoint.tcp(host: "127.0.0.1", port: people)
          .connect(on: reactor, Factory { _ in guest }))
      try reactor.wait { guest.text.contains("-- ") }
    }
    try reactor.wait { guests[2].text.hasPrefix("-- the room is full; try again later\r\n") }
    let endpoint = try ServerEndpoint("tcp:\(http):interface=127.0.0.1")
    #expect(try reactor.wait(for: HealthProbe.ask(endpoint, on: reactor)).isReady)
    let client = try HTTPClient(on: reactor, base: "http://127.0.0.1:\(http)")
    let metrics = try reactor.wait(for: client.send(HTTPRequest(.get, "/metrics"))).body
    let lines = String(decoding: metrics, as: UTF8.self).split(separator: "\n")
    for line in [
      "process_max_fds 66", "chat_connections 2",
      #"chat_connections_refused_total{reason="full"} 1"#,
      #"chat_connections_refused_total{reason="banned"} 0"#,
    ] {
      #expect(lines.contains(Substring(line)))
    }
  }

  @Test func `a closed pipe and a file over its limit are errors, not the end`() throws {
    let chat = try chat()
    try chat.waitForErrors("chat started")
    let cat = try ChildProcess(["cat", "/proc/\(chat.pid)/status"])
    _ = try cat.waitForExit()
    let mask = cat.outputText.split(separator: "SigIgn:\t").dropFirst().first?.prefix { $0 != "\n" }
    let ignored = try #require(mask.flatMap { UInt64($0, radix: 16) })
    for signal in [SIGPIPE, SIGXFSZ] { #expect(ignored & 1 << UInt64(signal - 1) != 0) }
  }

  @Test func `a secret may come through standard input, and not through a FIFO`() throws {
    let piped = try chat(["--check-config"], ["API_TOKEN_FILE": "/dev/stdin"])
    piped.write("s3cret\n")
    piped.closeInput()
    #expect(try piped.waitForExit() == .code(0))
    let folder = try TemporaryFolder()
    mkfifo("\(folder.path)/fifo", 0o600)
    let fifo = try chat([], ["API_TOKEN_FILE": "\(folder.path)/fifo"])
    #expect(try fifo.waitForExit() == .code(78))
    #expect(fifo.errorText.hasPrefix("chat: API_TOKEN_FILE names "))
  }

  /// Does what systemd does: opens a socket, and becomes the service with it as descriptor 3.
  private static let activate = """
    import os, socket, sys
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    s.listen()
    os.dup2(s.fileno(), 3)
    os.set_inheritable(3, True)
    os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", LISTEN_FDNAMES="chat")
    os.execv(sys.argv[1], sys.argv[1:])
    """

  @Test(
    .enabled(if: Programs.has("python3")),
    arguments: ["systemd:name=chat", "systemd:domain=INET:name=chat", "systemd:index=0"])
  func `a socket that systemd has opened is served`(_ endpoint: String) throws {
    let chat = try chat(
      [], ["CHAT_LISTEN": endpoint], wrapper: ["python3", "-c", Self.activate])
    let port = try port(of: "CHAT_LISTEN", in: chat)
    let reactor = try Reactor()
    let guest = RecordingProtocol()
    _ = try reactor.wait(
      for: ClientEndpoint.tcp(host: "127.0.0.1", port: port)
        .connect(on: reactor, Factory { _ in guest }))
    try reactor.wait { guest.text.contains("guest-1") }
  }

  @Test func `a healthcheck without the socket that systemd opened says that this is why`() throws {
    let check = try chat(["healthcheck"], ["CHAT_HTTP_LISTEN": "systemd:name=http"])
    #expect(try check.waitForExit() == .code(1))
    #expect(
      check.errorText == "chat: cannot ask systemd:name=http: the socket is systemd's, and only "
        + "who is started with it knows its address; ask that address for /readyz, with curl for "
        + "example\n")
  }
}
