/// Reports an event that may recur without filling the log: the first at once, then at most one
/// line per `interval`, with the newest event and how many it stands for.
///
/// For events that strangers can cause at will.
package final class RepeatedReport<Event> {
  package static var interval: Duration { .seconds(60) }

  private let say: (Event, Int?) -> Void
  private let clock: any ReactorTime
  private var pause: DelayedCall?
  private var newest: Event?
  private var unsaid = 0

  /// `say` writes one line: about an event that has just happened, or about the newest of so many
  /// in the last `interval`.
  package init(on clock: any ReactorTime, say: @escaping (Event, Int?) -> Void) {
    self.say = say
    self.clock = clock
  }

  deinit { pause?.cancelIfActive() }

  package func report(_ event: Event) {
    guard pause == nil else {
      newest = event
      unsaid += 1
      return
    }
    say(event, nil)
    beginPause()
  }

  private func beginPause() {
    pause = clock.callLater(Self.interval) { [weak self] in self?.endPause() }
  }

  private func endPause() {
    pause = nil
    guard let newest = newest.take() else { return }
    say(newest, unsaid)
    unsaid = 0
    beginPause()
  }
}

extension RepeatedReport where Event == String {
  /// Lines for the `ErrorLog`, each of which begins with `subject`.
  package convenience init(about subject: String, on clock: any ReactorTime) {
    let seconds = Self.interval.components.seconds
    self.init(on: clock) { line, count in
      let many = count.map { " (\($0) such in the last \(seconds) s)" } ?? ""
      ErrorLog.report("\(subject): \(line)\(many)")
    }
  }
}
