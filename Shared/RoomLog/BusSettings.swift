package import ServiceKit
package import TinyRedis

/// Where a room's log is, when several chat servers are one room.
package struct BusSettings: Sendable {
  package let address: RedisAddress
  /// Replicas that must have an entry before it counts as kept.
  package let replicas: Int
  package let entriesMax: Int

  /// Entries that the log has room for: about as many lines, or more.
  package static let entriesDefault = 10_000
  package static let entriesHighest = 1_000_000

  /// Nil without `BUS_URL`: then a server is a room by itself.
  package static func read(_ reader: inout SettingsReader, isWriter: Bool) -> BusSettings? {
    let none = isWriter ? "this server is a room by itself" : "each chat server is one by itself"
    let url = reader.text(
      "BUS_URL", default: "",
      help: "the Valkey or Redis that makes one room of several chat servers, such as "
        + "redis://bus:6379; empty: \(none)")
    let user = reader.text(
      "BUS_USER", default: "", help: "the user of BUS_URL; empty is the default user")
    let password = reader.secret("BUS_PASSWORD", help: "the password of BUS_URL")
    let (replicas, entriesMax) =
      isWriter
      ? (
        reader.integer(
          "BUS_REPLICAS", default: 0, in: 0...8,
          help: "replicas of BUS_URL that must have a line before it counts as kept"),
        reader.integer(
          "BUS_KEEP_LINES", default: entriesDefault, in: 1_000...entriesHighest,
          help: "about how many lines BUS_URL keeps for servers that were away")
      ) : (0, entriesDefault)
    guard !url.isEmpty else { return nil }
    do throws(RedisAddressError) {
      var address = try RedisAddress(url)
      if !user.isEmpty { address.user = user }
      if let password { address.password = password }
      return BusSettings(address: address, replicas: replicas, entriesMax: entriesMax)
    } catch {
      reader.require(false, "BUS_URL: \(error)")
      return nil
    }
  }

  package init(address: RedisAddress, replicas: Int = 0, entriesMax: Int = entriesDefault) {
    (self.address, self.replicas, self.entriesMax) = (address, replicas, entriesMax)
  }
}
