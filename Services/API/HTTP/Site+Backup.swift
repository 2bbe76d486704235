import TinyHTTP
import TinyReactor

/// Backups of a running API: no other process can read the file while the API holds the lock.
extension Site {
  var backupRoutes: [Route] {
    [
      Route(
        .get, "/backup", "Everything of this moment as a SQLite file, good as API_DATABASE",
        contentType: Self.sqlite, errors: [.serviceUnavailable]
      ) { [self] _ in
        journal.backup().addCallback { file in
          HTTPResponse(
            .ok,
            fields: HTTPFields([
              ("Content-Type", Self.sqlite),
              ("Content-Disposition", #"attachment; filename="netcatchat.db""#),
            ]), body: file)
        }
      }
    ]
  }

  /// https://www.iana.org/assignments/media-types/application/vnd.sqlite3
  private static let sqlite = "application/vnd.sqlite3"
}
