import ServiceKit
import Testing
import TinyHTTP
import TinyReactor

/// One way to set a number: what is in the environment, what is read, what is said about it.
struct NumberCase: Sendable {
  let environment: [String: String]
  var value = 10
  var problem: String?
}

@Suite struct SettingsReaderTests {
  @Test(arguments: [
    NumberCase(environment: [:]),
    NumberCase(environment: ["RATE": ""]),
    NumberCase(environment: ["RATE": "0"], value: 0),
    NumberCase(environment: ["RATE": "100"], value: 100),
    NumberCase(
      environment: ["RATE": "101"],
      problem: "RATE is \"101\"; it has to be a whole number from 0 to 100"),
    NumberCase(
      environment: ["RATE": "-1"],
      problem: "RATE is \"-1\"; it has to be a whole number from 0 to 100"),
    NumberCase(
      environment: ["RATE": "ten"],
      problem: "RATE is \"ten\"; it has to be a whole number from 0 to 100"),
    NumberCase(
      environment: ["RATE": " 1"],
      problem: "RATE is \" 1\"; it has to be a whole number from 0 to 100"),
    NumberCase(
      environment: ["RATE": "99999999999999999999"],
      problem: "RATE is \"99999999999999999999\"; it has to be a whole number from 0 to 100"),
    NumberCase(
      environment: ["RATE": "1\u{1B}[2J"],
      problem: "RATE is \"1\\u001b[2J\"; it has to be a whole number from 0 to 100"),
  ]) func `a number is read, or refused with what is wanted`(_ test: NumberCase) {
    var reader = SettingsReader(environment: test.environment)
    #expect(reader.integer("RATE", default: 10, in: 0...100, help: "a rate") == test.value)
    #expect(reader.problems == [test.problem].compactMap { $0 })
  }

  @Test(arguments: [
    ("1", true), ("true", true), ("YES", true), ("on", true),
    ("0", false), ("False", false), ("no", false), ("off", false),
  ]) func `a flag has the usual spellings`(text: String, value: Bool) {
    var reader = SettingsReader(environment: ["OPEN": text])
    #expect(reader.flag("OPEN", default: !value, help: "open") == value)
    #expect(reader.problems.isEmpty)
  }

  @Test func `a flag that is neither is refused`() {
    var reader = SettingsReader(environment: ["OPEN": "perhaps"])
    let isOpen = reader.flag("OPEN", default: true, help: "open")
    #expect(isOpen)
    #expect(
      reader.problems == [
        "OPEN is \"perhaps\"; it has to be 1 or 0 (or true, false, yes, no, on, off)"
      ])
  }

  @Test func `a choice is one of the names`() {
    var reader = SettingsReader(environment: ["A": "json", "B": "JSON", "C": "yaml"])
    #expect(reader.choice("A", default: Log.Format.text, help: "") == .json)
    #expect(reader.choice("B", default: Log.Format.text, help: "") == .json)
    #expect(reader.choice("C", default: Log.Format.text, help: "") == .text)
    #expect(reader.problems == ["C is \"yaml\"; it has to be text or json"])
  }

  @Test(arguments: ["warn", "WARN", "Warning", "warning"])
  func `a choice may have another name that people write`(text: String) {
    var reader = SettingsReader(environment: ["LEVEL": text])
    let level = reader.choice("LEVEL", default: Log.Level.info, or: ["warn": .warning], help: "")
    #expect(level == .warning)
    #expect(reader.problems.isEmpty)
  }

  @Test(arguments: ["\"4\"", "'4'", "\"\"", "\"ends in CR\"\r"])
  func `what the quotes or the line ends of a file have become is named, for every kind of setting`(
    text: String
  ) {
    let names = ["NUMBER", "FLAG", "CHOICE", "TEXT", "SECRET", "URL", "LISTEN", "PATH_FILE"]
    var reader = SettingsReader(
      environment: Dictionary(uniqueKeysWithValues: names.map { ($0, text) }))
    _ = reader.integer("NUMBER", default: 1, in: 0...9, help: "")
    _ = reader.flag("FLAG", default: false, help: "")
    _ = reader.choice("CHOICE", default: Log.Format.text, help: "")
    _ = reader.text("TEXT", default: "", help: "")
    _ = reader.secret("SECRET", help: "")
    _ = reader.url("URL", default: "http://h", help: "")
    _ = reader.endpoint("LISTEN", default: "tcp:1", help: "")
    _ = reader.text("PATH", default: "", help: "")
    let slip =
      text.hasSuffix("\r")
      ? " has a carriage return (CR) in it: the file that sets it has line ends of Windows"
      : " is in quotes, and they have become part of the value: write it without them."
    #expect(reader.problems.count == names.count)
    for (problem, name) in zip(reader.problems, names) { #expect(problem.hasPrefix(name + slip)) }
    #expect(!reader.problems.joined().contains("4"), "a secret may be among them")
  }

  @Test(arguments: ["\"", "a\"b\"", "\"a", "\"a'", "it's"])
  func `a quote is a character like others where it does not go around the value`(text: String) {
    var reader = SettingsReader(environment: ["TEXT": text])
    #expect(reader.text("TEXT", default: "", help: "") == text)
    #expect(reader.problems.isEmpty)
  }

  @Test func `an endpoint is read, and remembers the setting it came from`() {
    var reader = SettingsReader(environment: ["A_LISTEN": "tcp:8081:interface=127.0.0.1"])
    let set = reader.endpoint("A_LISTEN", default: "tcp:1400", help: "")
    let usual = reader.endpoint("B_LISTEN", default: "tcp:1401", help: "")
    #expect(set.description == "tcp:8081:interface=127.0.0.1")
    #expect(usual.description == "tcp:1401")
    #expect((set.label, usual.label) == ("A_LISTEN", "B_LISTEN"))
    #expect(reader.problems.isEmpty)
  }

  @Test(arguments: [
    ("1400", "no kind of endpoint; for that port write tcp:1400"),
    ("tcp:99999", "the port must be a number from 0 to 65535, not '99999'"),
    ("tcp:", "the port is missing"),
    ("tcp:1400:colour=red", "'tcp' takes no 'colour'"),
    (
      "tcp:1:interface=::1",
      "an IPv6 address has its colons in brackets here: write interface=[::1]"
    ),
    ("systemd:domain=IPX:name=x", "the domain must be INET, INET6 or UNIX, not 'IPX'"),
  ])
  func `what is no endpoint is refused with the reason`(_ text: String, _ reason: String) {
    var reader = SettingsReader(environment: ["LISTEN": text])
    #expect(reader.endpoint("LISTEN", default: "tcp:1400", help: "").description == "tcp:1400")
    #expect(reader.problems == ["LISTEN is \"\(text)\": \(reason)"])
  }

  @Test func `what is said of an endpoint cannot turn the line around`() {
    var reader = SettingsReader(environment: ["A": "tcp:\u{202E}1", "B": "tcp:1\u{1B}[2J"])
    for name in ["A", "B"] { _ = reader.endpoint(name, default: "tcp:1400", help: "") }
    #expect(
      reader.problems == [
        #"A is "tcp:\u202e1": the port must be a number from 0 to 65535, not '\u202e1'"#,
        #"B is "tcp:1\u001b[2J"; it has to be an endpoint such as tcp:1400, "#
          + "tcp:8080:interface=127.0.0.1 or unix:/run/x.sock",
      ])
  }

  @Test(arguments: [
    "http://localhost", "http://127.0.0.1:8080", "http://[::1]:8080", "HTTP://api:8080/prefix",
    "http://a-b.example_c:65535/", "http://h:080", "http://[::ffff:192.0.2.1]",
  ]) func `a URL is taken`(_ url: String) {
    #expect(isHTTPURL(url))
  }

  @Test(arguments: [
    "", "localhost:8080", "https://localhost", "http://", "http://:8080", "http:///x",
    "http://h:0", "http://h:65536", "http://h:", "http://h:80a", "http://h:+80", "http://u@h",
    "http://h/?q", "http://h/#f", "http://h h", "http://h\r\nX: y", "http://[::1", "http://::1:80",
    "http://é", "http://a\"b", "http://[]", "http://[::1]x:80", "http://[:]", "http://[1.2.3.4]",
    "http://[::1::]", "http://[12345::]", "http://h:000080", "http://h:٨٠",
  ]) func `what is no base URL is refused`(_ url: String) {
    #expect(!isHTTPURL(url))
  }

  @Test func `a client takes every URL that is taken, so that what passes the check starts`() {
    let hosts = [
      "h", "H.example_c-d", "-", ".", "127.0.0.1", "[::1]", "[::]", "[1::2.3.4.5]", "[:]",
    ]
    let ports = ["", ":1", ":080", ":00080", ":000080", ":65535", ":65536", ":"]
    let paths = ["", "/", "//", "/a/b", "/%zz", "/[", "/;a=b&c", "/~'()*!$,|^`{}"]
    let urls = hosts.flatMap { host in
      ports.flatMap { port in paths.map { "http://\(host)\(port)\($0)" } }
    }
    let taken = urls.filter(isHTTPURL)
    #expect(taken.count == 8 * 5 * paths.count)
    for url in taken {
      #expect(throws: Never.self, "\(url)") {
        try HTTPClient(on: ManualClock(), base: url) { _ in Deferred() }
      }
    }
  }

  @Test func `a URL that is refused is shown`() {
    var reader = SettingsReader(environment: ["API_URL": "api:8080"])
    #expect(reader.url("API_URL", default: "http://h", help: "") == "http://h")
    #expect(
      reader.problems == [
        "API_URL is \"api:8080\"; it has to be a URL such as http://127.0.0.1:8080"
      ])
  }

  @Test(arguments: [
    ("CHAT_LISTN", "tcp:1400", true), ("CHAT_LISTEN", "tcp:1400", false), ("CHAT_LISTN", "", false),
    ("DASHBOARD_HOSTS_FILE", "/x", false), ("DASHBOARD_FILE", "/x", true), ("API_KEY", "x", true),
    ("CHAT_PORT", "1400", true), ("CHAT_PORT", "tcp://10.0.0.1:1400", false),
    ("CHAT_SERVICE_HOST", "10.0.0.1", false), ("CHAT_PORT_1400_TCP_PROTO", "tcp", false),
    ("CHATTER", "x", false), ("LOG_LEVEL", "info", false),
  ])
  func `a name that looks like a setting and is none is found`(
    _ name: String, _ value: String, _ isStranger: Bool
  ) {
    #expect(KnownSettings.strangers(in: [name: value]) == (isStranger ? [name] : []))
  }

  @Test func `all problems are found in one run`() {
    var reader = SettingsReader(environment: ["A": "x", "B": "y"])
    _ = reader.integer("A", default: 1, in: 1...2, help: "")
    _ = reader.flag("B", default: false, help: "")
    reader.require(false, "A and B do not go together")
    reader.require(true, "never said")
    #expect(reader.problems.count == 3)
    #expect(reader.problems.last == "A and B do not go together")
  }

  @Test func `a secret is nil when it is not set`() {
    var reader = SettingsReader(environment: ["TOKEN": ""])
    #expect(reader.secret("TOKEN", help: "") == nil)
    #expect(reader.secret("OTHER", help: "") == nil)
    #expect(reader.problems.isEmpty)
  }

  @Test(arguments: [
    ("hunter2\nX: y", "TOKEN is not usable; it has to be text without control characters"),
    (
      "hunter2\r\nX: y",
      "TOKEN has a carriage return (CR) in it: the file that sets it has line ends of Windows; "
        + "save that with LF alone"
    ),
  ])
  func `a secret that could end a header field is refused and not shown`(
    secret: String, problem: String
  ) {
    var reader = SettingsReader(environment: ["TOKEN": secret])
    #expect(reader.secret("TOKEN", help: "") == nil)
    #expect(reader.problems == [problem])
  }
}
