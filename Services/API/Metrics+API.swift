import ServiceKit

extension Metrics {
  /// Adds what bots do.
  func add(_ bots: Bots, _ speech: BotSpeech) {
    gauge("netcatchat_bots", help: "Programs that may talk.") { Double(bots.all.count) }
    counter("netcatchat_bot_lines_total", help: "Lines that bots said.") {
      Double(speech.linesSaid)
    }
  }

  /// Adds who logs in.
  func add(_ admins: Admins) {
    gauge("netcatchat_admins", help: "People who may log in.") { Double(admins.all.count) }
    gauge("netcatchat_sessions", help: "Sessions that have not ended.") {
      Double(admins.sessions.count)
    }
    counter("netcatchat_failed_logins_total", help: "Logins with a wrong name or password.") {
      Double(admins.failedLogins)
    }
    counter("netcatchat_password_hashes_total", help: "Passwords hashed, some 20 ms each.") {
      Double(admins.passwords.hashes)
    }
  }

  /// Adds the API's own metrics to those that every service has.
  func add(
    _ journal: Journal, _ presence: Presence, _ moderation: Moderation, _ access: AccessRules
  ) {
    gauge("netcatchat_users", help: "People in all rooms.") { Double(presence.users) }
    gauge("netcatchat_servers", help: "Chat servers whose lease runs.") {
      Double(presence.liveCount)
    }
    gauge(
      "netcatchat_waiters", help: "Long polls being held.", labels: ["topic": "config"]
    ) { Double(journal.configurationChanges.count) }
    gauge(
      "netcatchat_waiters", help: "Long polls being held.", labels: ["topic": "events"]
    ) { Double(journal.newEvents.count) }
    counter("netcatchat_events_total", help: "Events written.") {
      Double(journal.statistics.events)
    }
    counter("netcatchat_banner_changes_total", help: "Times the banner has changed.") {
      Double(journal.statistics.bannerChanges)
    }
    gauge("netcatchat_bans", help: "Bans in force.") { Double(moderation.bans.count) }
    counter(
      "netcatchat_orders_total", help: "Kicks, mutes, unmutes and announcements ordered."
    ) { Double(journal.statistics.orders) }
    counter("netcatchat_database_commits_total", help: "Transactions.") {
      Double(journal.statistics.commits)
    }
    counter(
      "netcatchat_database_failed_commits_total",
      help: "Transactions that could not be written; none of their changes is there."
    ) { Double(journal.statistics.failedCommits) }
    gauge("netcatchat_database_bytes", help: "The database's file, when last written or looked at.")
    { Double(journal.sizes.databaseBytes) }
    gauge("netcatchat_database_log_bytes", help: "The write-ahead log beside it.") {
      Double(journal.sizes.logBytes)
    }
    counter(
      "netcatchat_token_refusals_total", help: "Calls refused for want of the right API_TOKEN."
    ) { Double(access.tokenRefusals) }
    counter(
      "netcatchat_database_write_seconds_total", help: "Time in transactions, fsync included."
    ) { journal.statistics.writeTime / .seconds(1) }
  }

  /// Those of a room's log, which several chat servers share.
  func add(_ follower: LogFollower) {
    gauge("netcatchat_api_bus_up", help: "1 while the room's log can be read, else 0.") {
      follower.isUp ? 1 : 0
    }
    gauge(
      "netcatchat_api_bus_lag_entries",
      help: "Entries of the room's log that are not in the transcript, as far as is known."
    ) { Double(follower.lag) }
    let counters: [(String, String, (LogFollower.Statistics) -> Int)] = [
      ("entries_total", "Entries of the room's log that were read.", { $0.entries }),
      ("changed_total", "Times that it was another log than before.", { $0.changed }),
      ("missed_entries_total", "Entries that were gone before they were read.", { $0.missed }),
      ("refused_lines_total", "Lines in it that break the rules.", { $0.refused }),
    ]
    for (name, help, read) in counters {
      counter("netcatchat_api_bus_\(name)", help: help) { Double(read(follower.statistics)) }
    }
    counter("netcatchat_api_bus_trimmed_entries_total", help: "Entries taken out as too old.") {
      Double(follower.removed)
    }
  }

  /// Those of the transcript, and of who follows it.
  func add(_ transcript: Transcript, _ streams: MessageStreams) {
    gauge("netcatchat_message_streams", help: "Streams of lines that are open.") {
      Double(streams.count)
    }
    gauge("netcatchat_transcript_lines", help: "Lines that are kept.") { Double(transcript.lines) }
    gauge("netcatchat_transcript_bytes", help: "The transcript's file.") {
      Double(transcript.sizes.databaseBytes)
    }
    gauge("netcatchat_transcript_log_bytes", help: "The write-ahead log beside it.") {
      Double(transcript.sizes.logBytes)
    }
    gauge("netcatchat_retention_days", help: "Days for which lines are kept; 0: they are not.") {
      Double(transcript.retentionDays)
    }
    gauge(
      "netcatchat_waiters", help: "Long polls being held.", labels: ["topic": "messages"]
    ) { Double(transcript.newLines.count) }
    let counters: [(String, String, (Transcript.Statistics) -> Double)] = [
      ("batches_total", "Batches taken.", { Double($0.batches) }),
      ("lines_total", "Lines taken.", { Double($0.lines) }),
      ("resends_total", "Lines that came again, and were skipped.", { Double($0.repeated) }),
      ("gaps_total", "Times that lines were missing.", { Double($0.gaps) }),
      ("missing_lines_total", "Lines that never came.", { Double($0.missing) }),
      ("purged_lines_total", "Lines that were too old to be kept.", { Double($0.purged) }),
      ("failed_commits_total", "Transactions not written.", { Double($0.failedCommits) }),
      (
        "write_seconds_total", "Time in transactions, fsync included.",
        { $0.writeTime / .seconds(1) }
      ),
      ("purge_seconds_total", "Time spent on purging.", { $0.purgeTime / .seconds(1) }),
    ]
    for (name, help, read) in counters {
      counter("netcatchat_transcript_\(name)", help: help) { read(transcript.statistics) }
    }
  }
}
