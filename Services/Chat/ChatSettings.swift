import FoundationEssentials
package import RoomLog
package import ServiceKit
import TinyHTTP
package import TinyReactor
import Wire

/// What the operator sets.
package struct ChatSettings: ServiceSettings {
  package let listen: ServerEndpoint
  package let httpListen: ServerEndpoint
  /// The port that reaches `listen` from outside, when something stands in between; nil is its own.
  package let publishedPort: Int?
  /// The URL at which the API asks for the roster; nil is `httpListen`, as this machine sees it.
  package let httpURL: String?
  /// The name by which the API knows this server.
  package let serverID: String
  package let apiURL: String
  package let apiToken: String?
  package let limits: ChatLimits
  /// Nil: this server is a room by itself.
  package let bus: BusSettings?

  package init(from reader: inout SettingsReader) {
    listen = reader.endpoint(
      "CHAT_LISTEN", default: "tcp:1400", help: "where people connect with nc")
    let published = reader.text(
      "CHAT_PUBLISH", default: "",
      help:
        "where compose.yaml publishes CHAT_LISTEN, as a port or address:port; the dashboard shows "
        + "that port")
    publishedPort = Self.port(of: published)
    reader.require(
      published.isEmpty || publishedPort != nil,
      "CHAT_PUBLISH is \(SettingsReader.shown(published)); it has to be a port, or an address and a "
        + "port, such as 1400 or 127.0.0.1:1400")
    httpListen = reader.endpoint(
      "CHAT_HTTP_LISTEN", default: "tcp:8081:interface=127.0.0.1",
      help: "where health, metrics and the roster are served")
    let url = reader.text(
      "CHAT_HTTP_URL", default: "",
      help: "CHAT_HTTP_LISTEN as the API reaches it, such as http://chat:8081; without it the "
        + "address that is listened at")
    httpURL = url.isEmpty ? nil : url
    let host = ProcessInfo.processInfo.hostName
    serverID = reader.text(
      "CHAT_SERVER_ID", default: host.isEmpty ? "chat" : host,
      help: "the name of this server in the API")
    apiURL = reader.url("API_URL", default: "http://127.0.0.1:8080", help: "where the API is")
    apiToken = reader.bearerToken(
      "API_TOKEN", help: "what the API wants to see of its clients")
    var limits = ChatLimits()
    limits.connectionsMax = reader.integer(
      "CHAT_CONNECTIONS_MAX", default: limits.connectionsMax, in: 0...1_000_000,
      help: "connections in all; 0 is no limit")
    limits.connectionsPerAddress = reader.integer(
      "CHAT_CONNECTIONS_PER_ADDRESS", default: limits.connectionsPerAddress, in: 0...1_000_000,
      help: "connections from one address, loopback excepted; 0 is no limit")
    let perSecond = reader.integer(
      "CHAT_TALK_RATE", default: 4, in: 0...1_000_000,
      help: "lines a second from one person in the long run; 0 is no limit")
    let burst = reader.integer(
      "CHAT_TALK_BURST", default: 10, in: 0...1_000_000,
      help: "lines from one person at once; 0 is no limit")
    limits.talk = Rate(burst: burst, perSecond: perSecond)
    self.limits = limits
    bus = BusSettings.read(&reader, isWriter: true)
    reader.require(
      !listen.collides(with: httpListen),
      "CHAT_LISTEN \(listen) and CHAT_HTTP_LISTEN \(httpListen) are the same place; give one of them "
        + "another port")
    reader.require(
      url.isEmpty || (isHTTPURL(url) && !url.dropFirst("http://".count).contains("/")),
      "CHAT_HTTP_URL has to be a URL without a path, such as http://chat:8081")
    reader.require(
      ServerID.isValid(serverID),
      "CHAT_SERVER_ID must be 1 to \(Limits.serverIDBytesMax) letters, digits, dots, - or _, and not "
        + "dots alone; it is \(serverID.debugDescription)")
  }

  /// The port after the last colon; nil when that is no port.
  private static func port(of published: String) -> Int? {
    published.split(separator: ":", omittingEmptySubsequences: false).last
      .flatMap { Int($0) }.flatMap { (1...65_535).contains($0) ? $0 : nil }
  }

  /// `http://host:port` of our HTTP server, listening at `address`; nil when no URL can express it.
  package func advertisedURL(listeningAt address: SocketAddress) -> String? {
    if let httpURL { return httpURL }
    if address.isUnix { return nil }
    let host = ["0.0.0.0", "::"].contains(address.host) ? "127.0.0.1" : address.host
    return "http://\(address.isIPv6 && host != "127.0.0.1" ? "[\(host)]" : host):\(address.port)"
  }
}
