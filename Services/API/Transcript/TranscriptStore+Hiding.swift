import Wire

extension TranscriptStore {
  /// What a change to one line found.
  package enum Change: Sendable, Equatable {
    case changed
    /// It was so already.
    case unchanged
    /// There is no such line.
    case missing
  }

  /// Hides a line from everybody: its words leave the index, and its text is mixed with `key`, which
  /// is kept elsewhere and as long: for another one nothing is changed. What is left of the words in
  /// the file goes with the next merge and checkpoint.
  package func hide(_ id: Int, by actor: String, key: [UInt8]) throws(SQLiteError) -> Change {
    try change(id, key, isHidden: false) { (line) throws(SQLiteError) in
      try unindex(id, name: line.name, text: String(decoding: line.text, as: UTF8.self))
      try db.run(
        "UPDATE lines SET hidden = ?, text = ? WHERE id = ?", .text(actor),
        .blob(Self.mix(line.text, key)), .integer(id))
      try noteRemains()
    }
  }

  /// The same, if it is the line that the key was made for and not one of another transcript.
  package func rehide(_ key: Store.HiddenKey) throws(SQLiteError) -> Change {
    let line = try line(key.line.id)
    guard line?.origin == key.line.origin, line?.number == key.line.number else { return .missing }
    return try hide(key.line.id, by: key.actor, key: key.key)
  }

  /// Takes that back; `key` is the one with which it was hidden.
  package func show(_ id: Int, key: [UInt8]) throws(SQLiteError) -> Change {
    try change(id, key, isHidden: true) { (line) throws(SQLiteError) in
      let text = String(decoding: Self.mix(line.text, key), as: UTF8.self)
      try index(id, name: line.name, text: text)
      try db.run(
        "UPDATE lines SET hidden = NULL, text = ? WHERE id = ?", .text(text), .integer(id))
    }
  }

  private typealias Line = (name: String, text: [UInt8], hidden: String?)

  private func change(
    _ id: Int, _ key: [UInt8], isHidden: Bool, _ body: (Line) throws(SQLiteError) -> Void
  ) throws(SQLiteError) -> Change {
    try database.transaction { () throws(SQLiteError) in
      let found = try db.rows(
        "SELECT name, text, hidden FROM lines WHERE id = ? AND kind <> ?",
        .integer(id), .integer(MessageKind.missing.number)
      ) { Line(name: $0.text(0), text: $0.bytes(1), hidden: $0.text(orNil: 2)) }
      guard let line = found.first else { return .missing }
      guard (line.hidden != nil) == isHidden, line.text.count == key.count else {
        return .unchanged
      }
      try body(line)
      return .changed
    }
  }

  /// Vernam's cipher: with a random key that is used once and kept elsewhere, nothing can be read.
  private static func mix(_ text: [UInt8], _ key: [UInt8]) -> [UInt8] {
    zip(text, key).map { $0 ^ $1 }
  }
}
