package import TinyReactor

/// What one chat server allows; nil or 0 is no limit.
package struct ChatLimits {
  /// Descriptors kept for what is no person: the HTTP port and who asks there, the API, the log, the
  /// loop itself, and the newcomers who are told that the room is full.
  package static let descriptorsReserved = 64
  /// Connections to the HTTP port, out of those.
  package static let httpConnectionsMax = 24

  package var connectionsMax = 10_000
  package var connectionsPerAddress = 16
  package var talk = Rate(burst: 10, perSecond: 4)

  package init() {}

  /// Never more people than descriptors: who is one too many reads that the room is full, while
  /// health, metrics and the API go on. True when that is less than what was asked for.
  package mutating func fit(descriptorsMax: Int) -> Bool {
    let possible = max(1, descriptorsMax - Self.descriptorsReserved)
    let isLess = connectionsMax > possible
    if isLess || connectionsMax == 0 { connectionsMax = possible }
    return isLess
  }
}
