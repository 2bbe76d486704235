package import TinyReactor

/// What one chat server allows; nil or 0 is no limit.
package struct ChatLimits {
  /// Descriptors kept for everything but people: the HTTP port and its clients, the API, the log,
  /// the loop itself, and newcomers who are told that the room is full.
  package static let descriptorsReserved = 64
  /// How many of those are for connections to the HTTP port.
  package static let httpConnectionsMax = 24

  package var connectionsMax = 10_000
  package var connectionsPerAddress = 16
  package var talk = Rate(burst: 10, perSecond: 4)

  package init() {}

  /// Admits no more people than descriptors: one too many reads that the room is full, while
  /// health, metrics and the API go on. Returns true when that is less than what was asked for.
  package mutating func fit(descriptorsMax: Int) -> Bool {
    let possible = max(1, descriptorsMax - Self.descriptorsReserved)
    let isLess = connectionsMax > possible
    if isLess || connectionsMax == 0 { connectionsMax = possible }
    return isLess
  }
}
