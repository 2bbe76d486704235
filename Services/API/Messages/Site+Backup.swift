import TinyHTTP
import TinyReactor

extension Site {
  var backupRoutes: [Route] {
    [
      Route(
        .get, "/backup", "Everything but what was said, as a SQLite file, good as API_DATABASE",
        contentType: Self.sqlite, errors: [.serviceUnavailable]
      ) { [self] _ in Self.backup(journal.backups, as: "netcatchat.db") },
      Route(
        .get, "/backup/transcript", "What was said, as a SQLite file, good as API_TRANSCRIPT",
        contentType: Self.sqlite, errors: [.serviceUnavailable]
      ) { [self] _ in Self.backup(transcript.backups, as: "netcatchat-transcript.db") },
    ]
  }

  private static func backup<Owner>(
    _ backups: Backups<Owner>, as name: String
  ) -> Deferred<HTTPResponse> {
    backups.make().addCallback { file in
      var offset = 0
      return .download(contentType: sqlite, name: name) {
        // A part that is missing must not look like the end.
        guard offset < file.bytes else { return .succeeded(nil) }
        return backups.read(file, at: offset, count: APILimits.downloadPieceBytes)
          .addCallback { piece in
            guard !piece.isEmpty else { throw StateError(.unavailable, "the copy is cut short") }
            offset += piece.count
            return piece
          }
      }
    }
  }

  /// https://www.iana.org/assignments/media-types/application/vnd.sqlite3
  private static let sqlite = "application/vnd.sqlite3"
}
