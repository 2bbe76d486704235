import ServiceKit
package import TinyReactor
package import Wire

/// Who may not come in, as the API has it.
///
/// Loopback is never banned, and no unix socket is: behind a port published from a container, or a
/// tunnel, everybody comes from there, and an admin would lock all of them out, themselves too.
package struct Bans: Equatable {
  /// Addresses that may not come in, and what those are told.
  package struct Entry: Equatable {
    package let range: AddressRange
    /// Clean, and empty when none was given.
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

  /// The API reads ranges and times as strictly as we do. If it did not, a range that makes no sense
  /// would ban nobody, and an end that makes none would be no end.
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

  /// The ban in force that covers `peer` for the longest time.
  package func ban(of peer: SocketAddress, at time: WallTime) -> Entry? {
    guard !entries.isEmpty, !peer.isLoopback, let address = try? AddressRange(peer.host) else {
      return nil
    }
    return entries.lazy
      .filter { $0.range.contains(address) && $0.isInForce(at: time) }
      .max { $1.lasts(longerThan: $0) }
  }

  /// Those that were not in `old`: the only ones that can mean somebody who is here.
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
