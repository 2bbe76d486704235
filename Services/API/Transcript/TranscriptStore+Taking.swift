package import Wire

/// Taking lines, of each of which there is one, however often it comes.
extension TranscriptStore {
  /// How far a chat server's clock may be ahead of ours, in milliseconds.
  private static let clockErrorMax = 60_000

  /// What became of a batch.
  package struct Taken: Sendable, Equatable {
    /// The number of the origin's last line that is taken.
    package var last: Int
    /// Lines that came again.
    package var repeated = 0
    /// Lines that never came.
    package var missing = 0
  }

  /// What a transaction has put on disk.
  package struct Receipt: Sendable, Equatable {
    /// One entry for each batch, in order.
    package var taken: [Taken]
    /// The newest line's id; nil when no line came.
    package var lastID: Int?
    /// Lines that are there now and were not before.
    package var added: Int
  }

  /// Takes `batches` in one transaction: on return all is on disk, on throw nothing is. A line whose
  /// number was taken before is skipped, and for numbers that are left out there is one line of the
  /// kind `missing`. Unless `isKept`, numbers are noted and no line is kept. `now` is in
  /// milliseconds; a line from the future is of now. With them the log is taken up to `place`.
  package func append(
    _ batches: [MessageBatch], at now: Int, isKept: Bool, upTo place: LogPlace? = nil
  ) throws(SQLiteError) -> Receipt {
    try database.transaction { () throws(SQLiteError) in
      var receipt = Receipt(taken: [], added: 0)
      var minutes: [Int: MinuteNote] = [:]
      var visits = VisitNotes()
      for batch in batches {
        receipt.taken.append(
          try append(batch, at: now, isKept: isKept, &receipt, &minutes, &visits))
      }
      for (minute, note) in minutes { try add(note, to: minute) }
      try add(visits)
      if let place { try note(place) }
      if receipt.added > 0 { try requireRoom() }
      return receipt
    }
  }

  private func append(
    _ batch: MessageBatch, at now: Int, isKept: Bool, _ receipt: inout Receipt,
    _ minutes: inout [Int: MinuteNote], _ visits: inout VisitNotes
  ) throws(SQLiteError) -> Taken {
    let room = try id(ofRoom: batch.room)
    let origin = try origin(batch.origin, in: room, at: now)
    let first = max(batch.first, 1)
    let after = first + batch.messages.count
    var taken = Taken(last: max(origin.last, after - 1))
    if first > origin.last + 1 {
      let isKnown = origin.last > 0
      taken.missing = try isKnown ? first - origin.last - 1 : missing(before: first)
    }
    taken.repeated = min(batch.messages.count, max(0, origin.last + 1 - first))
    var lines = batch.messages.dropFirst(taken.repeated).enumerated().map {
      (number: first + taken.repeated + $0.offset, message: $0.element)
    }
    if taken.missing > 0 {
      let time = batch.messages.first?.time ?? now
      let gap = NewMessage(time: time, kind: .missing, name: "", text: String(taken.missing))
      lines.insert((number: first - 1, message: gap), at: 0)
    }
    if isKept {
      for (number, message) in lines {
        let time = message.time > now + Self.clockErrorMax ? now : max(0, message.time)
        let id = try insert(message, time, number, room, origin.id)
        minutes[time / Self.minute, default: MinuteNote(first: id, last: id)].count(id)
        visits.count(
          origin: origin.id, member: message.member, name: message.name,
          kind: message.kind.number, time: time)
        receipt.lastID = id
        receipt.added += 1
      }
    }
    try db.run(
      "UPDATE origins SET last = ?, seen = ? WHERE id = ?",
      .integer(taken.last), .integer(now), .integer(origin.id))
    return taken
  }

  private func insert(
    _ message: NewMessage, _ time: Int, _ number: Int, _ room: Int, _ origin: Int
  ) throws(SQLiteError) -> Int {
    try db.run(
      """
      INSERT INTO lines (room, origin, number, time, kind, member, name, text)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """,
      .integer(room), .integer(origin), .integer(number), .integer(time),
      .integer(message.kind.number), .integer(orNull: message.member), .text(message.name),
      .text(message.text))
    let id = db.lastInsertedID
    try index(id, name: message.name, text: message.text)
    return id
  }

  private func id(ofRoom name: String) throws(SQLiteError) -> Int {
    let known = try db.rows("SELECT id FROM rooms WHERE name = ?", .text(name)) { $0.integer(0) }
    if let known = known.first { return known }
    try db.run("INSERT INTO rooms (name) VALUES (?)", .text(name))
    return db.lastInsertedID
  }

  private func origin(
    _ name: String, in room: Int, at now: Int
  ) throws(SQLiteError) -> (id: Int, last: Int) {
    let known = try db.rows(
      "SELECT id, last FROM origins WHERE name = ? AND room = ?", .text(name), .integer(room)
    ) { ($0.integer(0), $0.integer(1)) }
    if let known = known.first { return known }
    try db.run(
      "INSERT INTO origins (name, room, last, seen) VALUES (?, ?, 0, ?)", .text(name),
      .integer(room), .integer(now))
    return (db.lastInsertedID, 0)
  }

  // MARK: - Minutes

  /// The lines of one minute that a transaction adds.
  private struct MinuteNote {
    var first: Int
    var last: Int
    var lines = 0

    init(first: Int, last: Int) { (self.first, self.last) = (first, last) }

    mutating func count(_ id: Int) {
      last = id
      lines += 1
    }
  }

  private func add(_ note: MinuteNote, to minute: Int) throws(SQLiteError) {
    try db.run(
      """
      INSERT INTO minutes (minute, first, last, lines) VALUES (?, ?, ?, ?)
      ON CONFLICT (minute) DO UPDATE SET last = excluded.last, lines = lines + excluded.lines
      """,
      .integer(minute), .integer(note.first), .integer(note.last), .integer(note.lines))
  }
}
