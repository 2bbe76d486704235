import ServiceKit
import TinyReactor
package import Wire

/// The audit log, as it is read.
extension Store {
  /// Which events to read.
  package enum EventPage: Sendable, Equatable {
    /// The newest, newest first.
    case newest(limit: Int)
    /// Those before a seq, newest first.
    case before(Int, limit: Int)
    /// Those after a seq, in the order they happened.
    case after(Int, limit: Int)

    var limit: Int {
      switch self {
      case .newest(let limit), .before(_, let limit), .after(_, let limit): limit
      }
    }

    /// The same from a place on.
    func from(_ seq: Int, limit: Int) -> EventPage {
      if case .after = self { .after(seq, limit: limit) } else { .before(seq, limit: limit) }
    }
  }

  /// What was found, and where to look on.
  package struct FoundEvents: Sendable, Equatable {
    package var events: [Event]
    /// There may be more behind this one; nil: there is none.
    package var next: Int?
    /// As many as were asked for, or as large as may be.
    var isFull = false
  }

  /// Reads a page of the audit log, in the page's order. Returns fewer events than asked for when
  /// their text exceeds `eventsPageBytesMax`; the caller then continues after the last one.
  package func events(_ page: EventPage) throws(SQLiteError) -> [Event] {
    try events(page, EventFilter()).events
  }

  /// The same for those that fit. With words to look for it looks at `eventsScanMax` events at most, so
  /// that changes do not wait for long.
  package func events(
    _ page: EventPage, _ filter: EventFilter
  ) throws(SQLiteError) -> FoundEvents {
    var matcher = filter.words.map(EventMatcher.init)
    let scanMax = matcher == nil ? Int.max : APILimits.eventsScanMax
    var found = FoundEvents(events: [])
    var (bytes, scanned, isCut) = (0, 0, false)
    try database.sparingDamage { () throws(SQLiteError) in
      try forEachEvent(
        page, filter,
        while: { event in
          scanned += 1
          let fits = scanned <= scanMax && matcher?.matches(event) ?? true
          if fits { bytes += event.textBytes }
          found.isFull =
            found.events.count == page.limit
            || bytes > APILimits.eventsPageBytesMax && !found.events.isEmpty
          isCut = scanned > scanMax || fits && found.isFull
          if isCut { return false }
          if fits { found.events.append(event) }
          found.next = event.seq
          return true
        })
    }
    if !isCut { found.next = nil }
    return found
  }

  private func forEachEvent(
    _ page: EventPage, _ filter: EventFilter, while goesOn: (Event) -> Bool
  ) throws(SQLiteError) {
    var conditions: [String] = []
    var values: [SQLiteValue] = []
    func require(_ condition: String, _ bound: SQLiteValue...) {
      conditions.append(condition)
      values += bound
    }
    switch page {
    case .newest: break
    case .before(let seq, _): require("seq < ?", .integer(seq))
    case .after(let seq, _): require("seq > ?", .integer(seq))
    }
    if let actor = filter.actor { require("actor = ?", .text(actor)) }
    if let target = filter.target {
      // `ann (7 on one)` is about ann.
      require(
        "(target = ? OR substr(target, 1, ?) = ?)", .text(target),
        .integer(target.unicodeScalars.count + 2), .text(target + " ("))
    }
    if !filter.actions.isEmpty {
      let marks = filter.actions.map { _ in "?" }.joined(separator: ", ")
      conditions.append("action IN (\(marks))")
      values += filter.actions.map { .text($0.rawValue) }
    }
    // They are all written alike, so they sort as text.
    if let since = filter.since {
      require("time >= ?", .text(WallTime(milliseconds: since).rfc3339))
    }
    if let until = filter.until {
      require("time < ?", .text(WallTime(milliseconds: until).rfc3339))
    }
    let isInOrder = if case .after = page { true } else { false }
    let sql = """
      SELECT seq, time, actor, action, target, old, new, note FROM events
      \(conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND "))")
      ORDER BY seq\(isInOrder ? "" : " DESC")
      """
    try db.forEachRow(sql, values) { goesOn(Self.event($0)) }
  }

  private static func event(_ row: borrowing Row) -> Event {
    Event(
      seq: row.integer(0), time: row.text(1), actor: row.text(2), action: row.text(3),
      target: row.text(4), old: row.text(orNil: 5), new: row.text(orNil: 6),
      note: row.text(orNil: 7))
  }
}

extension Event {
  /// The text that callers give; the rest is short.
  fileprivate var textBytes: Int {
    target.utf8.count + [old, new, note].reduce(0) { $0 + ($1?.utf8.count ?? 0) }
  }
}
