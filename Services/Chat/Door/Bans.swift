import ServiceKit
package import TinyReactor
package import Wire

/// The bans, as the API has them.
///
/// Loopback and unix sockets are never banned: behind a published container port or a tunnel,
/// everybody comes from there, and an admin would lock out all of them, themselves included.
package struct Bans: Equatable {
  /// A range of addresses that may not come in, and what people from there are told.
  package struct Entry: Equatable {
    package let range: AddressRange
    /// Clean; empty when no reason was given.
    let reason: String
    /// Nil is for ever.
    let until: WallTime?

    func isInForce(at time: WallTime) -> Bool { until.map { time < $0 } ?? true }

    /// `you are banned until 2026-11-24 13:20 UTC: spam`
    package var notice: String {
      let end = until.map { "until \($0.words)" } ?? "for ever"
      return "you are banned \(end)" + (reason.isEmpty ? "" : ": \(reason)")
    }

    /// What the others are told.
    var summary: String { reason.isEmpty ? "banned" : "banned: \(reason)" }
  }

  private let entries: [Entry]

  private init(entries: [Entry]) { self.entries = entries }

  package init() { self.init(entries: []) }

  /// The API reads ranges and times as strictly as we do. If it did not, an invalid range would ban
  /// nobody, and an invalid end would never come.
  package init(_ bans: [Ban]) {
    self.init(
      entries: bans.compactMap { ban in
        (try? AddressRange(ban.range)).map {
          Entry(
            range: $0, reason: CleanText(ban.reason).text,
            until: ban.until.flatMap(WallTime.init(rfc3339:)))
        }
      })
  }

  /// The longest-lasting ban in force that covers `peer`.
  package func ban(of peer: SocketAddress, at time: WallTime) -> Entry? {
    guard !entries.isEmpty, !peer.isLoopback, let address = try? AddressRange(peer.host) else {
      return nil
    }
    return entries.lazy
      .filter { $0.range.contains(address) && $0.isInForce(at: time) }
      .max { $1.lasts(longerThan: $0) }
  }

  /// The bans that are not in `old`: only they can affect somebody who is here.
  func added(to old: Bans) -> Bans {
    Bans(entries: entries.filter { !old.entries.contains($0) })
  }

  package var isEmpty: Bool { entries.isEmpty }
}

extension Bans.Entry {
  fileprivate func lasts(longerThan other: Bans.Entry) -> Bool {
    guard let end = other.until else { return false }
    return until.map { $0 > end } ?? true
  }
}
