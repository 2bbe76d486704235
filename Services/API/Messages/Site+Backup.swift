import TinyHTTP
import TinyReactor

extension Site {
  var backupRoutes: [Route] {
    [
      Route(
        .get, "/backup", "Everything but what was said, as a SQLite file, good as API_DATABASE",
        needs: .owner(to: "make backups"),
        contentType: Self.sqlite, errors: [.serviceUnavailable]
      ) { [self] _ in backup(journal.backups, as: "netcatchat.db") },
      Route(
        .get, "/backup/transcript", "What was said, as a SQLite file, good as API_TRANSCRIPT",
        needs: .owner(to: "make backups"),
        contentType: Self.sqlite, errors: [.serviceUnavailable]
      ) { [self] _ in backup(transcript.backups, as: "netcatchat-transcript.db") },
    ]
  }

  private func backup<Owner>(
    _ backups: Backups<Owner>, as name: String
  ) -> Deferred<HTTPResponse> {
    backups.make().addCallback { [clock] file in
      var offset = 0
      return .download(
        contentType: Self.sqlite, name: name,
        begun: { writer in
          // Who reads drop by drop holds room on the disk; who reads nothing is cut off anyway.
          let timer = clock.callLater(Self.backupTimeMax(bytes: file.bytes)) { [weak writer] in
            writer?.abort()
          }
          writer.whenClosed { timer.cancelIfActive() }
        }
      ) {
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

  /// How long a backup may be read.
  static func backupTimeMax(bytes: Int) -> Duration {
    APILimits.backupTimeMax + .seconds(bytes / APILimits.backupBytesPerSecondMin)
  }

  /// https://www.iana.org/assignments/media-types/application/vnd.sqlite3
  private static let sqlite = "application/vnd.sqlite3"
}
