/// `GET /status`: how the API is.
package struct APIStatus: Codable, Sendable, Equatable {
  /// A database and the disk that it is on.
  package struct File: Codable, Sendable, Equatable {
    /// Why it does not work; nil when it does.
    package var problem: String?
    /// What it takes, with its write-ahead log.
    package var bytes: Int
    /// What the disk has left for it; nil when nobody knows.
    package var freeBytes: Int?

    enum CodingKeys: String, CodingKey {
      case problem, bytes
      case freeBytes = "free_bytes"
    }

    package init(problem: String? = nil, bytes: Int, freeBytes: Int? = nil) {
      self.problem = problem
      self.bytes = bytes
      self.freeBytes = freeBytes
    }
  }

  package var version: String
  /// When it was started: RFC 3339, UTC.
  package var started: String
  package var database: File
  package var transcript: File
  /// Why the log of the room, which chat servers share, cannot be read; nil when it can, or when
  /// there is none.
  package var bus: String?

  package init(
    version: String, started: String, database: File, transcript: File, bus: String? = nil
  ) {
    self.version = version
    self.started = started
    self.database = database
    self.transcript = transcript
    self.bus = bus
  }
}
