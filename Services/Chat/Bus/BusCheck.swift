import ServiceKit
import TinyReactor
import TinyRedis

/// Looks whether the engine is set up so that it loses nothing, and warns in words that help.
struct BusCheck {
  private let client: RedisClient
  private let log: Log

  init(_ client: RedisClient, _ log: Log) { (self.client, self.log) = (client, log) }

  /// What a setting has to be, and what happens otherwise.
  private static let wanted:
    [(name: String, isWell: @Sendable (String) -> Bool, meaning: String, help: String)] = [
      (
        "appendonly", { $0 == "yes" },
        "everything is lost when the engine restarts",
        "CONFIG SET appendonly yes, and only then write it into its file: a server that starts with it "
          + "newly in its file starts empty"
      ),
      (
        "appendfsync", { $0 == "always" },
        "lines that people have read may be lost when the engine or its machine crashes",
        "appendfsync always"
      ),
      (
        "maxmemory-policy",
        {
          ["noeviction", "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"]
            .contains($0)
        },
        "when memory is full, the whole log of the room is thrown away without an error",
        "maxmemory-policy noeviction"
      ),
    ]

  func run() {
    for setting in Self.wanted {
      client.send(RESPCommand("CONFIG", "GET", setting.name)).addCallback { [log] reply in
        guard let value = reply.elements?.dropFirst().first?.string, !setting.isWell(value) else {
          return
        }
        log.warning(
          "bus may lose lines",
          [
            "\(setting.name)": value, "meaning": setting.meaning, "help": setting.help,
          ])
      }.addErrback { _ in }  // An ACL may well not allow it.
    }
  }
}
