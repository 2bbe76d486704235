import ServiceKit
import TinyReactor
package import Wire

/// Who went by which name: a row for each name of each connection, so that nobody has to look for their lines.
/// Bots and the server have none, nor has what is told of several people at once.
///
/// All lines beyond the id in `counted` are in it. Those of before there was such a table are counted
/// afterwards, the newest first, a few at a time.
extension TranscriptStore {
  /// A connection and one of its names.
  fileprivate struct Visit: Hashable {
    let origin: Int
    let member: Int
    let name: String
  }

  /// What lines add to visits, or take from them.
  struct VisitNotes {
    fileprivate struct Note {
      var lines = 0
      var said = 0
      var first = Int.max
      var last = 0
    }

    fileprivate var notes: [Visit: Note] = [:]

    /// Does nothing for a line that has no member. `time` is in milliseconds.
    mutating func count(origin: Int, member: Int?, name: String, kind: Int, time: Int) {
      guard let member, !name.isEmpty else { return }
      let visit = Visit(origin: origin, member: member, name: name)
      let isTalk = MessageKind.talk.contains { $0.number == kind }
      notes[visit, default: Note()].count(isTalk: isTalk, time)
    }
  }

  func add(_ visits: VisitNotes) throws(SQLiteError) {
    for (visit, note) in visits.notes {
      try db.run(
        """
        INSERT INTO visits (origin, member, name, key, lines, said, first, last)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (origin, member, name) DO UPDATE SET
        lines = lines + excluded.lines, said = said + excluded.said,
        first = min(first, excluded.first), last = max(last, excluded.last)
        """,
        .integer(visit.origin), .integer(visit.member), .text(visit.name),
        .utf8(Self.key(of: visit.name)), .integer(note.lines), .integer(note.said),
        .integer(note.first), .integer(note.last))
    }
  }

  /// Takes lines that are gone out of it; there are none left from before `time`, in milliseconds.
  func remove(_ visits: VisitNotes, before time: Int) throws(SQLiteError) {
    for (visit, note) in visits.notes {
      let connection = [SQLiteValue.integer(visit.origin), .integer(visit.member)]
      try db.run(
        """
        UPDATE visits SET lines = lines - ?, said = said - ?, first = min(last, max(first, ?))
        WHERE origin = ? AND member = ? AND name = ?
        """,
        .integer(note.lines), .integer(note.said), .integer(time), connection[0], connection[1],
        .text(visit.name))
      try db.run(
        "DELETE FROM visits WHERE origin = ? AND member = ? AND name = ? AND lines <= 0",
        connection[0], connection[1], .text(visit.name))
    }
  }

  /// The id up to which lines are not in it; 0: all are.
  func uncounted() throws(SQLiteError) -> Int { try number("SELECT last FROM counted") }

  /// Counts some of those; false when there are none left. Throws `SQLITE_FULL` when there is no room.
  package func countOlder(
    atMost limit: Int = APILimits.visitLinesMax
  ) throws(SQLiteError) -> Bool {
    let last = try uncounted()
    guard last > 0 else { return false }
    return try database.transaction { () throws(SQLiteError) in
      var visits = VisitNotes()
      let ids = try db.rows(
        """
        SELECT id, origin, member, name, kind, time FROM lines WHERE id <= ?
        ORDER BY id DESC LIMIT ?
        """, .integer(last), .integer(limit)
      ) { row in
        visits.count(
          origin: row.integer(1), member: row.integer(orNil: 2), name: row.text(3),
          kind: row.integer(4), time: row.integer(5))
        return row.integer(0)
      }
      let rest = ids.count < limit ? 0 : (ids.last ?? 1) - 1
      try add(visits)
      try db.run("UPDATE counted SET last = ?", .integer(rest))
      try requireRoom()
      return rest > 0
    }
  }

  /// Names are folded in another way: all lines are to be counted again.
  func countAnew() throws(SQLiteError) {
    try db.run("DELETE FROM visits")
    try db.run("UPDATE counted SET last = (SELECT coalesce(max(id), 0) FROM lines)")
  }

  /// What the last connections that went by a name, whatever its case and accents, were called besides.
  package func history(of name: String) throws(SQLiteError) -> PersonHistory {
    let visits = try connections(named: name)
    var names: [String: VisitNotes.Note] = [:]
    var rowsLeft = APILimits.historyRowsMax
    for (origin, member) in visits where rowsLeft > 0 {
      let rows = try db.rows(
        "SELECT name, said, first, last FROM visits WHERE origin = ? AND member = ? LIMIT ?",
        .integer(origin), .integer(member), .integer(rowsLeft)
      ) {
        (
          name: $0.text(0),
          note: VisitNotes.Note(
            said: $0.integer(1), first: $0.integer(2), last: $0.integer(3))
        )
      }
      rowsLeft -= rows.count
      for (name, note) in rows { names[name, default: VisitNotes.Note()].add(note) }
    }
    let latest = names.sorted { ($1.value.last, $0.key) < ($0.value.last, $1.key) }
    return PersonHistory(
      names: latest.prefix(Limits.historyNamesMax).map { name, note in
        PersonHistory.Name(
          name: name, lines: note.said, first: WallTime(milliseconds: note.first).rfc3339,
          last: WallTime(milliseconds: note.last).rfc3339)
      }, visits: visits.count)
  }

  /// The last ones first.
  private func connections(
    named name: String
  ) throws(SQLiteError) -> [(origin: Int, member: Int)] {
    // Most have one spelling of it.
    let rows = try db.rows(
      "SELECT origin, member FROM visits WHERE key = ? ORDER BY last DESC LIMIT ?",
      .utf8(Self.key(of: name)), .integer(2 * Limits.historyVisitsMax)
    ) { Visit(origin: $0.integer(0), member: $0.integer(1), name: "") }
    var seen: Set<Visit> = []
    return rows.filter { seen.insert($0).inserted }.prefix(Limits.historyVisitsMax)
      .map { ($0.origin, $0.member) }
  }

  private static func key(of name: String) -> [UInt8] { FoldedText.bytes(of: "", by: name) }
}

extension TranscriptStore.VisitNotes.Note {
  fileprivate mutating func count(isTalk: Bool, _ time: Int) {
    lines += 1
    if isTalk { said += 1 }
    (first, last) = (min(first, time), max(last, time))
  }

  fileprivate mutating func add(_ other: Self) {
    said += other.said
    (first, last) = (min(first, other.first), max(last, other.last))
  }
}
