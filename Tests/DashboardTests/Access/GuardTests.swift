import Dashboard
import Testing
import TinyHTTP
import TinyReactor

@Suite struct HostGuardTests {
  struct Case: Sendable {
    var listen = "tcp:8000:interface=127.0.0.1"
    var extra: [String] = []
    let host: String?
    let isAllowed: Bool
  }

  @Test(
    arguments: [
      Case(host: "127.0.0.1:8000", isAllowed: true),
      Case(host: "127.0.0.1", isAllowed: true),
      Case(host: "localhost:9", isAllowed: true),
      Case(host: "LOCALHOST", isAllowed: true),
      Case(host: "localhost.", isAllowed: true),
      Case(host: "[::1]:8000", isAllowed: true),
      Case(host: "[0:0:0:0:0:0:0:1]", isAllowed: true),
      Case(host: nil, isAllowed: false),
      Case(host: "", isAllowed: false),
      Case(host: "evil.example", isAllowed: false),
      Case(host: "localhost.evil.example", isAllowed: false),
      Case(host: "127.0.0.1.evil.example", isAllowed: false),
      Case(host: "evil.example:8000", isAllowed: false),
      Case(host: "localhost:8000:8000", isAllowed: false),
      Case(host: "localhost:x", isAllowed: false),
      Case(host: "localhost:70000", isAllowed: false),
      Case(host: "localhost@evil.example", isAllowed: false),
      Case(host: "localhost, evil.example", isAllowed: false),
      Case(host: "[::1", isAllowed: false),
      Case(host: "192.0.2.7", isAllowed: false),
      Case(host: "127.1", isAllowed: true),
      Case(host: "192.0.513", isAllowed: false),
      // Listening on every interface, an address is ours whichever it is; a name is not.
      Case(listen: "tcp:8000", host: "192.0.2.7:8000", isAllowed: true),
      Case(listen: "tcp:8000", host: "[2001:db8::1]", isAllowed: true),
      Case(listen: "tcp:8000:interface=0.0.0.0", host: "192.0.2.7", isAllowed: true),
      Case(listen: #"tcp:8000:interface=\:\:"#, host: "192.0.2.7", isAllowed: true),
      Case(listen: "tcp:8000:interface=[::1]", host: "192.0.2.7", isAllowed: false),
      Case(listen: "tcp:8000", host: "evil.example", isAllowed: false),
      Case(listen: "tcp:8000:interface=192.0.2.7", host: "192.0.2.7", isAllowed: true),
      Case(listen: "tcp:8000:interface=192.0.2.7", host: "192.0.2.8", isAllowed: false),
      Case(
        listen: #"tcp:8000:interface=2001\:DB8\:0\:\:1"#, host: "[2001:db8::1]:8000",
        isAllowed: true),
      // The operator's own names.
      Case(extra: ["chat.example"], host: "chat.example", isAllowed: true),
      Case(extra: ["Chat.Example:443"], host: "chat.example:8443", isAllowed: true),
      Case(extra: ["2001:db8::2"], host: "[2001:db8::2]", isAllowed: true),
      Case(extra: ["192.0.2.9"], host: "192.0.2.9", isAllowed: true),
      Case(extra: ["chat.example"], host: "evil.example", isAllowed: false),
      Case(extra: ["*"], host: "anything.example", isAllowed: true),
      Case(extra: ["*"], host: "192.0.2.7", isAllowed: true),
      Case(extra: ["*"], host: "not a host", isAllowed: false),
    ])
  func `only our own names are answered to`(_ test: Case) throws {
    let guarding = HostGuard(listen: try ServerEndpoint(test.listen), extra: test.extra)
    #expect(guarding.allows(test.host) == test.isAllowed)
  }
}

@Suite struct OriginGuardTests {
  static let host = ("Host", "chat.example:8000")

  @Test(
    arguments: [
      [host],
      [host, ("Origin", "http://chat.example:8000")],
      [host, ("Origin", "HTTP://CHAT.EXAMPLE:8000")],
      [("Host", "chat.example"), ("Origin", "https://chat.example")],
      [("Host", "chat.example"), ("Origin", "http://chat.example:80")],
      [("Host", "chat.example:443"), ("Origin", "https://chat.example")],
      [host, ("Sec-Fetch-Site", "same-origin")], [host, ("Sec-Fetch-Site", "none")],
      [host, ("Referer", "http://chat.example:8000/page?a=http://evil.example")],
      // The strongest of the three decides.
      [host, ("Origin", "http://chat.example:8000"), ("Referer", "http://evil.example/")],
    ])
  func `our own pages and programs may post`(fields: [(String, String)]) {
    #expect(OriginGuard.refusal(of: HTTPRequest(.post, "/", fields: HTTPFields(fields))) == nil)
  }

  @Test(
    arguments: [
      [host, ("Origin", "http://evil.example")],
      [host, ("Origin", "null")],
      [host, ("Origin", "")],
      [host, ("Origin", "http://chat.example")],
      [host, ("Origin", "http://chat.example:8001")],
      [host, ("Origin", "http://chat.example:8000.evil.example")],
      [host, ("Origin", "http://chat.example:8000@evil.example")],
      [host, ("Origin", "http://evil.example#chat.example:8000")],
      [host, ("Origin", "ftp://chat.example:8000")],
      [host, ("Origin", "chat.example:8000")],
      [host, ("Origin", "http://evil.example"), ("Sec-Fetch-Site", "same-origin")],
      [host, ("Sec-Fetch-Site", "cross-site")],
      [host, ("Sec-Fetch-Site", "same-site")],
      [host, ("Referer", "http://evil.example/chat.example:8000")],
      [("Origin", "http://chat.example:8000")],
    ])
  func `pages from elsewhere may not`(fields: [(String, String)]) {
    let fields = HTTPFields(fields)
    #expect(OriginGuard.refusal(of: HTTPRequest(.post, "/", fields: fields)) != nil)
    #expect(OriginGuard.refusal(of: HTTPRequest(.delete, "/", fields: fields)) != nil)
    #expect(OriginGuard.refusal(of: HTTPRequest(.get, "/", fields: fields)) == nil)
  }
}

@Suite struct `What a refusal says` {
  static let nginx = "nginx does so with proxy_set_header Host $http_host"

  @Test(arguments: [
    ("127.0.0.1:8000", "https://chat.example:8443", "chat.example"),
    ("dash", "http://chat.example", "chat.example"),
    ("127.0.0.1:8000", "http://[2001:db8::1]:80", "2001:db8::1"),
  ])
  func `behind a proxy as it comes: which Host and Origin disagree, and what to set`(
    host: String, origin: String, name: String
  ) throws {
    for field in ["Origin", "Referer"] {
      let fields = HTTPFields([("Host", host), (field, origin)])
      let why = try #require(OriginGuard.refusal(of: HTTPRequest(.post, "/", fields: fields)))
      #expect(why.contains("sent by \(origin) (\(field)) to \(host) (Host)"))
      #expect(why.contains("DASHBOARD_HOSTS=\(name)") && why.contains(Self.nginx))
    }
  }

  @Test func `where the port alone is missing no other name is asked for`() throws {
    let fields = HTTPFields([("Host", "chat.example"), ("Origin", "http://chat.example:8443")])
    let why = try #require(OriginGuard.refusal(of: HTTPRequest(.post, "/", fields: fields)))
    #expect(why.contains(Self.nginx) && !why.contains("DASHBOARD_HOSTS"))
  }

  @Test(arguments: [("Origin", "null"), ("Sec-Fetch-Site", "cross-site")])
  func `what is no page of a proxy gets no advice about one`(field: String, value: String) throws {
    let fields = HTTPFields([("Host", "localhost"), (field, value)])
    let why = try #require(OriginGuard.refusal(of: HTTPRequest(.post, "/", fields: fields)))
    #expect(why.contains("sent by \(value) (\(field)) to localhost (Host)"))
    #expect(!why.contains("proxy"))
  }

  @Test func `a name that is not ours is said, with where to add it`() throws {
    let dashboard = try TestDashboard()
    let refusal = try dashboard.send(.get, "/", [("Host", "dash<b>")]).text
    #expect(refusal.contains("does not go by the name dash&lt;b&gt; (Host)"))
    #expect(refusal.contains("DASHBOARD_HOSTS") && refusal.contains(Self.nginx))
    let long = HTTPFields([
      ("Host", "localhost"), ("Origin", "http://" + String(repeating: "x", count: 9_000)),
    ])
    let why = try #require(OriginGuard.refusal(of: HTTPRequest(.post, "/", fields: long)))
    #expect(why.utf8.count < 500)
  }
}

@Suite struct LocalPathTests {
  @Test(arguments: ["/", "/log", "/people?q=a%20b&after=7", "/a//b", "/%5Cevil"])
  func `a path of ours is gone to`(path: String) {
    #expect(LocalPath.checked(path) == path)
  }

  @Test(
    arguments: [
      nil, "", "log", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
      "http://evil.example", "javascript:alert(1)", "/a\tb", "/\t/evil.example", "/\n/evil.example",
      "/a b", "/é", "/" + String(repeating: "x", count: LocalPath.bytesMax),
    ] as [String?])
  func `anything a browser could take for another site is not`(path: String?) {
    #expect(LocalPath.checked(path) == "/")
  }
}
