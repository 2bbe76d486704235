/// Limits that more than one process keeps.
package enum Limits {
  /// Bytes of UTF-8 in a banner.
  package static let bannerBytesMax = 4_096
  /// Seconds a chat server counts as there without renewing.
  package static let leaseSeconds = 5
  /// Seconds the API holds a long poll at most.
  package static let waitSecondsMax = 60
  /// Bytes in the id of a chat server.
  package static let serverIDBytesMax = 64
  /// Events in one answer of `GET /events`.
  package static let eventsPageMax = 500
  /// Characters in the name of who did something (`X-Actor`).
  package static let actorCharactersMax = 64
  /// Bytes in a chat line, without its line ending.
  package static let lineBytesMax = 1_024
  /// Bytes in a line that is typed or piped in, and said in parts: a line of a log in JSON.
  package static let longLineBytesMax = 8_192
  /// Lines replayed to who joins, unless an admin has said otherwise; and the most that can be.
  package static let historyLinesDefault = 10
  package static let historyLinesMax = 100
  /// Bans in force at once.
  package static let bansMax = 1_000
  /// Minutes a ban that ends may hold: a year.
  package static let banMinutesMax = 525_600
  /// Characters in the reason of a ban, a kick or a mute.
  package static let reasonCharactersMax = 200
  /// How long an order waits for a chat server that cannot be asked.
  package static let orderSecondsMax = 600
  /// Members in one answer of a roster, and when the caller does not say how many.
  package static let rosterPageMax = 200
  package static let rosterPageDefault = 50
  /// Characters in what a roster is searched for.
  package static let searchCharactersMax = 64
  /// Columns in a nickname.
  package static let nicknameColumnsMax = 20
}
