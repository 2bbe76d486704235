/// Says a thing that may happen again and again without filling the log: the first at once, then at
/// most one line every `interval`, the newest, with how many it stands for.
///
/// For what strangers can cause as often as they like.
package final class RepeatedReport {
  package static let interval = Duration.seconds(60)

  private let subject: String
  private let clock: any ReactorTime
  private var pause: DelayedCall?
  private var newest = ""
  private var unsaid = 0

  /// Each line begins with `subject`.
  package init(about subject: String, on clock: any ReactorTime) {
    self.subject = subject
    self.clock = clock
  }

  deinit { pause?.cancelIfActive() }

  package func report(_ line: String) {
    guard pause == nil else {
      newest = line
      unsaid += 1
      return
    }
    ErrorLog.report("\(subject): \(line)")
    beginPause()
  }

  private func beginPause() {
    pause = clock.callLater(RepeatedReport.interval) { [weak self] in self?.endPause() }
  }

  private func endPause() {
    pause = nil
    guard unsaid > 0 else { return }
    let interval = RepeatedReport.interval.components.seconds
    ErrorLog.report("\(subject): \(newest) (\(unsaid) such in the last \(interval) s)")
    unsaid = 0
    beginPause()
  }
}
