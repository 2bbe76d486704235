package import TinyReactor
package import Wire

/// What one round of questions to the API brought: nil was not asked.
package struct Reading {
  package var users: Result<Int, APIFailure>?
  package var servers: Result<[ServerEntry], APIFailure>?
  package var banner: Result<String, APIFailure>?
  package var events: Result<[Event], APIFailure>?
  package var doorsOpen: Result<Bool, APIFailure>?
  package var historyLines: Result<Int, APIFailure>?
  /// When the questions left: what came back is at most this old.
  package let asked: Duration

  package init(asked: Duration) {
    self.asked = asked
  }

  /// The first thing that went wrong, if any; that we had too much to do only when nothing else did.
  package var failure: APIFailure? {
    failures.first { $0 != .busy } ?? failures.first
  }

  /// Nothing came back at all.
  package var isEmpty: Bool { failures.count == 6 }

  private var failures: [APIFailure] {
    func failure<Value>(_ result: Result<Value, APIFailure>?) -> APIFailure? {
      guard case .failure(let failure) = result else { return nil }
      return failure
    }
    return [
      failure(users), failure(servers), failure(banner), failure(events), failure(doorsOpen),
      failure(historyLines),
    ].compactMap { $0 }
  }
}

extension APIClient {
  /// The numbers that change all the time, asked at once.
  package func readCounts(at now: Duration) -> Deferred<Reading> {
    let gathering = Gathering(asked: now)
    gathering.add(users(), as: \.users)
    gathering.add(servers(), as: \.servers)
    return gathering.finish()
  }

  /// All a page shows, asked at once: it takes as long as the slowest answer. Never fails.
  package func readAll(at now: Duration) -> Deferred<Reading> {
    let gathering = Gathering(asked: now)
    gathering.add(users(), as: \.users)
    gathering.add(servers(), as: \.servers)
    gathering.add(banner(), as: \.banner)
    gathering.add(events(), as: \.events)
    gathering.add(doors(), as: \.doorsOpen)
    gathering.add(historyLines(), as: \.historyLines)
    return gathering.finish()
  }
}

/// Collects answers of different types into one `Reading`, whatever their order.
private final class Gathering {
  private var reading: Reading
  /// One more than the answers due, until `finish`: answers that are there at once fire nothing.
  private var due = 1
  private let done = Deferred<Reading>()

  init(asked: Duration) {
    reading = Reading(asked: asked)
  }

  func add<Value>(
    _ answer: Deferred<Value>, as part: WritableKeyPath<Reading, Result<Value, APIFailure>?>
  ) {
    due += 1
    answer.addBoth { result -> Void in
      self.reading[keyPath: part] = result.mapError(APIFailure.init)
      self.settle()
    }
  }

  func finish() -> Deferred<Reading> {
    settle()
    return done
  }

  private func settle() {
    due -= 1
    if due == 0 { done.callback(reading) }
  }
}
