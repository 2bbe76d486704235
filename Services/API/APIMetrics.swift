import Service

extension Metrics {
  /// What the API counts, beside what every service does.
  func add(_ journal: Journal, _ presence: Presence, _ moderation: Moderation) {
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
      "netcatchat_database_write_seconds_total", help: "Time in transactions, fsync included."
    ) { journal.statistics.writeTime / .seconds(1) }
  }
}
