import ServiceKit
package import TinyReactor
package import Wire

/// How many were there and how much they said, minute by minute, for a week.
///
/// It counts while chat servers report, and writes each minute when that is over. Without reports it
/// has no timer, and the minute is left out.
package final class Samples {
  private let clock: any ReactorTime
  private let timeOfDay: () -> WallTime
  private let write: (Change.Sample) -> Void
  private let began: Duration
  /// By the minute, since 1970.
  private var known: [Int: Change.Sample] = [:]
  /// The minute that is being counted.
  private var current: Change.Sample?
  private var timer: DelayedCall?
  /// What each server has said of its lines last.
  private var counted: [String: ServerReport] = [:]

  /// `earlier` is what an earlier process has written; `write` keeps what this one counts.
  package init(
    on clock: any ReactorTime, earlier: [Change.Sample] = [],
    timeOfDay: @escaping () -> WallTime = WallTime.now, write: @escaping (Change.Sample) -> Void
  ) {
    self.clock = clock
    self.timeOfDay = timeOfDay
    self.write = write
    began = clock.now
    for sample in earlier { known[sample.minute] = sample }
  }

  /// A chat server has reported; `people` are those on all of them.
  package func see(_ id: String, _ report: ServerReport, people: Int) {
    let minute = minute
    if current?.minute != minute { finish() }
    var sample = current ?? Change.Sample(minute: minute, people: 0, lines: 0)
    sample.people = max(sample.people, people)
    sample.lines += lines(since: counted[id], report)
    current = sample
    if counted.count >= APILimits.serversMax, counted[id] == nil { counted = [:] }
    counted[id] = report
    armTimer()
  }

  /// What was said since the report before. Of a server that ran before us, nobody knows when.
  private func lines(since last: ServerReport?, _ report: ServerReport) -> Int {
    if let last, last.instance == report.instance, last.lines <= report.lines {
      return report.lines - last.lines
    }
    let isNew = Duration.seconds(report.uptime) <= clock.now - began
    return isNew ? report.lines : 0
  }

  /// Ends the minute that is being counted; also called before the database closes.
  package func finish() {
    timer.take()?.cancelIfActive()
    guard let sample = current.take() else { return }
    write(sample)
    var whole = sample
    if let earlier = known[sample.minute] {
      whole.people = max(earlier.people, sample.people)
      whole.lines += earlier.lines
    }
    known[sample.minute] = whole
    if known.count > Limits.samplesMax {
      known = known.filter { $0.key > sample.minute - Limits.samplesMax }
    }
  }

  /// The last `count` minutes that are over.
  package func list(_ count: Int) -> SampleList {
    // Its timer may be late, or just about to fire.
    if let current, current.minute < minute { finish() }
    let minutes = (minute - count)..<minute
    return SampleList(
      start: WallTime(seconds: minutes.lowerBound * 60).rfc3339,
      people: minutes.map { known[$0]?.people }, lines: minutes.map { known[$0]?.lines })
  }

  private var minute: Int { timeOfDay().seconds / 60 }

  private func armTimer() {
    guard timer == nil else { return }
    let rest = Duration.seconds(60) - (timeOfDay() - WallTime(seconds: minute * 60))
    timer = clock.callLater(rest) { [weak self] in
      self?.timer = nil
      self?.finish()
    }
  }
}
