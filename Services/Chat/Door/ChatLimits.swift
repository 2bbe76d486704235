package import TinyReactor
package import Wire

/// What one chat server allows; nil or 0 is no limit.
package struct ChatLimits: Equatable {
  /// Descriptors kept for everything but people: the HTTP port and its clients, the API, the log,
  /// the loop itself, and newcomers who are told that the room is full.
  package static let descriptorsReserved = 64
  /// How many of those are for connections to the HTTP port.
  package static let httpConnectionsMax = 24

  package var connectionsMax = 10_000
  package var connectionsPerAddress = 16
  package var talk: Rate? = Self.talkDefault
  private static let talkDefault = Rate(burst: 10, every: .milliseconds(250))
  /// How many fit into the descriptors; nil while that is not known.
  private var connectionsPossible: Int?

  package init() {}

  /// Admits no more people than descriptors: one too many reads that the room is full, while
  /// health, metrics and the API go on. Returns true when that is less than what was asked for.
  package mutating func fit(descriptorsMax: Int) -> Bool {
    let possible = max(1, descriptorsMax - Self.descriptorsReserved)
    connectionsPossible = possible
    let isLess = connectionsMax > possible
    if isLess || connectionsMax == 0 { connectionsMax = possible }
    return isLess
  }

  /// These, with what an admin wants in place of them; still no more people than descriptors.
  package func replaced(by wanted: RoomLimits?) -> ChatLimits {
    guard let wanted else { return self }
    func valid(_ limit: Int?) -> Int? { limit.map { max(0, min($0, Limits.roomLimitMax)) } }
    var limits = self
    limits.connectionsPerAddress = valid(wanted.connectionsPerAddress) ?? connectionsPerAddress
    if let wanted = valid(wanted.connectionsMax) {
      let isUnlimited = wanted == 0
      limits.connectionsMax =
        connectionsPossible.map { isUnlimited ? $0 : min(wanted, $0) } ?? wanted
    }
    limits.talk = talk(rate: valid(wanted.talkRate), burst: valid(wanted.talkBurst))
    return limits
  }

  private func talk(rate: Int?, burst: Int?) -> Rate? {
    switch (rate, burst) {
    case (nil, nil): talk
    // A burst alone slows nobody down whom the settings do not.
    case (nil, let burst?): talk.flatMap { Rate(burst: burst, interval: $0.interval) }
    case (let rate?, _):
      Rate(burst: burst ?? (talk ?? Self.talkDefault).burst, perSecond: rate)
    }
  }

  /// `4 lines a second each, 10 at once`
  package var talkWords: String {
    guard let talk else { return "as many lines a second as you like" }
    let perSecond = Int((Duration.seconds(1) / talk.interval).rounded())
    return
      "\(perSecond == 1 ? "1 line" : "\(perSecond) lines") a second each, \(talk.burst) at once"
  }
}
