import ServiceKit
package import TinyReactor
package import Wire

/// The bans, as the API has them.
///
/// Loopback and unix sockets are never banned: behind a published container port or a tunnel,
/// everybody comes from there, and an admin would lock out all of them, themselves included.
package struct Bans: Equatable {
  /// A range of addresses that may not come in, or a name that nobody may go by, and what people are
  /// told.
  package struct Entry: Equatable {
    /// Nil in a ban of a name.
    let range: AddressRange?
    let name: Nickname?
    fileprivate let keys: Set<String>
    /// Clean; empty when no reason was given.
    let reason: String
    /// Nil is for ever.
    let until: WallTime?

    func isInForce(at time: WallTime) -> Bool { until.map { time < $0 } ?? true }

    /// `you are banned until 2026-11-24 13:20 UTC: spam`, `the name troll is banned for ever`
    package var notice: String {
      let end = until.map { "until \($0.words)" } ?? "for ever"
      let whom = name.map { "the name \($0.text) is" } ?? "you are"
      return "\(whom) banned \(end)" + (reason.isEmpty ? "" : ": \(reason)")
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
        let name = ban.name.flatMap(Nickname.init(known:))
        let range = ban.name == nil ? try? AddressRange(ban.range) : nil
        guard name != nil || range != nil else { return nil }
        return Entry(
          range: range, name: name, keys: name?.keys ?? [], reason: CleanText(ban.reason).text,
          until: ban.until.flatMap(WallTime.init(rfc3339:)))
      })
  }

  /// The longest-lasting ban in force that covers `peer`.
  package func ban(of peer: SocketAddress, at time: WallTime) -> Entry? {
    guard !entries.isEmpty, !peer.isLoopback, let address = try? AddressRange(peer.host) else {
      return nil
    }
    return entries.lazy
      .filter { $0.range?.contains(address) == true && $0.isInForce(at: time) }
      .max { $1.lasts(longerThan: $0) }
  }

  /// The longest-lasting ban in force of that name, or of one that looks like it.
  package func ban(of name: Nickname, at time: WallTime) -> Entry? {
    guard entries.contains(where: { $0.name != nil }) else { return nil }
    let keys = name.keys
    return entries.lazy
      .filter { !$0.keys.isDisjoint(with: keys) && $0.isInForce(at: time) }
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
