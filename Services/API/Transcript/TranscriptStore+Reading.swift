import ServiceKit
import TinyReactor
package import Wire

extension TranscriptStore {
  /// Reads a page in the filter's order. It is stable while lines come: ids only grow.
  package func page(_ filter: MessageFilter) throws(SQLiteError) -> MessageList {
    guard let selection = try selection(filter) else {
      return MessageList(messages: [], more: false)
    }
    let order = filter.after == nil ? "DESC" : ""
    let rows = try database.sparingDamage { () throws(SQLiteError) in
      try db.rows(
        """
        SELECT l.id, l.origin, l.number, l.time, l.kind, l.member, l.name, l.text, l.hidden
        \(selection.from)
        WHERE \(selection.conditions) ORDER BY \(selection.key) \(order) LIMIT ?
        """,
        selection.values + [.integer(filter.limit + 1)]
      ) { ($0.integer(1), Self.message($0, in: filter.room)) }
    }
    var messages = try named(rows)
    let more = messages.count > filter.limit
    if more { messages.removeLast() }
    return MessageList(messages: messages, more: more)
  }

  /// One line, hidden or not; nil when there is none.
  package func line(_ id: Int) throws(SQLiteError) -> Message? {
    let rows = try db.rows(
      """
      SELECT l.id, l.origin, l.number, l.time, l.kind, l.member, l.name, l.text, l.hidden, r.name
      FROM lines l CROSS JOIN rooms r ON r.id = l.room WHERE l.id = ?
      """, .integer(id)
    ) { ($0.integer(1), Self.message($0, in: $0.text(9))) }
    return try named(rows).first
  }

  /// Calls `take` with each line after `after`, in order, at most `limit` of them; returns the last
  /// one's id, nil when there are no more. Columns: id, time, kind, member, name, text, origin,
  /// number.
  func forEachLine(
    _ filter: MessageFilter, _ take: (borrowing Row) -> Void
  ) throws(SQLiteError) -> Int? {
    guard let selection = try selection(filter) else { return nil }
    var last: Int?
    try database.sparingDamage { () throws(SQLiteError) in
      try db.forEachRow(
        """
        SELECT l.id, l.time, l.kind, l.member, l.name, l.text, l.origin, l.number
        \(selection.from)
        WHERE \(selection.conditions) ORDER BY \(selection.key) LIMIT ?
        """, selection.values + [.integer(filter.limit)]
      ) { row in
        last = row.integer(0)
        take(row)
        return true
      }
    }
    return last
  }

  /// The parts of a SELECT for a filter.
  private struct Selection {
    var from = "FROM lines l"
    var key = "l.id"
    var conditions = "l.room = ?"
    var values: [SQLiteValue]

    mutating func require(_ condition: String, _ value: SQLiteValue) {
      conditions += " AND \(condition)"
      values.append(value)
    }
  }

  /// Nil when nothing can fit.
  private func selection(_ filter: MessageFilter) throws(SQLiteError) -> Selection? {
    let room = try number("SELECT id FROM rooms WHERE name = ?", .text(filter.room))
    guard room > 0 else { return nil }
    var selection = Selection(values: [.integer(room)])
    if filter.query != nil || filter.name != nil {
      let terms = SearchTerms(query: filter.query ?? "", name: filter.name)
      guard let expression = terms.expression else { return nil }
      selection.from = "FROM words CROSS JOIN lines l ON l.id = words.rowid"
      selection.key = "words.rowid"
      selection.require("words MATCH ?", .text(expression))
    }
    if let before = filter.before {
      selection.require("\(selection.key) < ?", .integer(before))
    }
    var after = filter.after
    if let since = filter.since {
      selection.require("l.time >= ?", .integer(since))
      let first = try number(
        "SELECT min(first) FROM minutes WHERE minute >= ?", .integer(since / Self.minute))
      guard first > 0 else { return nil }
      after = max(after ?? 0, first - 1)
    }
    if let until = filter.until {
      selection.require("l.time < ?", .integer(until))
      let last = try number(
        "SELECT max(last) FROM minutes WHERE minute <= ?", .integer(until / Self.minute))
      selection.require("\(selection.key) <= ?", .integer(last))
    }
    if let after { selection.require("\(selection.key) > ?", .integer(after)) }
    if !filter.kinds.isEmpty {
      // As bits: each text of a statement is compiled, and kept.
      let set = filter.kinds.reduce(0) { $0 | 1 << $1.number }
      selection.require("(? >> l.kind) & 1", .integer(set))
    }
    if !filter.showsHidden { selection.conditions += " AND l.hidden IS NULL" }
    return selection
  }

  /// Without its origin.
  private static func message(_ row: borrowing Row, in room: String) -> Message {
    let hiddenBy = row.text(orNil: 8)
    return Message(
      id: row.integer(0), room: room, origin: "", number: row.integer(2),
      time: WallTime(milliseconds: row.integer(3)).rfc3339,
      kind: MessageKind(number: row.integer(4)) ?? .notice, member: row.integer(orNil: 5),
      name: row.text(6), text: hiddenBy == nil ? row.text(7) : nil, hiddenBy: hiddenBy)
  }

  /// The same with their origins, which are few: a join would look for one once for each line.
  private func named(_ rows: [(origin: Int, message: Message)]) throws(SQLiteError) -> [Message] {
    var messages: [Message] = []
    messages.reserveCapacity(rows.count)
    for (origin, message) in rows {
      var message = message
      message.origin = try name(ofOrigin: origin)
      messages.append(message)
    }
    return messages
  }

  func name(ofOrigin id: Int) throws(SQLiteError) -> String {
    if let name = origins[id] { return name }
    if origins.count >= APILimits.originNamesMax { origins = [:] }
    let name = try db.rows("SELECT name FROM origins WHERE id = ?", .integer(id)) { $0.text(0) }
    origins[id] = name.first ?? ""
    return name.first ?? ""
  }
}
