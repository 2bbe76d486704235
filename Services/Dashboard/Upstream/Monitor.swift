package import TinyReactor
import Wire

/// Keeps the snapshot current: on demand for each page, and by itself while somebody watches.
///
/// Watching costs one poll of the counts every `pollInterval` and one long poll on the events,
/// however many watch. With nobody watching there are no timers and no requests.
package final class Monitor {
  /// Polls of the counts start so far apart: people see a number move soon enough.
  package static let pollInterval = Duration.seconds(2)
  /// Between two long polls: a burst of events becomes a few updates a second.
  package static let followPause = Duration.milliseconds(200)

  package private(set) var snapshot = Snapshot()
  private let clock: any ReactorTime
  private let api: APIClient
  private let timeOfDay: () -> String
  private let reportOutage: (Snapshot.Outage?) -> Void
  private var watch: Watch?
  private var isRefreshing = false
  private var waiting: [Deferred<Reading>] = []

  /// `timeOfDay` is RFC 3339 in UTC; `reportOutage` is called when the API goes and comes back.
  package init(
    on clock: any ReactorTime, api: APIClient, timeOfDay: @escaping () -> String,
    reportOutage: @escaping (Snapshot.Outage?) -> Void = { _ in }
  ) {
    self.clock = clock
    self.api = api
    self.timeOfDay = timeOfDay
    self.reportOutage = reportOutage
  }

  /// Asks the API for everything and takes in what came back, within twice
  /// `APIClient.answerTimeMax`; the reading says what is new. Never fails.
  ///
  /// Callers who come while a reading is under way share the next one: it is asked for after they
  /// came, so nobody is shown the state before their own change. A crowd of pages costs two
  /// readings.
  package func refresh() -> Deferred<Reading> {
    let answer = Deferred<Reading>()
    waiting.append(answer)
    if !isRefreshing { refreshForAll() }
    return answer
  }

  private func refreshForAll() {
    var served = waiting
    waiting = []
    isRefreshing = true
    api.readAll(at: clock.now).addCallback { reading -> Void in
      self.isRefreshing = false
      self.take(reading)
      if reading.isEmpty {
        // Asking again would only make them wait twice as long for the same.
        served += self.waiting
        self.waiting = []
      }
      if !self.waiting.isEmpty { self.refreshForAll() }
      for answer in served { answer.callback(reading) }
    }
  }

  package var isWatching: Bool { watch != nil }

  /// Calls `changed` after every reading until `stopWatching`; the first comes at once.
  package func startWatching(_ changed: @escaping () -> Void) {
    precondition(watch == nil, "one watch is shared by all viewers")
    let watch = Watch(changed)
    self.watch = watch
    let polling = LoopingCall(on: clock) { [weak self, weak watch] in
      watch.flatMap { self?.poll($0) }
    }
    watch.polling = polling
    _ = polling.start(every: Self.pollInterval)
  }

  package func stopWatching() {
    watch?.polling?.stop()
    watch?.pause?.cancelIfActive()
    let following = watch?.following
    watch = nil
    following?.cancel()
  }

  /// After a failure everything is asked for: nobody knows what was missed meanwhile.
  private func poll(_ watch: Watch) -> Deferred<Void> {
    let isCurrent = watch.isFollowing && snapshot.outage == nil
    let reading = isCurrent ? api.readCounts(at: clock.now) : api.readAll(at: clock.now)
    return reading.addCallback { reading -> Void in
      self.take(reading)
      guard self.watch === watch else { return }
      watch.changed()
      guard self.watch === watch else { return }  // its last viewer has just left
      if reading.failure == nil { self.follow(watch) }
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

  private func take(_ reading: Reading) {
    let wasAway = snapshot.outage != nil
    snapshot.take(reading, time: timeOfDay())
    if wasAway != (snapshot.outage != nil) { reportOutage(snapshot.outage) }
  }
}

/// One stretch of watching, from the first viewer to the last.
private final class Watch {
  let changed: () -> Void
  /// A long poll is open, or its answer is being handled.
  var isFollowing = false
  var following: Deferred<[Event]>?
  var polling: LoopingCall?
  var pause: DelayedCall?

  init(_ changed: @escaping () -> Void) {
    self.changed = changed
  }
}
