import ServiceKit
import TinyHTTP
package import TinyReactor
import Wire

/// Hands what is said over to the API, in batches, each until it is acknowledged.
///
/// Lines have running numbers, so the API skips what comes again and sees what is missing. While it
/// is away, lines are kept up to a limit, then the oldest go. One request is under way at a time.
package final class TranscriptOutbox {
  /// From a line to the request that hands it over; with its way to the API, a quarter of a second.
  package static let pause = Duration.milliseconds(200)
  package static let deadline = Duration.seconds(10)
  /// How long a goodbye may take.
  package static let goodbyeMax = Duration.seconds(2)
  /// Lines kept at most, and the bytes that they take.
  package static let linesMax = 10_000
  package static let bytesMax = 4_194_304
  private let clock: any ReactorTime
  private let api: APILink
  private let room: String
  /// This process, as the API knows it.
  package let origin: String
  private var queue = BatchQueue()
  /// What is said is kept; false: it is not. Until the API says so, it may be.
  package var isKept = true {
    didSet { if !isKept { forget() } }
  }

  // Figures for the metrics.
  /// Lines that wait to be handed over.
  package var lines: Int { queue.lines }
  package private(set) var handedOver = 0
  package private(set) var resends = 0
  /// Lines that went since there were too many.
  package private(set) var dropped = 0
  /// Those that nobody has been told of.
  private var newlyDropped = 0

  private var isSending = false {
    didSet { queue.isFirstUnderWay = isSending }
  }
  private var attempts = 0
  private var backoff = Backoff()
  private var nextCall: DelayedCall?
  /// The next call is not to come earlier: a batch is full, or an attempt has failed.
  private var isDue = false
  private var goodbye: Deferred<Void>?

  package init(on clock: any ReactorTime, _ api: APILink, room: String, origin: String) {
    self.clock = clock
    self.api = api
    self.room = room
    self.origin = origin
  }

  /// Takes a line that everybody was shown; returns its number, nil when it is not kept.
  package func add(_ line: ShownLine) -> Int? {
    guard isKept else { return nil }
    let number = queue.append(line, at: clock.now)
    if queue.isTooLong { dropOldest() }
    if !isSending, nextCall == nil || (!isDue && queue.isFirstFull) { sendLater() }
    return number
  }

  /// Hands over what is left; fires when that is done, or cannot be done in time.
  package func finish() -> Deferred<Void> {
    let done = Deferred<Void>()
    goodbye = done
    nextCall.take()?.cancelIfActive()
    if !isSending { send() }
    return done.addTimeout(Self.goodbyeMax, on: clock).addErrback { [self] _ in
      api.log.warning("lines were not handed over", ["lines": lines])
    }
  }

  // MARK: - Sending

  /// When the first batch is due; at once when it is full.
  private func sendLater(after pause: Duration? = nil) {
    nextCall.take()?.cancelIfActive()
    guard let first = queue.first else { return }
    isDue = first.isFull || pause != nil
    let due = first.isFull ? .zero : first.since + Self.pause - clock.now
    nextCall = clock.callLater(max(.zero, pause ?? due)) { [weak self] in
      self?.nextCall = nil
      self?.send()
    }
  }

  private func send() {
    guard let batch = queue.first else {
      goodbye.take()?.callback(())
      return
    }
    isSending = true
    if attempts > 0 { resends += batch.lines.count }
    attempts += 1
    let request = HTTPRequest(
      .post, "/messages", fields: HTTPFields([("Content-Type", "application/json")]),
      body: batch.body(room: room, origin: origin))
    api.ask(request, deadline: Self.deadline) {
      try JSON.decode(MessageReceipt.self, from: $0.body)
    }
    .addCallbacks(
      { [self] _ in
        handedOver += batch.lines.count
        backoff.reset()
        if newlyDropped > 0 {
          api.log.warning("lines were dropped while the api was away", ["lines": newlyDropped])
          newlyDropped = 0
        }
        sent()
        next()
      },
      { [self] error in
        isSending = false
        if let problem = error as? APIProblem, isFutile(problem) {
          // It would be refused for ever, and all that is said later with it.
          api.log.error("lines refused", ["lines": batch.lines.count, "problem": "\(problem)"])
          sent()
          next()
        } else {
          sendLater(after: goodbye == nil ? backoff.next() : Backoff.first)
        }
      })
  }

  private func sent() {
    isSending = false
    attempts = 0
    queue.removeFirst()
  }

  private func next() {
    if goodbye != nil { send() } else { sendLater() }
  }

  private func dropOldest() {
    let lines = queue.dropOldest()
    dropped += lines
    newlyDropped += lines
    if lines > 0, !isSending { attempts = 0 }
  }

  /// Nothing is to be kept: what waits need not be handed over. But what was sent may be there
  /// already: it is sent until that is known.
  private func forget() {
    queue.forget(butSent: attempts > 0)
    if queue.isEmpty { nextCall.take()?.cancelIfActive() }
  }

  /// Whether sending it again does not help: what was sent is at fault, or the API is one that keeps
  /// nothing.
  private func isFutile(_ problem: APIProblem) -> Bool {
    [400, 413, 415, 422].contains(problem.status) || (!isKept && problem.status == 404)
  }
}
