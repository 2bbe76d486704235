import RoomLog
package import ServiceKit
package import Wire

extension RedisBus {
  /// What the API is told of it.
  package var report: BusReport { BusReport(state: state, lag: lag, unsent: unsentLines) }

  /// What /readyz adds: people can talk, and the other servers do not hear them.
  package var readinessNote: String? {
    switch state {
    case .inStep: nil
    case .starting: watch.problem ?? "the log of the room is not read yet"
    case .island: "an island: \(watch.problem ?? "the log of the room does not answer in time")"
    }
  }

  package func addMetrics(to metrics: Metrics) {
    for state in BusReport.State.allCases {
      metrics.gauge(
        "chat_bus_state", help: "1 for how it stands with the other servers.",
        labels: ["state": state.rawValue]
      ) { [self] in self.state == state ? 1 : 0 }
    }
    metrics.counter(
      "chat_bus_entries_total", help: "Entries of the room's log.", labels: ["way": "read"]
    ) { [self] in Double(entriesRead) }
    metrics.counter(
      "chat_bus_entries_total", help: "Entries of the room's log.", labels: ["way": "sent"]
    ) { [self] in Double(entriesSent) }
    metrics.counter(
      "chat_bus_ack_seconds_total", help: "Time until entries were acknowledged, in sum."
    ) { [self] in ackSeconds }
    metrics.gauge("chat_bus_lag_entries", help: "Entries that are known and not read yet.") {
      [self] in Double(lag)
    }
    metrics.gauge("chat_bus_outbox_lines", help: "Lines that wait to get into the log.") {
      [self] in Double(unsentLines)
    }
    metrics.counter("chat_bus_resends_total", help: "Entries that were sent once more.") {
      [self] in Double(resends)
    }
    metrics.counter(
      "chat_bus_missed_entries_total", help: "Entries that were gone before they were read."
    ) { [self] in Double(missedEntries) }
    metrics.counter(
      "chat_bus_dropped_lines_total", help: "Lines dropped: the log was away for too long."
    ) { [self] in Double(droppedLines) }
    metrics.counter("chat_bus_changes_total", help: "Times that the log was another one.") {
      [self] in Double(changes)
    }
    metrics.counter("chat_bus_islands_total", help: "Times that the log was out of reach.") {
      [self] in Double(islands)
    }
    metrics.gauge("chat_neighbours", help: "People on the room's other servers.") {
      [self] in Double(room.headcount - room.members.count)
    }
  }
}
