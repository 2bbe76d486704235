package import TinyReactor

/// Decides who may come in: nobody who is banned, and nobody at all while the doors are closed; while
/// they ask for a word, whoever is let in here still has to give it (`KeyEntrance`). It
/// limits connections in all, connections from one address, and how often newcomers come from it.
/// Loopback is not counted by address, and an IPv6 address counts as its `network`. People who are
/// gone but still heard no longer count as connections, but do count for their address.
package struct Doorkeeper {
  /// Newcomers from one address: this many at once, then one each `newcomersPeriod / newcomersMax`.
  package static let newcomersMax = 32
  package static let newcomersPeriod = Duration.seconds(600)
  /// Addresses remembered; beyond this, those with nobody here are forgotten.
  package static let addressesMax = 65_536

  package enum Refusal: Equatable {
    case banned(Bans.Entry)
    case doorsClosed
    case full
    case tooManyFromAddress(max: Int)
    case tooOftenFromAddress(wait: Duration)
    case noWord

    package var reason: Reason {
      switch self {
      case .banned: .banned
      case .doorsClosed: .doors
      case .full: .full
      case .tooManyFromAddress: .address
      case .tooOftenFromAddress: .rate
      case .noWord: .key
      }
    }

    /// What the newcomer is told.
    package var text: String {
      switch self {
      case .banned(let ban): ban.notice
      case .doorsClosed: "the doors are closed; nobody new gets in for now"
      case .full: "the room is full; try again later"
      case .tooManyFromAddress(let max): "\(max) connections from your address are the most"
      case .tooOftenFromAddress(let wait):
        "too many new connections from your address; try again in \(max(1, wait.components.seconds)) s"
      case .noWord: "this room asks for a word"
      }
    }
  }

  /// The reasons by which the metrics count refusals.
  package enum Reason: CaseIterable { case full, address, rate, banned, doors, key }

  /// Whom the doors let in.
  package enum Entry: Equatable {
    case everybody, nobody
    case whoeverKnows(DoorKey)

    /// Whether somebody who gives that word gets in.
    func lets(in word: String) -> Bool {
      switch self {
      case .everybody: true
      case .nobody: false
      case .whoeverKnows(let key): key.matches(word)
      }
    }
  }

  private struct Visits {
    var present = 0
    var newcomers = Allowance()
  }

  package var bans = Bans()
  /// People who are already here stay when the doors close.
  package var entry = Entry.everybody
  /// 0 is no limit; a `perAddressMax` of 0 also turns off the limit on newcomers. Who is here stays
  /// when they change.
  package var connectionsMax: Int
  package var perAddressMax: Int

  private static let newcomerRate = Rate(
    burst: newcomersMax, every: newcomersPeriod / newcomersMax)
  private var connections = 0
  private var visits: [String: Visits] = [:]

  package init(connectionsMax: Int, perAddressMax: Int) {
    self.connectionsMax = connectionsMax
    self.perAddressMax = perAddressMax
  }

  /// Nil lets the peer in; the caller then has to `hangUp` and `leave` later. Bans end by `time`.
  /// `elsewhere` says how many from the same network are on the room's other servers.
  package mutating func admit(
    _ peer: SocketAddress, at now: Duration, time: WallTime, elsewhere: Int = 0
  ) -> Refusal? {
    if let ban = bans.ban(of: peer, at: time) { return .banned(ban) }
    if entry == .nobody { return .doorsClosed }
    if connectionsMax > 0, connections >= connectionsMax { return .full }
    // Also without a limit, so that one that is set later finds them counted.
    if !peer.isLoopback {
      let network = peer.network
      var visitor = visits[network] ?? Visits()
      if let refusal = refusal(of: visitor, elsewhere, at: now) { return refusal }
      visitor.present += 1
      if perAddressMax > 0 { visitor.newcomers.take(at: now, Self.newcomerRate) }
      visits[network] = visitor
      if visits.count > Self.addressesMax { visits = visits.filter { $0.value.present > 0 } }
    }
    connections += 1
    return nil
  }

  /// The connection of somebody who was let in is lost.
  package mutating func hangUp() { connections -= 1 }

  /// Nothing more will be heard from somebody who was let in.
  package mutating func leave(_ peer: SocketAddress, at now: Duration) {
    guard !peer.isLoopback else { return }
    let network = peer.network
    guard var visitor = visits[network] else { return }
    visitor.present -= 1
    visits[network] = visitor.present == 0 && visitor.newcomers.isFull(at: now) ? nil : visitor
  }

  private func refusal(of visitor: Visits, _ elsewhere: Int, at now: Duration) -> Refusal? {
    guard perAddressMax > 0 else { return nil }
    if visitor.present + elsewhere >= perAddressMax {
      return .tooManyFromAddress(max: perAddressMax)
    }
    let wait = visitor.newcomers.wait(at: now, Self.newcomerRate)
    return wait > .zero ? .tooOftenFromAddress(wait: wait) : nil
  }
}
