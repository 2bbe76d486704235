import ServiceKit
import TinyHTTP
import TinyReactor
import Wire

extension Site {
  var statusRoutes: [Route] {
    [
      Route(.get, "/status", "How the API, its files and their disk are", answer: .status) {
        [self] _ in .succeeded(.json(status))
      }
    ]
  }

  /// As of the last look at the files, which this has taken anew for the next to ask: on a disk
  /// that hangs nobody waits for an answer.
  private var status: APIStatus {
    _ = (journal.readiness(), transcript.readiness())
    return APIStatus(
      version: version, started: started.rfc3339,
      database: Self.file(journal.problem, journal.sizes),
      transcript: Self.file(transcript.problem, transcript.sizes), bus: busProblem())
  }

  private static func file(_ problem: String?, _ sizes: Database.Sizes) -> APIStatus.File {
    APIStatus.File(
      problem: problem, bytes: sizes.databaseBytes + sizes.logBytes, freeBytes: sizes.freeBytes)
  }
}

extension Schema {
  static let status = Schema(
    name: "APIStatus",
    properties: [
      .required("version", text),
      .required("started", time),
      .required("database", fileStatus.reference, "Everything but what was said"),
      .required("transcript", fileStatus.reference, "What was said"),
      .optional("bus", text, "Why the log of the room cannot be read; left out when it can"),
    ])

  static let fileStatus = Schema(
    name: "FileStatus",
    properties: [
      .optional("problem", text, "Why it does not work; left out when it does"),
      .required("bytes", count, "What it takes, with its write-ahead log"),
      .optional("free_bytes", count, "What its disk has left for it"),
    ])
}
