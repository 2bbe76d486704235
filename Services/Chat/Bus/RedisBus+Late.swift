import TinyReactor

/// What was said on another server while that was an island. It comes piece by piece, among what is
/// said now; all of it together is shown as little as what we have missed ourselves.
extension RedisBus {
  /// What is told piece by piece has one head.
  private static let lateHeadPause = Duration.seconds(5)
  private static let latePause = Duration.milliseconds(200)

  func take(late line: History.Line) {
    let now = clock.now
    if late.isEmpty {
      if lastLate.map({ now - $0 > Self.lateHeadPause }) ?? true { lateShown = 0 }
      late = PastLines(shownMax: PastLines.shownMax - lateShown)
    }
    lastLate = now
    late.append(line)
    showLateSoon(Self.latePause)
  }

  private func showLateSoon(_ pause: Duration) {
    guard lateCall == nil else { return }
    lateCall = clock.callLater(pause) { [weak self] in
      guard let self else { return }
      lateCall = nil
      showLate()
      tellOfMoreLate()
    }
  }

  /// Shows what there is.
  func showLate() {
    guard !late.isEmpty else { return }
    let isFirst = lateShown == 0
    room.show(
      past: late, after: isFirst ? ["said while a server was out of reach (times in UTC):"] : [])
    lateShown += late.first.count
    lateRest += late.rest
    late = PastLines()
  }

  /// How many were not shown, when no more of them come.
  private func tellOfMoreLate() {
    guard lateRest > 0 else { return }
    let quiet = lastLate.map { clock.now - $0 } ?? Self.latePause
    guard quiet >= Self.latePause else { return showLateSoon(Self.latePause - quiet) }
    for notice in Self.more(lateRest) { room.show(.notice(notice)) }
    lateRest = 0
  }
}
