package import TinyHTTP
package import Wire

/// The audit log, a page at a time, the newest first.
package struct LogPage {
  /// Events on one page.
  package static let eventsShown = 50

  private let events: Result<[Event], APIFailure>
  /// All events on this page are older than this seq; nil for the newest page.
  private let before: Int?
  /// RFC 3339, UTC.
  private let timeOfDay: String

  /// `events` are newest first.
  package init(_ events: Result<[Event], APIFailure>, before: Int?, timeOfDay: String) {
    self.events = events
    self.before = before
    self.timeOfDay = timeOfDay
  }

  /// Only the newest page changes.
  package var script: HTML { before == nil ? LiveUpdates.script : "" }

  package var html: HTML {
    """
    \(LiveUpdates.connection)
    <section aria-labelledby="log-title">
    <h2 id="log-title">Log</h2><small>Who did what, the newest first. Times are UTC.</small>
    \(LiveUpdates.part("list", content))
    </section>
    """
  }

  private var content: HTML {
    switch events {
    case .failure(let failure): return failure.notice
    case .success(let events) where events.isEmpty:
      let nothing: HTML = before == nil ? "Nothing has happened yet." : "There is nothing older."
      return "<p class=\"none\">\(nothing)</p>\(pager([]))"
    case .success(let events):
      return "\(EventWords.list(events, today: timeOfDay))\(pager(events))"
    }
  }

  private func pager(_ events: [Event]) -> HTML {
    let oldest = events.last?.seq ?? 1
    return Pager.html([
      ("Newest", before == nil ? nil : "/log"),
      ("Older", oldest > 1 ? "/log?before=\(oldest)" : nil),
    ])
  }
}
