package import ServiceKit
package import Wire

/// Notices that chat servers share a room over a log that this API does not follow: what is said
/// there would not be kept, and nothing would look wrong.
package final class UnfollowedLog {
  private let log: Log
  private var isSaid = false

  package init(log: Log) { self.log = log }

  /// Warns once.
  package func see(_ server: String, _ report: ServerReport) {
    guard report.bus != nil, !isSaid else { return }
    isSaid = true
    log.warning(
      "BUS_URL is not set, and chat has it",
      [
        "server": server,
        "problem": "servers with BUS_URL do not hand over what is said, so it is not kept",
        "help": "start the API with their BUS_URL, BUS_USER and BUS_PASSWORD",
      ])
  }
}
