import Support
import Testing
import TinyHTTP
import Wire

/// What HAProxy does of its own accord: its health checks, and its limits.
@Suite(.enabled(if: HAProxy.isInstalled, "HAProxy is not installed"))
struct HAProxyCheckTests {
  /// More than the newcomers that an address may send in a while.
  private static let checks = 40

  @Test(arguments: [
    "send-proxy check inter 50ms", "send-proxy-v2 check inter 50ms",
    "check-send-proxy check inter 50ms",
  ])
  func `its checks are counted, and nobody joins`(_ options: String) throws {
    let port = freePorts(1)[0]
    let house = try Installation(["CHAT_LISTEN": "haproxy:tcp:\(port):interface=127.0.0.1"])
    let proxy = try HAProxy(
      """
      listen chat
        bind 127.0.0.1:\(house.chatPort)
        server chat 127.0.0.1:\(port) \(options)
      """)
    try house.retry("\(Self.checks) checks") { try checks(house) >= Self.checks }
    #expect(!proxy.report.contains("DOWN"), "\(proxy.report)")
    #expect(try !house[.chat].errorText.contains("joined"))
    #expect(try !house[.chat].errorText.contains("left"))
  }

  @Test(arguments: ["send-proxy", "send-proxy-v2"])
  func `people behind it are greeted and known by their own address`(_ options: String) throws {
    let port = freePorts(1)[0]
    let house = try Installation(["CHAT_LISTEN": "haproxy:tcp:\(port):interface=127.0.0.1"])
    let proxy = try HAProxy(
      """
      listen chat
        bind 127.0.0.1:\(house.chatPort)
        server chat 127.0.0.1:\(port) \(options) check inter 100ms
      """)
    try house.retry("a check") { try checks(house) > 0 }
    // 127.0.0.9 is this machine as well, and no address of the proxy's.
    let ann = try ChildProcess(["nc.openbsd", "-s", "127.0.0.9", "127.0.0.1", "\(house.chatPort)"])
    try ann.waitForOutput("you are guest-1")
    let ben = try house.join()
    try ben.waitForOutput("you are guest-2")
    ben.write("hello\n")
    try ann.waitForOutput("<guest-2> hello\r\n")
    let roster = try JSON.decode(
      Roster.self, from: Array(try house.curl("\(house.api)/servers/test/users").utf8))
    #expect(roster.users.map(\.address) == ["127.0.0.9", "127.0.0.1"])
    #expect(!proxy.report.contains("DOWN"))
  }

  /// Proxies cut at five seconds and more; this one sooner, or the test would take so long.
  @Test func `a follower behind one that cuts questions off learns to ask for less`() throws {
    let port = freePorts(1)[0]
    let house = try Installation(["API_URL": "http://127.0.0.1:\(port)"])
    let proxy = try HAProxy(
      """
      listen api
        mode http
        bind 127.0.0.1:\(port)
        timeout server 3s
        server api 127.0.0.1:\(house.apiPort)
      """)
    let log = try house[.chat]
    _ = try log.waitForErrors("they are shorter from now on", limit: .seconds(60))
    #expect(log.errorText.contains("seconds=2"))
    let troubles = { log.errorText.split(separator: "\n").count { $0.contains(" warning ") } }
    let before = (troubles: troubles(), uptime: try uptime(house))
    // Longer than a cut takes.
    try house.retry("time to pass", limit: .seconds(60)) { try uptime(house) > before.uptime + 6 }
    #expect(troubles() == before.troubles, "\(log.errorText)\(proxy.report)")
    _ = try house.setBanner(#"{"banner": "still following"}"#)
    try house.retry("the banner to arrive") {
      let ann = try house.join()
      try ann.waitForOutput("guest-")
      return ann.outputText.hasPrefix("still following\r\n")
    }
  }

  /// Of the chat server, in seconds.
  private func uptime(_ house: Installation) throws -> Int {
    let list = try JSON.decode(
      ServerList.self, from: Array(try house.curl("\(house.api)/servers").utf8))
    return list.servers.first?.report.uptime ?? 0
  }

  private func checks(_ house: Installation) throws -> Int {
    let metrics = try house.curl("http://127.0.0.1:\(house.chatHTTPPort)/metrics")
    let line = metrics.split(separator: "\n").first { $0.hasPrefix("chat_proxy_checks_total ") }
    return line?.split(separator: " ").last.flatMap { Double($0) }.map { Int($0) } ?? -1
  }
}
