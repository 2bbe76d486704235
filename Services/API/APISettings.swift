package import RoomLog
package import ServiceKit
package import TinyReactor
import Wire

/// What an operator can set.
package struct APISettings: ServiceSettings {
  package let listen: ServerEndpoint
  package let database: String
  /// The file of the transcript.
  package let transcript: String
  /// Nil: anyone who reaches the port may do everything.
  package let token: String?
  /// Of the first admin; nil: a new database has none.
  package let adminPassword: String?
  /// Nil: chat servers hand over what is said.
  package let bus: BusSettings?

  package var httpListen: ServerEndpoint { listen }

  package func targetProblem() -> String? {
    (Store.problem(withPath: database) ?? TranscriptStore.problem(withPath: transcript))?.message
  }

  package init(from reader: inout SettingsReader) {
    listen = reader.endpoint(
      "API_LISTEN", default: "tcp:8080:interface=127.0.0.1", help: "where the API is served")
    database = reader.text(
      "API_DATABASE", default: "netcatchat.db",
      help:
        "the file that holds everything but what was said; created when missing, its folder is not")
    transcript = reader.text(
      "API_TRANSCRIPT", default: Self.transcript(beside: database),
      help: "the file that holds what was said; created when missing, its folder is not")
    reader.require(
      transcript != database, "API_TRANSCRIPT and API_DATABASE have to be two files")
    token = reader.bearerToken(
      "API_TOKEN", help: "every call but health checks needs Authorization: Bearer with it")
    adminPassword = reader.secret(
      "ADMIN_PASSWORD",
      help: "where there are no admins yet, makes the owner \(Admins.firstName) with this password")
    reader.require(
      adminPassword.map { (try? AdminRules.password($0)) != nil } ?? true,
      "ADMIN_PASSWORD must have at least \(Limits.passwordCharactersMin) characters, and at most "
        + "\(Limits.passwordBytesMax) bytes")
    let isOpen = reader.flag(
      "API_OPEN", default: false,
      help: "serve without API_TOKEN on other interfaces than loopback: anyone who reaches the "
        + "port can change everything")
    reader.require(
      token != nil || isOpen || listen.isLoopback,
      "API_LISTEN is \(listen), which others can reach, and API_TOKEN is not set. Set API_TOKEN, "
        + "or listen on loopback (tcp:8080:interface=127.0.0.1), or set API_OPEN=1 if something "
        + "else keeps strangers out")
    bus = BusSettings.read(&reader, isWriter: false)
  }

  /// `netcatchat-transcript.db` for `netcatchat.db`.
  private static func transcript(beside database: String) -> String {
    let ending = ".db"
    return database.hasSuffix(ending)
      ? database.dropLast(ending.count) + "-transcript" + ending : database + "-transcript"
  }
}
