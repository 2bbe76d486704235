import Glibc
import Support
import Testing

/// `Services/door/haproxy.cfg`, the door of `Services/compose.scale.yaml`, with HAProxy.
@Suite(.enabled(if: HAProxy.isInstalled, "HAProxy is not installed"))
struct DoorTests {
  @Test func `people come in by their addresses, each to the server that has the fewest`() throws {
    let door = try Door()
    let people = try (1...3).map { try door.join(from: "127.0.0.2\($0)") }
    for person in people { try person.waitForOutput("you are guest-1;") }
    for server in door.servers { try server.waitForErrors("joined peer=127.0.0.2") }
  }

  @Test func `a server that hangs lets its people go, and nobody is led there`() throws {
    let door = try Door()
    let ann = try door.join(from: "127.0.0.21")
    try ann.waitForOutput("you are guest-1;")
    let hung = try door.server(of: "127.0.0.21")
    hung.signal(SIGSTOP)
    // The door closes, which a client that only reads notices.
    _ = try ann.waitForExit(limit: .seconds(60))
    for number in 1...4 {
      try door.join(from: "127.0.0.3\(number)").waitForOutput("you are guest-")
    }
    hung.signal(SIGCONT)
  }

  @Test func `a server that has just died turns nobody away`() throws {
    let door = try Door(checksEach: "1h")  // so that the door does not know
    door.servers[0].signal(SIGKILL)
    _ = try door.servers[0].waitForExit()
    for number in 1...4 {
      try door.join(from: "127.0.0.3\(number)").waitForOutput("you are guest-")
    }
  }

  @Test func `who says nothing is asked whether they are still there`() throws {
    let door = try Door()
    let ann = try door.join(from: "127.0.0.21")
    try ann.waitForOutput("you are guest-1;")
    try door.wait(for: "a keepalive timer") { try HAProxy.asksTheSilent(at: door.port) }
    #expect(ann.isRunning)
  }

  @Test func `the door itself is well while there is a server`() throws {
    let door = try Door()
    door.servers[0].signal(SIGKILL)
    try door.wait(for: "the door to miss one") { door.report.contains("chat-1 is DOWN") }
    #expect(try door.health() == "200")
    for server in door.servers { server.signal(SIGKILL) }
    try door.wait(for: "the door to miss all") { try door.health() == "503" }
  }
}

/// Three chat servers, which have no API, and the door before them.
private final class Door {
  let servers: [ChildProcess]
  let port: Int
  private let healthPort: Int
  private let proxy: HAProxy

  init(checksEach pause: String = "2s") throws {
    let ports = freePorts(9)
    (port, healthPort) = (ports[6], ports[7])
    var file = try ComposeFile.text("Services/door/haproxy.cfg")
      .replacing("bind :1400", with: "bind 127.0.0.1:\(port)")
      .replacing("bind 127.0.0.1:8081", with: "bind 127.0.0.1:\(healthPort)")
      .replacing("inter 2s", with: "inter \(pause)")
    servers = try (0..<3).map { number in
      let name = "chat-\(number + 1)"
      file.replace(
        "server \(name) \(name):1400",
        with: "server \(name) 127.0.0.1:\(ports[number]) port \(ports[number + 3])")
      return try ChildProcess(
        [Programs.ours("chat")],
        environment: [
          "API_URL": "http://127.0.0.1:\(ports[8])", "CHAT_SERVER_ID": name,
          "CHAT_LISTEN": "haproxy:tcp:\(ports[number]):interface=127.0.0.1",
          "CHAT_HTTP_LISTEN": "tcp:\(ports[number + 3]):interface=127.0.0.1",
        ])
    }
    for server in servers { try server.waitForErrors("chat started") }
    proxy = try HAProxy(file: file)
    try wait(for: "the door to open") { try health() == "200" }
  }

  /// What it says of the servers.
  var report: String { proxy.report }

  func join(from address: String) throws -> ChildProcess {
    try ChildProcess(Netcat.openbsd.command(["-d", "-s", address], port: port))
  }

  /// The chat server that somebody from there has joined.
  func server(of address: String) throws -> ChildProcess {
    var found: ChildProcess?
    try wait(for: "\(address) to have joined") {
      found = servers.first { $0.errorText.contains("joined peer=\(address):") }
      return found != nil
    }
    guard let found else { throw TestFailure("nobody came from \(address)") }
    return found
  }

  /// The status that the container's own health check gets.
  func health() throws -> String {
    let curl = try ChildProcess([
      "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}",
      "http://127.0.0.1:\(healthPort)/readyz",
    ])
    _ = try curl.waitForExit()
    return curl.outputText
  }

  func wait(for what: String, _ condition: () throws -> Bool) throws {
    let end = ContinuousClock.now + .seconds(60)
    while !(try condition()) {
      guard ContinuousClock.now < end else { throw TestFailure("waited in vain for \(what)") }
      usleep(50_000)
    }
  }
}
