package import Service
package import TinyReactor

/// What the operator sets: where the dashboard listens, who may use it, and where the API is.
package struct DashboardSettings: ServiceSettings {
  /// A password shorter than this is refused at start: it would be guessed.
  package static let passwordCharactersMin = 8

  package let listen: ServerEndpoint
  /// Serve without a password although others can reach the port.
  package let isOpenAllowed: Bool
  /// Further names the dashboard answers to; `*` is any.
  package let hosts: [String]
  /// Nil serves without a login.
  package let password: String?
  package let apiURL: String
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
        help: "host names it answers to besides localhost and its address, by commas; * is any"))
    password = reader.secret(
      "ADMIN_PASSWORD", help: "asks for this password; not set: loopback only")
    apiURL = reader.url("API_URL", default: "http://127.0.0.1:8080", help: "the API")
    apiToken = reader.secret("API_TOKEN", help: "what the API asks for as a bearer token")
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
    list.split(separator: ",").compactMap { word in
      let name = word.filter { !$0.isWhitespace }
      return name.isEmpty ? nil : name
    }
  }
}
