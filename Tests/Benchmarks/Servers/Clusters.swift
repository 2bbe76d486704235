import Support

/// Several servers that are one room.
enum Clusters {
  static let engines = ["valkey-server", "redis-server"]
  static var engine: String? { engines.first(where: Programs.has) }

  /// Chats over a log in Valkey or Redis, which has every line on disk before it answers.
  static func chats(_ count: Int) -> Contestant {
    Contestant(name: "\(count) chats") {
      let engine = try startEngine()
      return try startChats([UInt16](repeating: engine.port, count: count), on: engine)
    }
  }

  /// A chat for each of `ports`, where it reaches `engine`.
  static func startChats(_ ports: [UInt16], on engine: Server) throws -> Server {
    let servers = try ports.enumerated().map { index, port in
      try Services.startChat(id: "bench-\(index + 1)", ["BUS_URL": "redis://127.0.0.1:\(port)"])
    }
    servers[0].peers = Array(servers.dropFirst())
    servers[0].engine = engine
    return servers[0]
  }

  static func startEngine() throws -> Server {
    guard let engine else { throw Problem("neither of \(engines) is installed") }
    let folder = try TemporaryFolder()
    let port = freePorts(1)[0]
    return try Server(
      [
        engine, "--bind", "127.0.0.1", "--port", "\(port)", "--dir", folder.path, "--save", "",
        "--appendonly", "yes", "--appendfsync", "always",
      ], port: UInt16(port), keeping: [folder])
  }

  /// Two IRC servers that are linked: Debian's ngircd.
  static let ngircds = Contestant(name: "2 ngircd") {
    let folder = try TemporaryFolder()
    let ports = freePorts(2)
    let servers = try [(0, 1), (1, 0)].map { own, other in
      let path = "\(folder.path)/\(own).conf"
      try write(
        """
        [Global]
        Name = irc\(own).bench
        Info = bench
        Listen = 127.0.0.1
        Ports = \(ports[own])
        [Limits]
        MaxConnections = 0
        MaxConnectionsIP = 0
        MaxJoins = 0
        MaxPenaltyTime = 0
        ConnectRetry = 5
        [Options]
        DNS = no
        Ident = no
        PAM = no
        [Server]
        Name = irc\(other).bench
        Host = 127.0.0.1
        \(own == 0 ? "" : "Port = \(ports[other])")
        MyPassword = one
        PeerPassword = one

        """, to: path)
      return try Server(
        ["ngircd", "-n", "-f", path], port: UInt16(ports[own]), keeping: [folder])
    }
    servers[0].peers = [servers[1]]
    servers[0].dialect = .irc
    // The second one calls the first.
    try pause(7)
    return servers[0]
  }
}
