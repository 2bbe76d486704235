import Support
import TinyHTTP
import TinyReactor
import Wire

/// How the servers of a round are reached.
enum Layout {
  /// Over loopback; the engine through relays.
  case plain
  /// The same, and the engine's data on a disk whose power can be cut.
  case disk
  /// The same, and people come through HAProxy.
  case proxied
  /// Each server in a network namespace of its own; people come over unix sockets, so that no cable
  /// is between them and their server.
  case cables
}

/// An engine, an API and three chat servers, started anew for each round.
final class House {
  static let servers = ["chat-1", "chat-2", "chat-3"]

  let stage: Stage
  let folder: TemporaryFolder
  let layout: Layout
  let engine: Engine
  private(set) var disk: Disk?
  private(set) var network: Network?
  private(set) var relays: [Relay] = []
  private(set) var api: Program
  private(set) var chats: [Program] = []
  private(set) var proxy: Program?
  /// Where people come in, for each server; one for all behind a proxy.
  private(set) var doors: [(place: ClientEndpoint, server: String?)] = []
  private var clients: [String: HTTPClient] = [:]

  init(_ layout: Layout, engine path: String, on stage: Stage) throws {
    (self.layout, self.stage) = (layout, stage)
    folder = try TemporaryFolder()
    let ports = freePorts(9)
    var data = "\(folder.path)/data"
    if layout == .disk {
      let disk = try Disk(in: folder.path, on: stage)
      self.disk = disk
      data = disk.path + "/data"
    }
    try stage.run("mkdir", data)
    let network = layout == .cables ? try Network(on: stage) : nil
    self.network = network
    let local = "127.0.0.1"
    engine = Engine(path, in: data, host: network?.host ?? local, port: ports[0], on: stage)
    try engine.start()

    let apiHost = network?.address(0) ?? local
    let apiPlace = "\(apiHost):\(ports[1])"
    let bus = "redis://\(engine.host):\(ports[0])"
    api = Program(
      "api", (try network?.add(0) ?? []) + [Programs.ours("api")],
      [
        "API_LISTEN": "tcp:\(ports[1]):interface=\(apiHost)", "API_OPEN": "1", "BUS_URL": bus,
        "API_DATABASE": "\(folder.path)/netcatchat.db",
      ], on: stage)
    clients["api"] = try HTTPClient(on: stage.reactor, base: "http://\(apiPlace)")

    for (place, server) in Self.servers.enumerated() {
      let host = network?.address(place + 1) ?? local
      let (port, httpPort) = (ports[2 + place], ports[5 + place])
      var listen = "tcp:\(port):interface=\(host)"
      var door = ClientEndpoint.tcp(host: host, port: port)
      var ownBus = bus
      switch layout {
      case .cables:
        let socket = "\(folder.path)/\(server).sock"
        listen = "unix:\(socket)"
        door = try ClientEndpoint(listen)
      case .proxied: listen = "haproxy:\(listen)"
      case .plain, .disk: break
      }
      if network == nil {
        let relay = try Relay(to: ports[0], on: stage.reactor)
        relays.append(relay)
        ownBus = "redis://\(local):\(relay.portNumber)"
      }
      let wrapper = try network?.add(place + 1) ?? []
      chats.append(
        Program(
          server, wrapper + [Programs.ours("chat")],
          [
            "CHAT_LISTEN": listen, "CHAT_SERVER_ID": server, "API_URL": "http://\(apiPlace)",
            "CHAT_HTTP_LISTEN": "tcp:\(httpPort):interface=\(host)", "BUS_URL": ownBus,
            "BUS_KEEP_LINES": "100000", "CHAT_TALK_RATE": "0", "CHAT_TALK_BURST": "0",
            "CHAT_CONNECTIONS_PER_ADDRESS": "0",
          ], on: stage))
      clients[server] = try HTTPClient(on: stage.reactor, base: "http://\(host):\(httpPort)")
      doors.append((door, server))
    }
    try start(api)
    for chat in chats { try start(chat) }
    if layout == .proxied { try startProxy(at: ports[8], ports) }
  }

  deinit {
    for client in clients.values { client.close() }
    // Before what they are in is taken away.
    for program in programs { try? program.kill() }
  }

  var programs: [Program] { [engine.program, api] + chats + (proxy.map { [$0] } ?? []) }

  /// Until it is ready.
  func start(_ program: Program) throws {
    try program.start()
    try stage.wait(for: "\(program.name) to be ready") {
      try program.requireRunning()
      return (try? get("/readyz", of: program.name).status) == 200
    }
  }

  func requireRunning() throws { for program in programs { try program.requireRunning() } }

  // MARK: - HAProxy

  static var hasProxy: Bool { Programs.has("haproxy") }

  private func startProxy(at port: Int, _ ports: [Int]) throws {
    let servers = Self.servers.enumerated().map { place, server in
      "  server \(server) 127.0.0.1:\(ports[2 + place]) check port \(ports[5 + place]) send-proxy-v2"
    }
    let path = "\(folder.path)/haproxy.cfg"
    let configuration = """
      defaults
        mode tcp
        timeout connect 5s
        timeout client 24h
        timeout server 24h
        timeout client-fin 70s
        timeout server-fin 70s
      frontend door
        bind 127.0.0.1:\(port)
        default_backend chat
      backend chat
        balance leastconn
        option httpchk GET /readyz
        default-server inter 1s on-marked-down shutdown-sessions
      \(servers.joined(separator: "\n"))

      """
    let writer = try ChildProcess(["tee", path])
    writer.write(configuration)
    writer.closeInput()
    _ = try writer.waitForExit()
    let proxy = Program("haproxy", ["haproxy", "-db", "-f", path], on: stage)
    self.proxy = proxy
    try proxy.start()
    doors = [(ClientEndpoint.tcp(host: "127.0.0.1", port: port), nil)]
  }

  // MARK: - What they say

  func get(_ path: String, of name: String) throws -> (status: Int, body: [UInt8]) {
    guard let client = clients[name] else { throw Problem("there is no \(name)") }
    let answer = try stage.value(path, client.send(HTTPRequest(.get, path), deadline: .seconds(5)))
    return (answer.status.code, answer.body)
  }

  /// All of it, in order.
  func transcript() throws -> [Message] {
    var messages: [Message] = []
    while true {
      let (status, body) = try get(
        "/messages?after=\(messages.last?.id ?? 0)&limit=\(Limits.messagesBatchMax)", of: "api")
      guard status == 200 else {
        throw TestFailure("the API answers \(status): \(String(decoding: body, as: UTF8.self))")
      }
      let list = try JSON.decode(MessageList.self, from: body)
      messages += list.messages
      if !list.more || list.messages.isEmpty { return messages }
    }
  }
}
