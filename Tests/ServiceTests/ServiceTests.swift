import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor

/// A service on a reactor of its own, its log going nowhere.
private struct House {
  let reactor: Reactor
  let service: Service

  init(_ endpoint: String = "tcp:0:interface=127.0.0.1") throws {
    reactor = try Reactor()
    service = Service(
      "chat", on: reactor, log: Log("chat", descriptor: -1),
      httpListen: try Self.endpoint(endpoint, "CHAT_HTTP_LISTEN"))
  }

  /// As a setting has it.
  static func endpoint(_ text: String, _ setting: String) throws -> ServerEndpoint {
    var endpoint = try ServerEndpoint(text)
    endpoint.label = setting
    return endpoint
  }

  /// The answer of the router, without a socket.
  func get(_ path: String) throws -> (status: Int, fields: HTTPFields, text: String) {
    let response = try reactor.wait(for: service.router.respond(to: HTTPRequest(.get, path)))
    return (response.status.code, response.fields, String(decoding: response.body, as: UTF8.self))
  }
}

@Suite struct ServiceTests {
  // MARK: - Health

  @Test(arguments: ["/livez", "/livez/"]) func `a service that answers is alive`(_ path: String)
    throws
  {
    let house = try House()
    house.service.addReadinessCheck("api") { "gone" }
    let answer = try house.get(path)
    #expect((answer.status, answer.text) == (200, "ok\n"))
    #expect(answer.fields["Cache-Control"] == "no-store")
  }

  @Test(arguments: ["/readyz", "/healthz"])
  func `a service is ready when no check has a reason against it`(_ path: String) throws {
    let house = try House()
    var reason: String?
    house.service.addReadinessCheck("database") { reason }
    house.service.addReadinessCheck("api") { nil }
    #expect(try house.get(path).status == 200)
    #expect(try house.get(path).text == "ready\n")
    reason = "locked"
    #expect(try house.get(path).status == 503)
    #expect(try house.get(path).text == "not ready\ndatabase: locked\n")
    reason = nil
    #expect(try house.get(path).status == 200)
  }

  @Test func `a service that stops is alive and not ready`() throws {
    let house = try House()
    try house.reactor.wait(for: house.service.shutDown())
    #expect(try house.get("/livez").status == 200)
    #expect(try house.get("/readyz").status == 503)
    #expect(try house.get("/readyz").text == "not ready\nservice: shutting down\n")
  }

  @Test func `a note is beside the state, and changes nothing about it`() throws {
    let house = try House()
    var (note, reason): (String?, String?) = (nil, nil)
    house.service.addReadinessNote("bus") { note }
    house.service.addReadinessCheck("database") { reason }
    #expect(try house.get("/readyz").text == "ready\n")
    note = "away"
    #expect(try house.get("/readyz").status == 200)
    #expect(try house.get("/readyz").text == "ready\nbus: away\n")
    reason = "locked"
    #expect(try house.get("/readyz").status == 503)
    #expect(try house.get("/readyz").text == "not ready\ndatabase: locked\nbus: away\n")
  }

  @Test func `metrics are Prometheus text with what every process has`() throws {
    let house = try House()
    house.service.metrics.counter("chat_lines_total", help: "Lines said.").value = 3
    let answer = try house.get("/metrics")
    #expect(answer.status == 200)
    #expect(answer.fields["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
    let lines = answer.text.split(separator: "\n")
    #expect(lines.contains("chat_lines_total 3"))
    #expect(lines.contains("log_lines_total{level=\"warning\"} 0"))
    #expect(lines.contains { $0.hasPrefix("build_info{name=\"chat\",swift=") })
    for name in [
      "process_start_time_seconds", "process_cpu_seconds_total", "process_resident_memory_bytes",
      "process_open_fds", "process_max_fds",
    ] {
      let value = lines.first { $0.hasPrefix("\(name) ") }?.split(separator: " ").last
      #expect(value.flatMap { Double($0) }.map { $0 > 0 } == true, "\(name)")
      #expect(lines.contains { $0.hasPrefix("# HELP \(name) ") })
      #expect(lines.contains { $0.hasPrefix("# TYPE \(name) ") })
    }
    #expect(answer.text.hasSuffix("\n"))
  }

  private struct Said: Decodable {
    let name: String
    let version: String
    let swift: String
  }

  @Test func `the version is JSON`() throws {
    let answer = try House().get("/version")
    let said = try JSON.decode(Said.self, from: Array(answer.text.utf8))
    #expect((said.name, said.version) == ("chat", Version.number))
    #expect(said.swift.hasPrefix("6."))
  }

  @Test(arguments: [
    ("/livez", true), ("/readyz/", true), ("/healthz", true), ("/metrics", true),
    ("/version", true), ("/", false), ("/livez/x", false), ("/banner/", false), ("", false),
  ]) func `machines that watch need no token`(path: String, isOpen: Bool) {
    #expect(Service.isHealthPath(path) == isOpen)
  }

  // MARK: - Ports

  @Test func `health is served and a probe sees it`() throws {
    let house = try House()
    try house.service.listenHTTP()
    let (setting, port) = try #require(house.service.ports.first)
    #expect(setting == "CHAT_HTTP_LISTEN")
    let server = try ServerEndpoint("tcp:\(port.address.port):interface=127.0.0.1")
    house.service.addReadinessCheck("api") { "away" }
    let answer = try house.reactor.wait(for: HealthProbe.ask(server, on: house.reactor))
    #expect((answer.status, answer.text) == (503, "not ready\napi: away\n"))
  }

  @Test func `a port in use is named with its setting and what to do`() throws {
    let first = try House()
    try first.service.listenHTTP()
    let port = try #require(first.service.ports.first).port.address.port
    let endpoint = "tcp:\(port):interface=127.0.0.1"
    let second = try House(endpoint)
    let error = #expect(throws: StartError.self) { try second.service.listenHTTP() }
    #expect(error?.exitStatus == 78)
    #expect(
      error?.message == "cannot listen on \(endpoint) (CHAT_HTTP_LISTEN): something listens there "
        + "already; stop it, or set CHAT_HTTP_LISTEN to another one")
  }

  @Test func `an address that is not ours is named as such`() throws {
    let house = try House("tcp:0:interface=192.0.2.1")
    let error = #expect(throws: StartError.self) { try house.service.listenHTTP() }
    #expect(error?.message.contains("no interface of this machine has that address") == true)
  }

  @Test func `what is in the way of a unix socket is named as what it is`() throws {
    let folder = try TemporaryFolder()
    let file = try TemporaryFile([])
    let change = "set CHAT_HTTP_LISTEN to another one"
    for (path, advice) in [
      (folder.path, "a folder is there; name a file in it that is not there yet, or \(change)"),
      (file.path, "a file that is no socket is there; move it away, or \(change)"),
      ("\(folder.path)/none/x", "its folder is not there; make it, or \(change)"),
    ] {
      let house = try House("unix:\(path)")
      let error = #expect(throws: StartError.self) { try house.service.listenHTTP() }
      #expect(error?.exitStatus == 78)
      #expect(
        error?.message == "cannot listen on unix:\(path) (CHAT_HTTP_LISTEN): \(advice)")
    }
  }

  @Test func `endpoints of the same text are each known by their own setting`() throws {
    let text = "tcp:0:interface=127.0.0.1"
    let house = try House(text)
    try house.service.listenHTTP()
    let other = try House.endpoint(text, "CHAT_LISTEN")
    _ = try house.service.listen(other, Factory { _ in nil })
    #expect(house.service.ports.map(\.setting) == ["CHAT_HTTP_LISTEN", "CHAT_LISTEN"])
  }

  @Test func `a route that is added after listening began is a programming error`() async {
    await #expect(processExitsWith: .failure) {
      let house = try House()
      try house.service.listenHTTP()
      house.service.router.on(.get, "/late") { _ in .text("late\n") }
    }
  }

  // MARK: - Shutdown

  @Test func `at the end ports are closed first, then everybody says goodbye`() throws {
    let house = try House()
    try house.service.listenHTTP()
    let port = try #require(house.service.ports.first).port.address.port
    let client = try HTTPClient(on: house.reactor, base: "http://127.0.0.1:\(port)")
    #expect(try house.reactor.wait(for: client.send(HTTPRequest(.get, "/livez"))).status == .ok)

    var said: [String] = []
    let slow = Deferred<Void>()
    house.service.onShutdown {
      said.append("chat")
      return slow
    }
    house.service.onShutdown {
      said.append("fails")
      throw StartError("no")
    }
    house.service.onShutdown {
      said.append("later fails")
      return .failed(StartError("no"))
    }
    house.service.onShutdown {
      said.append("last")
      return nil
    }
    var isDone = false
    house.service.shutDown().addCallback { isDone = true }
    #expect(said == ["chat", "fails", "later fails", "last"])
    let probe = HealthProbe.ask(
      try ServerEndpoint("tcp:\(port):interface=127.0.0.1"), on: house.reactor)
    #expect(throws: SystemError.self) { _ = try house.reactor.wait(for: probe) }
    #expect(!isDone)
    slow.callback(())
    try house.reactor.wait { isDone }
  }

  @Test func `who takes too long to say goodbye is not waited for`() throws {
    let house = try House()
    let never = Deferred<Void>()
    house.service.onShutdown { never }
    try house.reactor.wait(for: house.service.shutDown(within: .milliseconds(10)))
  }
}
