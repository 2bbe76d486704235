package import TinyReactor
package import Wire

/// The last lines of the room that are known, and how that is going.
package struct RoomSnapshot {
  /// In the order they were said; nil before any contact.
  package internal(set) var lines: [Message]?
  /// Nil while the API answers.
  package internal(set) var outage: Snapshot.Outage?
  /// Nil while it is not known.
  package internal(set) var retentionDays: Int?

  package init() {}
}

/// Follows the room for all pages that are open: one long poll, however many watch, and none when
/// nobody does. It holds the last lines only; what a page missed beyond them it asks for itself.
package final class Transcript {
  package enum News {
    /// The lines that come after that id, in order.
    case lines(after: Int, [Message])
    /// A line was hidden, or is shown again.
    case changed(Message)
    /// Lines may have been removed: these are left of the last ones.
    case anew([Message])
    /// Whether the API answers.
    case state
  }

  /// Between two long polls: a busy room becomes a few updates a second.
  package static let followPause = Duration.milliseconds(200)
  /// After a failure.
  package static let retryPause = Duration.seconds(5)

  package private(set) var snapshot = RoomSnapshot()
  private let clock: any ReactorTime
  private let api: APIClient
  private let timeOfDay: () -> String
  private var watch: Watch?
  /// When the lines that are known were asked for.
  private var asked = Duration.zero
  private var refreshing: [Deferred<Void>]?
  /// The last event that was heard; nil before the first time.
  private var lastSeq: Int?

  package init(
    on clock: any ReactorTime, api: APIClient, timeOfDay: @escaping () -> String
  ) {
    self.clock = clock
    self.api = api
    self.timeOfDay = timeOfDay
  }

  package var isWatching: Bool { watch != nil }

  /// The newest line that is known; 0 when there is none.
  private var last: Int { snapshot.lines?.last?.id ?? 0 }

  /// Asks for the last lines. Who comes while that is under way shares it. Never fails.
  package func refresh() -> Deferred<Void> {
    let answer = Deferred<Void>()
    guard refreshing == nil else {
      refreshing?.append(answer)
      return answer
    }
    refreshing = [answer]
    let asked = clock.now
    api.room(RoomQuery()).addBoth { result -> Void in
      self.take(result.mapError(APIFailure.init), asked: asked)
      let waiting = self.refreshing.take() ?? []
      for answer in waiting { answer.callback(()) }
    }
    return answer
  }

  /// Asks how long lines are kept. Never fails.
  package func refreshRetention() -> Deferred<Void> {
    api.retentionDays().addBoth { days -> Void in
      if case .success(let days) = days { self.snapshot.retentionDays = days }
    }
  }

  /// Takes in what a page has asked for, and when: the last lines, or why there are none.
  package func take(_ result: Result<RoomView, APIFailure>, asked: Duration) {
    switch result {
    case .success(let view):
      snapshot.outage = nil
      if asked >= self.asked { know(view.lines, asked: asked) }  // else it was overtaken
    case .failure(let failure): miss(failure)
    }
  }

  private func know(_ lines: [Message], asked: Duration) {
    snapshot.lines = lines
    self.asked = asked
  }

  private func miss(_ failure: APIFailure) {
    if failure == .busy { return }  // says something about us
    snapshot.outage = Snapshot.Outage(
      since: snapshot.outage?.since ?? timeOfDay(), failure: failure)
  }

  // MARK: Watching

  /// Tells all news until `stopWatching`; the lines that there are come first.
  package func startWatching(_ tell: @escaping (News) -> Void) {
    precondition(watch == nil, "one watch is shared by all viewers")
    let watch = Watch(tell)
    self.watch = watch
    begin(watch)
  }

  package func stopWatching() {
    watch?.pause?.cancelIfActive()
    let following = watch?.following
    watch = nil
    lastSeq = nil
    following?.cancel()
  }

  /// Also after a failure: it has to be seen at once that the API is back, and it may be another
  /// one, with a transcript that was restored and ends earlier.
  private func begin(_ watch: Watch) {
    let before = snapshot.outage
    refresh().addCallback { _ -> Void in
      guard self.watch === watch else { return }
      if self.snapshot.outage != before { watch.tell(.state) }
      guard self.snapshot.outage == nil, let lines = self.snapshot.lines else {
        return self.later(Self.retryPause, watch) { self.begin(watch) }
      }
      let isRestored = self.last < watch.last
      watch.last = self.last
      watch.tell(isRestored ? .anew(lines) : .lines(after: Self.start(of: lines), lines))
      self.follow(watch)
    }
  }

  /// The id just before these lines.
  package static func start(of lines: [Message]) -> Int { (lines.first?.id ?? 1) - 1 }

  private func follow(_ watch: Watch) {
    guard self.watch === watch else { return }
    let after = watch.last
    let following = api.followRoom(after: after)
    watch.following = following
    following.addBoth { result -> Void in
      watch.following = nil
      guard self.watch === watch else { return }
      switch result {
      case .failure(let error):
        let before = self.snapshot.outage
        self.miss(APIFailure(error))
        if self.snapshot.outage != before { watch.tell(.state) }
        self.later(Self.retryPause, watch) { self.begin(watch) }
      case .success(let news):
        self.snapshot.outage = nil
        self.append(news, after: after, watch)
        self.later(Self.followPause, watch) { self.follow(watch) }
      }
    }
  }

  private func append(_ news: [Message], after: Int, _ watch: Watch) {
    guard let newest = news.last?.id, newest > after else { return }
    watch.last = newest
    // A page may have asked for some of them meanwhile.
    let unknown = news.filter { $0.id > last }
    know(((snapshot.lines ?? []) + unknown).suffix(APIClient.linesShown), asked: clock.now)
    watch.tell(.lines(after: after, news))
  }

  private func later(_ delay: Duration, _ watch: Watch, _ call: @escaping () -> Void) {
    watch.pause = clock.callLater(delay) { if self.watch === watch { call() } }
  }

  // MARK: What happens to lines

  /// Hears of lines that were hidden, shown or removed; `events` are the last ones, newest first.
  package func hear(_ events: [Event]) {
    let known = lastSeq
    lastSeq = events.first?.seq ?? 0
    guard let known, let watch else { return }
    for event in events.prefix(while: { $0.seq > known }).reversed() {
      switch EventAction(rawValue: event.action) {
      case .messageHidden, .messageShown:
        if let id = Int(event.target) { look(at: id, watch) }
      case .retentionChanged: lookAnew(watch)
      default: break
      }
    }
  }

  private func look(at id: Int, _ watch: Watch) {
    api.room(RoomQuery(.after(id - 1)), limit: 1).addCallbacks(
      { view -> Void in
        guard self.watch === watch, let line = view.lines.first, line.id == id else { return }
        if let place = self.snapshot.lines?.firstIndex(where: { $0.id == id }) {
          self.snapshot.lines?[place] = line
        }
        watch.tell(.changed(line))
      },
      { _ -> Void in })  // a page that is loaded again asks anew
  }

  private func lookAnew(_ watch: Watch) {
    refreshRetention().addCallback { _ in self.api.room(RoomQuery()) }.addCallbacks(
      { view -> Void in
        guard self.watch === watch else { return }
        self.know(view.lines, asked: self.clock.now)
        watch.tell(.anew(view.lines))
      },
      { _ -> Void in })
  }
}

/// One stretch of watching, from the first viewer to the last.
private final class Watch {
  let tell: (Transcript.News) -> Void
  /// The last line that was told.
  var last = 0
  var following: Deferred<[Message]>?
  var pause: DelayedCall?

  init(_ tell: @escaping (Transcript.News) -> Void) {
    self.tell = tell
  }
}
