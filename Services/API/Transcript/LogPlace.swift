package import RoomLog

/// How far a room's log has been taken into the transcript.
package struct LogPlace: Equatable, Sendable {
  package var room: String
  /// The last entry of which all lines are there.
  package var id: LogID
  /// What the log was up to that entry.
  package var sum: [UInt8]

  package init(room: String, id: LogID, sum: [UInt8]) {
    self.room = room
    self.id = id
    self.sum = sum
  }

  package init(_ entry: PlacedEntry, in room: String) {
    self.init(room: room, id: entry.id, sum: entry.sum)
  }

  /// Behind which a `LogReader` reads on.
  package var entry: PlacedEntry { PlacedEntry(id: id, sum: sum, entry: nil) }
}

extension TranscriptStore {
  /// Nil when nothing has been taken from that room's log.
  package func place(inLogOf room: String) throws(SQLiteError) -> LogPlace? {
    let found = try db.rows("SELECT id, sum FROM places WHERE room = ?", .text(room)) {
      (LogID($0.text(0)), $0.bytes(1))
    }
    return found.first.flatMap { id, sum in id.map { LogPlace(room: room, id: $0, sum: sum) } }
  }

  /// Within a transaction.
  func note(_ place: LogPlace) throws(SQLiteError) {
    try db.run(
      """
      INSERT INTO places (room, id, sum) VALUES (?, ?, ?)
      ON CONFLICT (room) DO UPDATE SET id = excluded.id, sum = excluded.sum
      """, .text(place.room), .text("\(place.id)"), .blob(place.sum))
  }
}
