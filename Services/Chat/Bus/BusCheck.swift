package import ServiceKit
import TinyReactor
package import TinyRedis

/// Looks whether the engine is set up so that it loses nothing, and warns in words that help. Of one
/// that is too old the client's greeting tells.
package final class BusCheck {
  /// A setting with which lines can be lost.
  struct Warning: Equatable {
    let setting: String
    let value: String
    let meaning: String
    let help: String
  }

  private let client: RedisClient
  private let log: Log
  /// What was said last: a connection that comes and goes is no reason to say it again.
  private var said: [Warning] = []

  package init(_ client: RedisClient, _ log: Log) { (self.client, self.log) = (client, log) }

  private static let names = [
    "appendonly", "appendfsync", "no-appendfsync-on-rewrite", "maxmemory-policy", "maxmemory",
    "maxmemory-clients",
  ]

  package func run() {
    client.send(RESPCommand("CONFIG", ["GET"] + Self.names)).addCallback { [weak self] reply in
      guard let self, let words = reply.elements?.map({ $0.string ?? "" }) else { return }
      var settings: [String: String] = [:]
      for index in stride(from: 0, to: words.count - 1, by: 2) {
        settings[words[index]] = words[index + 1]
      }
      let warnings = Self.warnings(of: settings)
      for warning in warnings where !said.contains(warning) {
        log.warning(
          "bus may lose lines",
          [
            "\(warning.setting)": warning.value, "meaning": warning.meaning, "help": warning.help,
          ])
      }
      said = warnings
    }.addErrback { _ in }  // An ACL may well not allow it.
  }

  /// Of a setting that is not known nothing is said.
  static func warnings(of settings: [String: String]) -> [Warning] {
    var warnings: [Warning] = []
    func warn(_ setting: String, _ meaning: String, _ help: String) {
      warnings.append(
        Warning(setting: setting, value: settings[setting] ?? "", meaning: meaning, help: help))
    }
    if let value = settings["appendonly"], value != "yes" {
      warn(
        "appendonly", "everything is lost when the engine restarts",
        "CONFIG SET appendonly yes, and only then write it into its file: a server that starts with "
          + "it newly in its file starts empty")
    }
    if let value = settings["appendfsync"], value != "always" {
      warn(
        "appendfsync",
        "lines that people have read may be lost when the engine or its machine crashes",
        "CONFIG SET appendfsync always, and write it into its file")
    }
    if settings["no-appendfsync-on-rewrite"] == "yes" {
      warn(
        "no-appendfsync-on-rewrite",
        "lines that people have read may be lost when the machine crashes while the engine rewrites "
          + "its file",
        "CONFIG SET no-appendfsync-on-rewrite no, and write it into its file")
    }
    if let policy = settings["maxmemory-policy"], policy != "noeviction" {
      warn(
        "maxmemory-policy",
        policy.hasPrefix("volatile-")
          ? "when maxmemory is reached, what people tell each other with /msg is thrown away unread"
          : "when maxmemory is reached, the whole log of the room is thrown away without an error",
        "CONFIG SET maxmemory-policy noeviction, and write it into its file")
    }
    if !boundsClients(settings) {
      warn(
        "maxmemory-clients",
        "one client that does not read its answers fills maxmemory, and what anybody says is refused",
        "CONFIG SET maxmemory-clients 25%, and write it into its file")
    }
    return warnings
  }

  /// Whether clients can take less memory than there is; true when there is no bound to reach, or
  /// nothing is known. `maxmemory-clients` is bytes or a percentage, and 0 is no bound.
  private static func boundsClients(_ settings: [String: String]) -> Bool {
    guard let all = settings["maxmemory"].flatMap({ Int($0) }), all > 0,
      let clients = settings["maxmemory-clients"]
    else { return true }
    let isPercentage = clients.hasSuffix("%")
    guard let bound = Int(isPercentage ? clients.dropLast() : clients[...]) else { return true }
    return bound > 0 && bound < (isPercentage ? 100 : all)
  }
}
