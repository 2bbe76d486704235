package import ServiceKit
package import TinyReactor

/// What the operator sets: where the dashboard listens, who may use it, and where the API is.
package struct DashboardSettings: ServiceSettings {
  /// A password shorter than this is refused at start: it would be guessed.
  package static let passwordCharactersMin = 8

  package let listen: ServerEndpoint
  /// Serve without a password even if others can reach the port.
  package let isOpenAllowed: Bool
  /// Further names the dashboard answers to; `*` is any, which only a password makes safe.
  package let hosts: [String]
  /// Set: people log in, whether the API has admins or not. It is the API that compares it.
  package let password: String?
  package let apiURL: String
  /// Where people join; nil: where browsers find the dashboard.
  package let chatAddress: JoinCommand.Address?
  package let apiToken: String?

  package var httpListen: ServerEndpoint { listen }

  package init(from reader: inout SettingsReader) {
    listen = reader.endpoint(
      "DASHBOARD_LISTEN", default: "tcp:8000:interface=127.0.0.1",
      help: "where browsers connect")
    isOpenAllowed = reader.flag(
      "DASHBOARD_OPEN", default: false,
      help: "serve beyond loopback without ADMIN_PASSWORD: whoever reaches the port is admin")
    hosts = Self.names(
      reader.text(
        "DASHBOARD_HOSTS", default: "",
        help: "host names it answers to besides localhost and its address, by commas; * is any, "
          + "and needs ADMIN_PASSWORD"))
    password = reader.secret(
      "ADMIN_PASSWORD",
      help: "people have to log in; the API makes the owner admin with it; not set: loopback "
        + "only, and a login only where the API has admins")
    apiURL = reader.url("API_URL", default: "http://127.0.0.1:8080", help: "the API")
    apiToken = reader.bearerToken("API_TOKEN", help: "what the API asks for as a bearer token")
    let address = reader.text(
      "CHAT_PUBLIC_ADDRESS", default: "",
      help:
        "where people join, as it shows it to be copied: a host, or host:port; not set: the host "
        + "that browsers use for it, and the port that chat servers report")
    chatAddress = address.isEmpty ? nil : JoinCommand.Address(address)
    reader.require(
      address.isEmpty || chatAddress != nil,
      "CHAT_PUBLIC_ADDRESS is \(SettingsReader.shown(address)), which is neither a host nor host:port; "
        + "write chat.example.org, chat.example.org:1400 or [2001:db8::7]:1400")
    for host in hosts where host != HostGuard.any {
      reader.require(
        HostGuard.isHost(host),
        "DASHBOARD_HOSTS has \(SettingsReader.shown(host)) in it, which is no host name; write names "
          + "by commas, such as chat.example.org,10.0.0.5")
    }
    reader.require(
      password != nil || !hosts.contains(HostGuard.any),
      "DASHBOARD_HOSTS is *, which needs ADMIN_PASSWORD: without it any page that somebody here opens "
        + "can make itself admin; set it, or name the hosts")
    reader.require(
      password.map { $0.count >= Self.passwordCharactersMin } ?? true,
      "ADMIN_PASSWORD must have at least \(Self.passwordCharactersMin) characters")
    reader.require(
      password != nil || listen.isLoopback || isOpenAllowed,
      "DASHBOARD_LISTEN \(listen) can be reached by others: set ADMIN_PASSWORD, or "
        + "DASHBOARD_OPEN=1 to let everybody in, or listen on interface=127.0.0.1")
  }

  /// Comma-separated words without the blanks around them.
  private static func names(_ list: String) -> [String] {
    if list.allSatisfy(\.isWhitespace) { return [] }
    return list.split(separator: ",", omittingEmptySubsequences: false).map { word in
      let rest = word.drop(while: \.isWhitespace)
      let end = rest.lastIndex { !$0.isWhitespace }.map(rest.index(after:))
      return String(rest[..<(end ?? rest.startIndex)])
    }
  }
}
