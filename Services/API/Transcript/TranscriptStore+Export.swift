import Wire

/// A piece of an export.
struct ExportPiece: Sendable {
  var bytes: [UInt8]
  /// To go on with.
  var encoder: ExportEncoder
  /// The last line in it; nil: there was none left.
  var last: Int?
}

extension TranscriptStore {
  /// Encodes a piece of about `APILimits.downloadPieceBytes`.
  func export(
    _ filter: MessageFilter, _ encoder: ExportEncoder
  ) throws(SQLiteError) -> ExportPiece {
    var piece = ExportPiece(bytes: [], encoder: encoder)
    piece.bytes.reserveCapacity(APILimits.downloadPieceBytes)
    // Only there is the origin shown.
    let origins = encoder.format == .jsonl ? try originNames() : [:]
    piece.last = try forEachLine(filter) { row in
      let origin = row.integer(6)
      let line = ExportLine(
        id: row.integer(0), room: filter.room, origin: origins[origin], number: row.integer(7),
        member: row.integer(orNil: 3), time: row.integer(1),
        kind: MessageKind(number: row.integer(2)) ?? .notice)
      row.withBytes(4) { name in
        row.withBytes(5) { text in
          _ = piece.encoder.append(line, name: name.span, text: text.span, to: &piece.bytes)
        }
      }
    }
    return piece
  }

  private func originNames() throws(SQLiteError) -> [Int: String] {
    let names = try db.rows("SELECT id, name FROM origins") { ($0.integer(0), $0.text(1)) }
    return Dictionary(names) { first, _ in first }
  }
}
