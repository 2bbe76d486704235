import ServiceKit
import TinyReactor
package import Wire

/// Bans and mutes that are over, for an admin who looks for one.
extension Store {
  /// As in the table.
  package enum EndedKind: String, Sendable { case ban, mute }

  /// Which of them to read.
  package struct EndedPage: Sendable, Equatable {
    package var kind: EndedKind
    /// Only those that ended before that one.
    package var before: Int?
    package var limit: Int
    /// Part of a name, a range, a reason, or of whoever made or ended it; in any case of ASCII letters.
    package var search: String?

    package init(kind: EndedKind, before: Int? = nil, limit: Int, search: String? = nil) {
      self.kind = kind
      self.before = before
      self.limit = limit
      self.search = search
    }
  }

  private static let endedColumns =
    "place, id, server, member, name, range, reason, until, since, actor, ended, ended_by"

  /// The last that ended first.
  package func ended(_ page: EndedPage) throws(SQLiteError) -> EndedList {
    let rows = try database.sparingDamage { () throws(SQLiteError) in
      try db.rows(
        """
        SELECT \(Self.endedColumns) FROM ended
        WHERE kind = ? AND place < ? AND (? = '' OR instr(lower(
          coalesce(name, '') || ' ' || coalesce(range, '') || ' ' || reason || ' ' || actor || ' '
          || ended_by), lower(?)) > 0)
        ORDER BY place DESC LIMIT ?
        """,
        .text(page.kind.rawValue), .integer(page.before ?? .max), .text(page.search ?? ""),
        .text(page.search ?? ""), .integer(page.limit + 1)
      ) { row in
        Ended(
          place: row.integer(0), id: row.integer(1), server: row.text(orNil: 2),
          member: row.integer(orNil: 3), name: row.text(orNil: 4), range: row.text(orNil: 5),
          reason: row.text(6), until: row.text(orNil: 7), since: row.text(8), actor: row.text(9),
          ended: row.text(10), endedBy: row.text(11))
      }
    }
    return EndedList(ended: Array(rows.prefix(page.limit)), more: rows.count > page.limit)
  }

  func keepEnded(_ ban: Ban, _ change: Change) throws(SQLiteError) {
    try keepEnded(
      .ban,
      Ended(
        place: 0, id: ban.id, name: ban.name, range: ban.name == nil ? ban.range : nil,
        reason: ban.reason, until: ban.until, since: ban.since, actor: ban.actor,
        ended: change.time, endedBy: change.actor.name))
  }

  /// By whoever has ordered it, if it was an order.
  func keepEnded(_ mute: Mute, _ change: Change, by actor: Author) throws(SQLiteError) {
    try keepEnded(
      .mute,
      Ended(
        place: 0, id: mute.id, server: mute.server, member: mute.member, name: mute.name,
        range: mute.range, reason: mute.reason, until: mute.until, since: mute.since,
        actor: mute.actor, ended: change.time, endedBy: actor.name))
  }

  /// Makes those go that are too many or too old.
  private func keepEnded(_ kind: EndedKind, _ ended: Ended) throws(SQLiteError) {
    try db.run(
      """
      INSERT INTO ended
        (kind, id, server, member, name, range, reason, until, since, actor, ended, ended_by)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      .text(kind.rawValue), .integer(ended.id), .text(orNull: ended.server),
      .integer(orNull: ended.member), .text(orNull: ended.name), .text(orNull: ended.range),
      .text(ended.reason), .text(orNull: ended.until), .text(ended.since), .text(ended.actor),
      .text(ended.ended), .text(ended.endedBy))
    try db.run(
      "DELETE FROM ended WHERE place <= (SELECT max(place) FROM ended) - ?",
      .integer(APILimits.endedMax))
    guard let time = WallTime(rfc3339: ended.ended) else { return }
    let oldest = time - .seconds(APILimits.endedDaysMax * 86_400)
    try db.run("DELETE FROM ended WHERE ended < ?", .text(oldest.rfc3339))
  }
}
