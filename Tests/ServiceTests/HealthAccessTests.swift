import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor

/// Who is told how a service is: the rule that all three share.
@Suite struct HealthAccessTests {
  static let paths = ["/livez", "/readyz", "/healthz/", "/metrics", "/version"]
  /// What curl, Prometheus and HAProxy send, each in its own way.
  static let machines: [[(String, String)]] = [
    [], [("User-Agent", "curl/7.88.1"), ("Accept", "*/*")],
    [
      ("User-Agent", "Prometheus/2.42.0"), ("Accept-Encoding", "gzip"),
      ("X-Prometheus-Scrape-Timeout-Seconds", "10"),
    ],
    [("User-Agent", "kube-probe/1.26"), ("Connection", "close")],
  ]
  static let browsers: [[(String, String)]] = [
    [("Origin", "http://evil.example")], [("origin", "null")],
    [("Referer", "http://evil.example/")],
    [("Referer", "")], [("Sec-Fetch-Site", "same-origin")], [("Sec-Fetch-Mode", "navigate")],
    [("sec-fetch-dest", "empty")], [("Sec-Fetch-Anything", "?1")], [("Accept-Language", "de")],
  ]

  func status(_ path: String, _ fields: [(String, String)]) throws -> Int {
    let reactor = try Reactor()
    let service = Service(
      "chat", on: reactor, log: Log("chat", descriptor: -1),
      httpListen: try ServerEndpoint("tcp:0:interface=127.0.0.1"))
    service.goBy { ["127.0.0.1:8081", "chat:8081"].contains($0) }
    let request = HTTPRequest(.get, path, fields: HTTPFields(fields))
    return try reactor.wait(for: service.router.respond(to: request)).status.code
  }

  @Test(arguments: paths, [nil, "127.0.0.1:8081", "chat:8081", "evil.example", "10.0.0.9", ""])
  func `a machine is told, whatever it calls us`(path: String, host: String?) throws {
    for fields in Self.machines {
      #expect(try status(path, fields + (host.map { [("Host", $0)] } ?? [])) == 200)
    }
  }

  @Test(
    arguments: paths,
    [("127.0.0.1:8081", 200), ("chat:8081", 200), ("evil.example", 421), ("", 421), (nil, 421)])
  func `a browser is told under our own names alone`(path: String, host: (String?, Int)) throws {
    for fields in Self.browsers {
      #expect(try status(path, fields + (host.0.map { [("Host", $0)] } ?? [])) == host.1)
    }
  }

  @Test func `until a service has said its names, none is a browser's`() throws {
    let reactor = try Reactor()
    let service = Service(
      "chat", on: reactor, log: Log("chat", descriptor: -1),
      httpListen: try ServerEndpoint("tcp:0:interface=127.0.0.1"))
    let fields = HTTPFields([("Host", "localhost"), ("Accept-Language", "de")])
    let request = HTTPRequest(.get, "/metrics", fields: fields)
    let answer = try reactor.wait(for: service.router.respond(to: request))
    #expect(answer.status == .misdirectedRequest)
  }

  @Test func `a refusal repeats the name, however long or odd, so that it can be read`() {
    let host = "a\u{1B}[2J\"" + String(repeating: "x", count: 9_000)
    let fields = HTTPFields([("Host", host), ("Origin", "null")])
    let error = #expect(throws: HTTPError.self) {
      try HealthAccess.check(HTTPRequest(.get, "/metrics", fields: fields)) { _ in false }
    }
    let message = error?.description ?? ""
    #expect(message.hasPrefix("this service does not go by the name \"a"))
    #expect(message.utf8.count < 300 && !message.contains("\u{1B}"))
  }
}
