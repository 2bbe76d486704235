import ServiceKit

extension Metrics {
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
}
