package import ServiceKit
package import TinyReactor

/// What an operator can set.
package struct APISettings: ServiceSettings {
  package let listen: ServerEndpoint
  package let database: String
  /// Nil: anyone who reaches the port may do everything.
  package let token: String?

  package var httpListen: ServerEndpoint { listen }

  package func targetProblem() -> String? { Store.problem(withPath: database)?.message }

  package init(from reader: inout SettingsReader) {
    listen = reader.endpoint(
      "API_LISTEN", default: "tcp:8080:interface=127.0.0.1", help: "where the API is served")
    database = reader.text(
      "API_DATABASE", default: "netcatchat.db",
      help: "the file that holds everything; created when missing, its folder is not")
    token = reader.bearerToken(
      "API_TOKEN", help: "every call but health checks needs Authorization: Bearer with it")
    let isOpen = reader.flag(
      "API_OPEN", default: false,
      help: "serve without API_TOKEN on other interfaces than loopback: anyone who reaches the "
        + "port can change everything")
    reader.require(
      token != nil || isOpen || listen.isLoopback,
      "API_LISTEN is \(listen), which others can reach, and API_TOKEN is not set. Set API_TOKEN, "
        + "or listen on loopback (tcp:8080:interface=127.0.0.1), or set API_OPEN=1 if something "
        + "else keeps strangers out")
  }
}
