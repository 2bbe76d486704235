/// Limits that more than one process keeps.
///
/// Wire is what crosses a process border: the JSON bodies that the chat servers, the API and the
/// dashboard exchange, and the rules for text and addresses that they share. It uses no other
/// module, and does no input or output.
///
/// A chat server renews its lease with a `ServerReport`, is answered with a `Lease`, and follows
/// `GET /config`: a `ChatConfiguration` with each `Ban` and each waiting `Order`. It answers an
/// order with an `OrderResult`. The dashboard reads a `ServerList`, a `Roster`, a `BanList` and an
/// `EventList`, and sends what an admin wants: a `NewBan`, a `MemberAction`, an `Announcement`. An
/// `Outcome` says how that went.
///
/// `CleanText` makes text safe for any terminal, `TerminalEffect` says what could harm one,
/// `Nickname` judges what somebody may be called, and `AddressRange` reads what a ban applies to.
/// Start reading with Servers.swift, then Configuration.swift.
package enum Limits {
  /// Bytes of UTF-8 in a banner.
  package static let bannerBytesMax = 4_096
  /// Seconds a chat server counts as present without renewing.
  package static let leaseSeconds = 5
  /// Seconds the API holds a long poll at most.
  package static let waitSecondsMax = 60
  /// Bytes in the id of a chat server.
  package static let serverIDBytesMax = 64
  /// Events in one answer of `GET /events`.
  package static let eventsPageMax = 500
  /// Characters in the name of an actor (`X-Actor`).
  package static let actorCharactersMax = 64
  /// Bytes in a chat line, without its line ending.
  package static let lineBytesMax = 1_024
  /// Bytes in a line that is typed or piped in, and said in parts: a line of a JSON log.
  package static let longLineBytesMax = 8_192
  /// Lines replayed to a newcomer unless an admin changes it, and the most there can be.
  package static let historyLinesDefault = 10
  package static let historyLinesMax = 100
  /// Bans in force at once.
  package static let bansMax = 1_000
  /// Mutes in force at once.
  package static let mutesMax = 1_000
  /// Minutes a temporary ban or mute may hold: a year.
  package static let banMinutesMax = 525_600
  /// Characters in the reason of a ban, a kick or a mute.
  package static let reasonCharactersMax = 200
  /// Seconds from one line of somebody to their next in slow mode: an hour.
  package static let slowSecondsMax = 3_600
  /// Characters in the word that the doors ask for.
  package static let doorKeyCharactersMin = 4
  package static let doorKeyCharactersMax = 64
  /// The most that a limit on talk or on connections can be set to.
  package static let roomLimitMax = 1_000_000
  /// Word filters at once, and characters in the pattern of one.
  package static let filtersMax = WordFilters.filtersMax
  package static let filterCharactersMax = FilterPattern.charactersMax
  /// Held lines that wait for a moderator at once, how long they do, and the most in one answer.
  package static let heldLinesMax = 1_000
  package static let heldSecondsMax = 24 * 3_600
  package static let heldPageMax = 200
  package static let heldPageDefault = 50
  /// Seconds an order waits for a chat server that cannot be reached.
  package static let orderSecondsMax = 600
  /// Members in one answer of a roster: the most, and the default.
  package static let rosterPageMax = 200
  package static let rosterPageDefault = 50
  /// Notes that there may be, characters in one, and notes in one answer.
  package static let notesMax = 5_000
  package static let noteCharactersMax = 500
  package static let notesPageMax = 200
  package static let notesPageDefault = 50
  /// Bans and mutes that are over in one answer.
  package static let endedPageMax = 200
  package static let endedPageDefault = 50
  /// People in one answer of `GET /people`.
  package static let peopleMax = 100
  /// The most seconds by which people can be asked for, of silence or of being here: a year.
  package static let peopleSecondsMax = 31_536_000
  /// Names in one answer of `GET /people/history`, and connections that it looks at.
  package static let historyNamesMax = 50
  package static let historyVisitsMax = 200
  /// People in one `POST /bulk`.
  package static let bulkMax = 500
  /// Characters in a search of a roster.
  package static let searchCharactersMax = 64
  /// Columns in a nickname.
  package static let nicknameColumnsMax = Nickname.columnsMax
  /// The room that there is.
  package static let lobby = "lobby"
  /// Lines in one `POST /messages`, and in one answer of `GET /messages`.
  package static let messagesBatchMax = 200
  package static let messagesPageDefault = 50
  /// Days for which what is said is kept, unless an admin changes it, and the most there can be.
  package static let retentionDaysDefault = 30
  package static let retentionDaysMax = 36_500
  /// Characters in a search of the transcript.
  package static let messageSearchCharactersMax = 200
  /// Minutes of which it is kept how full and how busy the chat was: a week; and a day, unless more is
  /// asked for.
  package static let samplesMax = 10_080
  package static let samplesDefault = 1_440
  /// Bots that there may be.
  package static let botsMax = 100
  /// Lines that a bot may say at once.
  package static let botLinesMax = 20
  /// Admins that there may be, tokens of each, and characters in the name of one.
  package static let adminsMax = 100
  package static let tokensPerAdminMax = 20
  package static let adminNameCharactersMax = 32
  /// Characters in a password at least, and its bytes at most: `crypt` takes no more.
  package static let passwordCharactersMin = 8
  package static let passwordBytesMax = 511
  /// A session ends this long after the login, and this long after it was last used.
  package static let sessionSecondsMax = 12 * 3_600
  package static let sessionIdleSecondsMax = 2 * 3_600
}
