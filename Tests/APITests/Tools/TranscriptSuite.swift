import API
import Support
import Wire

/// Bodies of `POST /messages`.
enum MessageSuite {
  /// The smallest that is taken.
  static let batch = """
    {"room": "lobby", "origin": "a.b", "first": 1, "messages": [
      {"time": 1795521600000, "kind": "said", "member": 1, "name": "Al", "text": "hi"}]}
    """
}

/// Tests of the transcript's store over a database in a folder of their own.
protocol TranscriptSuite {
  var folder: TemporaryFolder { get }
}

extension TranscriptSuite {
  /// A whole minute: 2026-11-24T12:00:00Z, in milliseconds.
  static var noon: Int { 1_795_521_600_000 }
  static var minute: Int { 60_000 }

  func open(pagesMax: Int = 100_000) throws -> TranscriptStore {
    try TranscriptStore.open(folder.database, pagesMax: pagesMax)
  }

  /// What a `kill -9` now would leave behind.
  func openCopy(in copy: TemporaryFolder? = nil) throws -> TranscriptStore {
    let copy = try copy ?? TemporaryFolder()
    for (name, bytes) in folder.contents() { copy.write(bytes, to: name) }
    return try TranscriptStore.open(copy.database)
  }

  /// Lines that somebody said, all at the same time.
  func batch(
    _ texts: String..., first: Int = 1, origin: String = "a.1", room: String = Limits.lobby,
    time: Int = noon, name: String = "ann", kind: MessageKind = .said
  ) -> MessageBatch {
    MessageBatch(
      room: room, origin: origin, first: first,
      messages: texts.map {
        NewMessage(time: time, kind: kind, member: 7, name: name, text: $0)
      })
  }

  /// `count` lines, the first of the number `first`: `line 1`, `line 2` …
  func lines(
    _ count: Int, first: Int = 1, origin: String = "a.1", time: Int = noon, step: Int = 0
  ) -> MessageBatch {
    MessageBatch(
      room: Limits.lobby, origin: origin, first: first,
      messages: (0..<count).map {
        NewMessage(
          time: time + $0 * step, kind: .said, name: "ann", text: "line \(first + $0)")
      })
  }

  /// An hour after noon, unless a test says otherwise.
  @discardableResult
  func take(
    _ store: TranscriptStore, _ batches: MessageBatch..., at now: Int = noon + 60 * minute,
    isKept: Bool = true
  ) throws -> TranscriptStore.Receipt {
    try store.append(batches, at: now, isKept: isKept)
  }

  /// All lines in order; those that are hidden only if `edit` says so.
  func page(
    _ store: TranscriptStore, _ edit: (inout MessageFilter) -> Void = { _ in }
  ) throws -> [Message] {
    var filter = MessageFilter(limit: 100_000)
    filter.after = 0
    edit(&filter)
    return try store.page(filter).messages
  }

  func texts(
    _ store: TranscriptStore, _ edit: (inout MessageFilter) -> Void = { _ in }
  ) throws -> [String] {
    try page(store, edit).map { $0.text ?? "(hidden)" }
  }

  func number(_ store: TranscriptStore, _ sql: String) throws -> Int {
    try store.database.connection.rows(sql) { $0.integer(0) }.first ?? 0
  }

  /// A key that hides nothing from a test: the text is where it was, and looks otherwise.
  func key(_ text: String) -> [UInt8] { text.utf8.map { _ in 0xA5 } }

  /// All steps of making lines go, as `Housekeeping` does them; returns how many went.
  @discardableResult
  func purge(_ store: TranscriptStore, before cutoff: Int, between: () throws -> Void = {}) throws
    -> Int
  {
    var count = 0
    while let some = try store.deleteLines(before: cutoff) {
      count += some
      try between()
    }
    try clean(store, between: between)
    return count
  }

  func clean(_ store: TranscriptStore, between: () throws -> Void = {}) throws {
    let mark = try store.remains()
    var isFirst = true
    while try store.merge(isFirst: isFirst) {
      isFirst = false
      try between()
    }
    while try store.shrink() { try between() }
    try store.removeRemains(mark)
  }

  /// What is wrong with the search index: each token of each line that can be seen is in it, in its
  /// place, and nothing else.
  func problem(withIndexOf store: TranscriptStore) throws -> String? {
    let db = store.database.connection
    try db.run("INSERT INTO words (words) VALUES ('integrity-check')")
    try db.execute(
      "CREATE VIRTUAL TABLE IF NOT EXISTS temp.tokens USING fts5vocab(main, words, instance)")
    var found = Set(
      try db.rows("SELECT term, doc, offset FROM temp.tokens") {
        "\($0.integer(1)) \($0.integer(2)) \($0.text(0))"
      })
    for (id, name, text) in try db.rows(
      "SELECT id, name, text FROM lines WHERE hidden IS NULL",
      read: { ($0.integer(0), $0.text(1), $0.text(2)) })
    {
      var folded = FoldedText()
      folded.append(text)
      folded.append(name: name)
      for (offset, token) in folded.text.split(separator: " ").enumerated()
      where found.remove("\(id) \(offset) \(token)") == nil {
        return "\(token) of line \(id) is not in the index"
      }
    }
    return found.isEmpty ? nil : "the index has \(found.prefix(5))"
  }

  /// What is wrong with the counts of lines in each minute.
  func problem(withMinutesOf store: TranscriptStore) throws -> String? {
    let rows = { (sql: String) in
      try store.database.connection.rows(sql) {
        [$0.integer(0), $0.integer(1), $0.integer(2), $0.integer(3)]
      }
    }
    let counted = try rows(
      "SELECT time / 60000, min(id), max(id), count(*) FROM lines GROUP BY 1 ORDER BY 1")
    let noted = try rows(
      "SELECT minute, first, last, lines FROM minutes WHERE lines > 0 ORDER BY minute")
    guard counted.map({ [$0[0], $0[3]] }) == noted.map({ [$0[0], $0[3]] }) else {
      return "\(noted) and not \(counted)"
    }
    for (noted, counted) in zip(noted, counted)
    where noted[1] > counted[1] || noted[2] < counted[2] { return "\(noted) has not \(counted)" }
    return nil
  }

  /// What is wrong with who went by which name, as far as it is counted.
  func problem(withVisitsOf store: TranscriptStore) throws -> String? {
    let rows = { (sql: String) in
      try store.database.connection.rows(sql) { row in
        ("\(row.integer(0)) \(row.integer(1)) \(row.text(2))", (3...6).map { row.integer($0) })
      }
    }
    let counted = try rows(
      """
      SELECT origin, member, name, count(*), sum(kind <= 2), max(time), min(time) FROM lines
      WHERE member IS NOT NULL AND id > (SELECT last FROM counted) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      """)
    let noted = try rows(
      """
      SELECT origin, member, name, lines, said, last, first FROM visits ORDER BY 1, 2, 3
      """)
    guard counted.map(\.0) == noted.map(\.0) else { return "\(noted) and not \(counted)" }
    for (noted, counted) in zip(noted, counted) {
      // Once lines are gone, it is from the next minute on.
      guard noted.1.dropLast() == counted.1.dropLast(), noted.1[3] <= counted.1[3] else {
        return "\(noted) and not \(counted)"
      }
    }
    return nil
  }

  /// The files' names in which these bytes are.
  func files(with text: String) -> [String] {
    folder.contents().filter { $0.value.holds(text) }.map(\.key).sorted()
  }
}

extension TranscriptStore.Receipt {
  /// Of each batch: how far its origin is, how many lines came again, and how many never came.
  var words: [String] { taken.map { "\($0.last) \($0.repeated) \($0.missing)" } }
}

extension [UInt8] {
  /// Whether the text's bytes are somewhere in it.
  func holds(_ text: String) -> Bool {
    let wanted = Array(text.utf8)
    guard let first = wanted.first, count >= wanted.count else { return false }
    return withUnsafeBufferPointer { bytes in
      for start in 0...(bytes.count - wanted.count) where bytes[start] == first {
        var length = 1
        while length < wanted.count, bytes[start + length] == wanted[length] { length += 1 }
        if length == wanted.count { return true }
      }
      return false
    }
  }
}
