package import TinyReactor
import Wire

/// The API's own limits; those that other processes know too are in `Limits`.
package enum APILimits {
  /// Events kept; older ones are pruned. Usually 20 MB; about 800 MB with banners of full length.
  package static let eventsMax = 100_000
  /// Pages of 4 KiB in the database: 1 GiB, so that a bug cannot fill the disk for others.
  package static let databasePagesMax = 262_144
  /// Pages of 4 KiB in the transcript: 16 GiB, which is 100 million lines.
  package static let transcriptPagesMax = 4_194_304
  /// Pages beyond that, which lines do not get: without room nothing could be hidden or purged. 16 MiB.
  package static let transcriptPagesReserved = 4_096
  /// Batches of lines that wait while a transaction is written; more are refused with 503.
  package static let batchesPendingMax = 64
  /// Batches in one transaction.
  package static let batchesPerCommitMax = 16
  /// Entries of a room's log that a start may read again since none of them had a line to be kept.
  package static let logEntriesUnsavedMax = 200
  /// Entries that stay in the log when nothing is kept: chat servers that are back from a pause read them.
  package static let logEntriesNeeded = 200
  /// How many more there may be before they are taken out.
  package static let logEntriesTrimmedMin = 100
  /// Lines purged in one step: a few milliseconds.
  package static let purgeLinesMax = 200
  /// Lines of an older version's file whose names are counted in one step: likewise.
  package static let visitLinesMax = 1_000
  /// Names of connections that are looked at for a person's history.
  package static let historyRowsMax = 10_000
  /// Pages of the index merged in one step, and free pages given back to the disk: likewise.
  package static let mergePages = 16
  package static let vacuumPages = 64
  /// From one look for lines that are too old to be kept to the next.
  package static let purgeInterval = Duration.seconds(3_600)
  /// Hidden lines that chat servers are told of, the newest: some 70 KB in the answer of `GET /config`.
  package static let hiddenToldMax = 1_000
  /// From a hidden line to the merge that takes its words out of the file, and those of all that were
  /// hidden meanwhile. With the merge, it has to be within a minute.
  package static let hidingsGatheredMax = Duration.seconds(20)
  /// Hidden lines that can be shown again; older ones stay hidden.
  package static let hiddenKeysMax = 10_000
  /// Lines being hidden or shown, one after the other; more are refused with 503.
  package static let hidingsPendingMax = 64
  /// Lines that a start looks at for one that is only half hidden.
  package static let rehiddenMax = 100
  /// Bytes in the name of whoever said something, and in an origin.
  package static let messageNameBytesMax = 128
  package static let originBytesMax = 160
  /// Origins that are remembered however long they are silent: a chat server that starts anew each day
  /// needs 27 years for them.
  package static let originsKeptMax = 10_000
  /// Origins whose names are kept in memory.
  package static let originNamesMax = 1_024
  /// Programs that follow the transcript at once.
  package static let messageStreamsMax = 64
  /// Changes that wait while a transaction is written; more are refused with 503.
  package static let changesPendingMax = 1_024
  /// Changes in one transaction: at most about 3 MiB per fsync.
  package static let changesPerCommitMax = 256
  /// Bytes written to test whether the disk has room again: more than the largest transaction.
  package static let probeBytes = 4_194_304
  /// Pages that SQLite may keep in its cache during that test.
  static let probeCachePages = 16
  /// SQLite's default, given here since a probe has to restore it.
  static let databaseCacheKiB = 2_000
  /// From a change to the checkpoint of the write-ahead log. SQLite itself runs one only after
  /// 1,000 pages, which a quiet API may not write in months.
  package static let checkpointDelay = Duration.seconds(60)
  /// Lines in a piece of an export: the longest ones fit into what a reader may leave unread.
  package static let exportLinesMax = 256
  /// Bytes of a file that is sent in pieces: a backup, an export.
  package static let downloadPieceBytes = 131_072
  /// Copies of one database on the disk at once, each for as long as somebody reads it.
  package static let backupsMax = 2
  /// How long that may take: this, and a second more for each `backupBytesPerSecondMin`.
  package static let backupTimeMax = Duration.seconds(600)
  package static let backupBytesPerSecondMin = 262_144
  /// Bytes of a transcript that is checked in one go at the start; a larger one in parts.
  package static let checkedAtOnceBytesMax = 67_108_864
  /// Lines, or as many rows of the index, in such a part: a few milliseconds.
  package static let checkRows = 500
  /// How long a start waits for another process to let go of the database.
  package static let databaseBusyMillisecondsMax: CInt = 2_000
  /// Chat servers known at once, live or lately gone.
  package static let serversMax = 256
  /// How long a server whose lease ran out stays in the list, so that an admin sees what died.
  package static let serverGoneMax = Duration.seconds(3_600)
  /// Long polls held at once for one topic. There are two topics and 1,024 connections: half of
  /// them stay free for everybody else.
  package static let waitersMax = 256
  /// Events in an answer when the caller does not say how many.
  package static let eventsPageDefault = 50
  /// Events that are looked at in one go by who looks for words: some 20 ms.
  package static let eventsScanMax = 5_000
  /// Events in a piece of an export.
  package static let exportEventsMax = 500
  /// What an event can be about, as it is looked for.
  package static let eventTargetCharactersMax = 256
  /// Bytes of text in a page of events, unless a single event has more: 1,024 clients that do not
  /// read their pages hold 256 MiB at most, not 6 GiB.
  package static let eventsPageBytesMax = 262_144
  /// Largest count a chat server may report: sums over all servers stay far from overflow.
  package static let reportedCountMax = 1_000_000_000_000
  /// Bytes in the version a chat server reports.
  package static let versionBytesMax = 64
  /// Bytes in the URL it reports: a host name of 253 bytes fits.
  package static let urlBytesMax = 270
  /// How long a chat server may take to send its roster; an admin waits for it.
  package static let rosterWaitMax = Duration.seconds(2)
  /// Bytes of a roster: 200 members of 1 KiB each, which is far more than they need.
  package static let rosterBytesMax = 262_144
  /// Rosters asked for at once, each with a connection of its own.
  package static let rostersMax = 32
  /// How long a chat server may take to carry out an order; an admin waits for it.
  package static let orderWaitMax = Duration.seconds(2)
  /// Bytes of its answer, which is short.
  package static let orderAnswerBytesMax = 16_384
  /// Orders being given at once, each to one chat server, or to all of them.
  package static let ordersUnderWayMax = 32
  /// Of one bulk, so that others can give orders meanwhile.
  package static let bulkUnderWayMax = 8
  /// Announcements waiting for chat servers that cannot be asked, and as many other orders; more
  /// are refused with 503. Together at most about 300 KiB in the answer of `GET /config`, or 1.5 MiB where
  /// they say held lines of full length.
  package static let ordersWaitingMax = 128
  /// Bans and mutes that are over, the last that ended: some 3 MB. No older ones than days in a year.
  package static let endedMax = 10_000
  package static let endedDaysMax = 365
  /// Lines that were released or dropped and are remembered, since they may be sent again: ten times what
  /// a chat server keeps for that.
  package static let heldEndedMax = 1_000
  /// Bytes of text in a page of held lines, unless the first has more.
  package static let heldPageBytesMax = 262_144
  /// Expired bans deleted at once: they leave room for other waiting changes.
  package static let bansExpiringMax = 128
  /// How long to wait before retrying a write that failed.
  package static let expiryRetryDelay = Duration.seconds(60)
  /// The largest seq or id: the largest integer that every JSON reader takes exactly (RFC 8259 §6).
  package static let seqMax = 9_007_199_254_740_991
  /// Answers kept for changes with an `Idempotency-Key`; the oldest are evicted. About 4 MB.
  package static let idempotencyKeysMax = 4_096
  /// How long they are kept, longer than any client tries again by itself.
  package static let idempotencyTimeMax = Duration.seconds(3_600)
  /// Bytes in such a key; a UUID has 36.
  package static let idempotencyKeyBytesMax = 255
  /// Characters in the peer of a login: an address with its port, and what a proxy adds.
  package static let peerCharactersMax = 128
  /// What a bot may say: a full post at once, and a line a second in the long run.
  package static let botRate = Rate(burst: Limits.botLinesMax, every: .seconds(1))
  /// Random bytes in a token, whosever it is.
  package static let tokenBytes = 32
  /// When tokens were last used is on disk this much later: one write for all of a kind.
  package static let tokenUseDelay = Duration.seconds(60)
  /// Sessions at once; then the one that was not used for longest makes room.
  package static let sessionsMax = 64
  /// Passwords being hashed or waiting for it, some 20 ms each; more are refused with 503.
  package static let passwordsPendingMax = 16
  /// Wrong passwords: so many at once, then one a second in the long run. The dashboard, which knows who
  /// tries, lets fewer through; this is for what comes by other ways.
  package static let wrongPasswordRate = Rate(burst: 60, every: .seconds(1))
  /// Characters in what is tried as a code for the prompt of a chat.
  package static let codeCharactersMax = 64
  /// How long such a code is good.
  package static let codeTimeMax = Duration.seconds(300)
  /// Wrong codes likewise: 1.4e23 are possible. Chat servers, which know who tries, let fewer through.
  package static let wrongCodeRate = Rate(burst: 30, every: .seconds(2))
  /// How long a chat server may take to say what a bot says; the bot waits for it.
  package static let sayWaitMax = Duration.seconds(2)
  /// How long to look for the first chat server that says it.
  package static let sayTimeMax = Duration.seconds(8)
  /// Bytes of its answer, which is short.
  package static let sayAnswerBytesMax = 16_384
  /// Posts of bots under way at once.
  package static let saysUnderWayMax = 32
}
