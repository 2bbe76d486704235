package import Wire

/// What a transcript can be exported as.
package enum ExportFormat: String, CaseIterable, Sendable {
  /// For people: what they would paste into a report.
  case text
  /// The same for GitHub and GitLab.
  case markdown
  /// For programs: an object of JSON on each line.
  case jsonl
  /// For spreadsheets.
  case csv

  /// Markdown's is of RFC 7763, that of CSV of RFC 4180 §3; JSON Lines has none that is registered.
  package var contentType: String {
    switch self {
    case .text: "text/plain; charset=utf-8"
    case .markdown: "text/markdown; charset=utf-8"
    case .jsonl: "application/x-ndjson"
    case .csv: "text/csv; charset=utf-8; header=present"
    }
  }

  package var fileExtension: String {
    switch self {
    case .text: "txt"
    case .markdown: "md"
    case .jsonl: "jsonl"
    case .csv: "csv"
    }
  }
}

/// Which part of the transcript is exported, and whose clocks say when it was.
package struct ExportScope: Sendable, Equatable {
  /// Nil for all rooms.
  package var room: String?
  /// The first instant, in milliseconds since 1970; nil: from the beginning.
  package var since: Int?
  /// The first instant that is left out; nil: to the end.
  package var until: Int?
  package var zone: Zone

  package init(room: String?, since: Int? = nil, until: Int? = nil, zone: Zone) {
    self.room = room
    self.since = since
    self.until = until
    self.zone = zone
  }

  /// The name to save it under: `netcatchat-lobby-2026-11-01-to-2026-11-28.txt`, with the first and
  /// the last day in it. Only `[a-z0-9._-]`, so it needs no quotes in a header.
  package func fileName(_ format: ExportFormat) -> String {
    let room = room.map { "-" + Self.safe($0) } ?? ""
    let first = since.map(day)
    // Midnight ends the day before.
    let last = until.map { day(max($0 - 1, since ?? $0 - 1)) }
    let days =
      switch (first, last) {
      case (let first?, let last?) where first == last: "-\(first)"
      case (let first?, let last?): "-\(first)-to-\(last)"
      case (let first?, nil): "-from-\(first)"
      case (nil, let last?): "-to-\(last)"
      case (nil, nil): ""
      }
    return "netcatchat\(room)\(days).\(format.fileExtension)"
  }

  /// `in room lobby from 2026-11-01 00:00:00 until 2026-11-29 00:00:00`; the room's name between
  /// `quotes`.
  func words(quotes: String) -> String {
    var words = room.map { "in room \(quotes)\(Self.safe($0))\(quotes)" } ?? "in all rooms"
    if let since { words += " from \(moment(since))" }
    if let until { words += " until \(moment(until))" }
    return words
  }

  /// A room's name has no other characters; a header and a title must not depend on that.
  static func safe(_ room: String) -> String {
    String(
      decoding: room.utf8.filter {
        $0.isLetter || $0.isDigit || "._-".utf8.contains($0)
      }, as: UTF8.self)
  }

  private func day(_ time: Int) -> String {
    var clock = ExportClock(zone)
    clock.move(to: time)
    return String(decoding: clock.date, as: UTF8.self)
  }

  private func moment(_ time: Int) -> String {
    var clock = ExportClock(zone)
    clock.move(to: time)
    var bytes = clock.date + [UInt8(ascii: " ")]
    clock.appendTime(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A line of the transcript on its way out, but for who said what: those two come as bytes, straight
/// out of a row. (A type of our own cannot hold a `Span` yet.)
package struct ExportLine: Sendable, Equatable {
  package var id: Int
  package var room: String
  /// As in `Message`; only JSON has them.
  package var origin: String?
  package var number: Int?
  package var member: Int?
  /// Milliseconds since 1970.
  package var time: Int
  package var kind: MessageKind

  package init(
    id: Int, room: String, origin: String? = nil, number: Int? = nil, member: Int? = nil, time: Int,
    kind: MessageKind
  ) {
    self.id = id
    self.room = room
    self.origin = origin
    self.number = number
    self.member = member
    self.time = time
    self.kind = kind
  }
}
