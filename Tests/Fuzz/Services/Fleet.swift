import Support

/// All the processes under test, and whom they talk to.
///
/// api, chat and dashboard belong together. A second chat and a second dashboard follow APIs that lie,
/// and a third dashboard has people log in, at an API of its own. The first chat stands behind a PROXY header, so that
/// everybody can come from anywhere.
final class Fleet {
  let folder: TemporaryFolder
  let chatPort: Int
  let followerPort: Int
  /// What the follower, the reader, and the API that wants a roster are answered by.
  let followersAPI: FakeServer
  let readersAPI: FakeServer
  let roster: FakeServer
  private(set) var members: [Member] = []
  private let patience: Duration

  init(on exchange: Exchange, patience: Duration) throws {
    folder = try TemporaryFolder()
    self.patience = patience
    (followersAPI, readersAPI, roster) = (
      try exchange.listen(), try exchange.listen(), try exchange.listen()
    )
    let ports = freePorts(9)
    (chatPort, followerPort) = (ports[7], ports[8])
    for (role, port) in zip(Member.Role.allCases, ports) {
      members.append(
        try Member(role, httpPort: port, environment(of: role, httpPort: port, apiPort: ports[0])))
      if role.program == "api", let api = members.last { try waitUntilReady(api, on: exchange) }
    }
    for member in members { try waitUntilReady(member, on: exchange) }
  }

  subscript(role: Member.Role) -> Member {
    guard let member = members.first(where: { $0.role == role }) else {
      preconditionFailure("every role has its member")
    }
    return member
  }

  private func environment(of role: Member.Role, httpPort: Int, apiPort: Int) -> [String: String] {
    let http = "tcp:\(httpPort):interface=127.0.0.1"
    let api = "http://127.0.0.1:\(apiPort)"
    switch role {
    case .api:
      return ["API_LISTEN": http, "API_DATABASE": "\(folder.path)/fuzz.db"]
    case .chat:
      // Nobody has to wait, so that an input is done when it is sent.
      return [
        "API_URL": api, "CHAT_HTTP_LISTEN": http, "CHAT_SERVER_ID": "real",
        "CHAT_LISTEN": "haproxy:tcp:\(chatPort):interface=127.0.0.1", "CHAT_TALK_RATE": "0",
        "CHAT_CONNECTIONS_PER_ADDRESS": "0",
      ]
    case .follower:
      return [
        "API_URL": "http://127.0.0.1:\(followersAPI.port)", "CHAT_HTTP_LISTEN": http,
        "CHAT_LISTEN": "tcp:\(followerPort):interface=127.0.0.1", "CHAT_SERVER_ID": "fuzz",
      ]
    case .dashboard: return ["API_URL": api, "DASHBOARD_LISTEN": http]
    case .keeper:
      return [
        "API_LISTEN": http, "API_DATABASE": "\(folder.path)/keeper.db",
        "ADMIN_PASSWORD": Seeds.password,
      ]
    case .locked:
      return [
        "API_URL": "http://127.0.0.1:\(self[.keeper].httpPort)", "DASHBOARD_LISTEN": http,
        "ADMIN_PASSWORD": Seeds.password,
      ]
    case .reader:
      return ["API_URL": "http://127.0.0.1:\(readersAPI.port)", "DASHBOARD_LISTEN": http]
    }
  }

  /// It answers, whatever it says of the others.
  func waitUntilReady(_ member: Member, on exchange: Exchange) throws {
    let isUp = try exchange.wait(atMost: patience) {
      try member.requireRunning()
      guard let socket = try? Socket(connectingTo: member.httpPort) else { return false }
      socket.close()
      return true
    }
    guard isUp else { throw Failure(.hang, "\(member.role.rawValue) does not start") }
  }

  func requireRunning() throws { for member in members { try member.requireRunning() } }

  /// Nanoseconds that all have spent on a processor.
  var processorTime: UInt64 { members.reduce(0) { $0 + $1.processorTime } }
}
