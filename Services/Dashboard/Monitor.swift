package import TinyReactor
import Wire

/// Keeps the snapshot: refreshed on demand for each page, and by itself while somebody watches.
///
/// Watching costs one poll of the counts every `pollInterval` and one long poll on the events,
/// however many watch. With nobody watching there are no timers and no requests.
package final class Monitor {
  /// Between two polls of the counts: people see a number move soon enough.
  package static let pollInterval = Duration.seconds(2)
  /// Between two long polls: a burst of events becomes a few updates a second.
  package static let followPause = Duration.milliseconds(200)

  package private(set) var snapshot = Snapshot()
  private let clock: any ReactorTime
  private let api: APIClient
  private let timeOfDay: () -> String
  private let reportOutage: (Snapshot.Outage?) -> Void
  private var watch: Watch?

  /// `timeOfDay` is RFC 3339 in UTC; `reportOutage` hears when the API goes away and comes back.
  package init(
    on clock: any ReactorTime, api: APIClient, timeOfDay: @escaping () -> String,
    reportOutage: @escaping (Snapshot.Outage?) -> Void = { _ in }
  ) {
    self.clock = clock
    self.api = api
    self.timeOfDay = timeOfDay
    self.reportOutage = reportOutage
  }

  /// Asks the API everything and takes in what came back, within `APIClient.answerTimeMax`; the
  /// reading says which of it is new. Never fails.
  package func refresh() -> Deferred<Reading> {
    api.readAll(at: clock.now).addCallback { self.take($0) }
  }

  package var isWatching: Bool { watch != nil }

  /// Calls `changed` after every reading until `stopWatching`; the first comes at once.
  package func startWatching(_ changed: @escaping () -> Void) {
    precondition(watch == nil, "one watch is shared by all viewers")
    let watch = Watch(changed)
    self.watch = watch
    poll(watch)
  }

  package func stopWatching() {
    watch?.timer?.cancelIfActive()
    watch?.pause?.cancelIfActive()
    let following = watch?.following
    watch = nil
    following?.cancel()
  }

  /// After a failure everything is asked: who knows what was missed meanwhile.
  private func poll(_ watch: Watch) {
    let isCurrent = watch.isFollowing && snapshot.outage == nil
    let reading = isCurrent ? api.readCounts(at: clock.now) : api.readAll(at: clock.now)
    reading.addCallback { reading -> Void in
      self.take(reading)
      guard self.watch === watch else { return }
      watch.changed()
      guard self.watch === watch else { return }  // its last viewer has just left
      if reading.failure == nil { self.follow(watch) }
      watch.timer = self.clock.callLater(Self.pollInterval) { self.poll(watch) }
    }
  }

  /// Holds the one long poll. When it fails, the next poll that succeeds begins another.
  private func follow(_ watch: Watch) {
    guard !watch.isFollowing else { return }
    watch.isFollowing = true
    let following = api.follow(after: snapshot.events?.first?.seq ?? 0)
    watch.following = following
    following.addBoth { result -> Void in
      watch.following = nil
      guard self.watch === watch else { return }
      switch result {
      case .failure: watch.isFollowing = false
      case .success(let news): self.digest(news.count, watch)
      }
    }
  }

  private func digest(_ newsCount: Int, _ watch: Watch) {
    guard newsCount > 0 else { return followAgain(watch) }
    refresh().addCallback { _ -> Void in
      guard self.watch === watch else { return }
      watch.changed()
      self.followAgain(watch)
    }
  }

  private func followAgain(_ watch: Watch) {
    guard self.watch === watch else { return }
    watch.pause = clock.callLater(Self.followPause) {
      watch.isFollowing = false
      self.follow(watch)
    }
  }

  @discardableResult
  private func take(_ reading: Reading) -> Reading {
    let wasAway = snapshot.outage != nil
    snapshot.take(reading, time: timeOfDay())
    if wasAway != (snapshot.outage != nil) { reportOutage(snapshot.outage) }
    return reading
  }
}

/// One stretch of watching, from the first viewer to the last.
private final class Watch {
  let changed: () -> Void
  /// A long poll is held, or its answer is being digested.
  var isFollowing = false
  var following: Deferred<[Event]>?
  var timer: DelayedCall?
  var pause: DelayedCall?

  init(_ changed: @escaping () -> Void) {
    self.changed = changed
  }
}
