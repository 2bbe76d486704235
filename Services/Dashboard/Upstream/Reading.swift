package import TinyReactor
package import Wire

/// The results of one round of requests to the API; nil where none was made.
package struct Reading {
  package var users: Result<Int, APIFailure>?
  package var servers: Result<[ServerEntry], APIFailure>?
  package var banner: Result<String, APIFailure>?
  package var events: Result<[Event], APIFailure>?
  /// Without the word: all who look share it.
  package var doors: Result<Doors, APIFailure>?
  /// Nil inside when the API is older than the question.
  package var rules: Result<RoomRules?, APIFailure>?
  package var historyLines: Result<Int, APIFailure>?
  /// Nil inside when the API is older than the question.
  package var status: Result<APIStatus?, APIFailure>?
  /// When the requests were sent: the results are at most this old.
  package let asked: Duration

  package init(asked: Duration) {
    self.asked = asked
  }

  /// The first thing that went wrong, if any; `.busy` only when nothing else did.
  package var failure: APIFailure? {
    failures.first { $0 != .busy } ?? failures.first
  }

  /// Nothing came back at all.
  package var isEmpty: Bool { failures.count == 8 }

  private var failures: [APIFailure] {
    func failure<Value>(_ result: Result<Value, APIFailure>?) -> APIFailure? {
      guard case .failure(let failure) = result else { return nil }
      return failure
    }
    return [
      failure(users), failure(servers), failure(banner), failure(events), failure(doors),
      failure(rules), failure(historyLines), failure(status),
    ].compactMap { $0 }
  }
}

extension APIClient {
  /// The numbers that change all the time, and how the API is, asked for together.
  package func readCounts(at now: Duration) -> Deferred<Reading> {
    let reading = Gathering(asked: now)
    return reading.gather([
      reading.take(users(), as: \.users),
      reading.take(servers(), as: \.servers),
      reading.take(status(), as: \.status),
    ])
  }

  /// All that a page shows, asked for together: it takes as long as the slowest answer. Never
  /// fails.
  package func readAll(at now: Duration) -> Deferred<Reading> {
    let reading = Gathering(asked: now)
    return reading.gather([
      reading.take(users(), as: \.users),
      reading.take(servers(), as: \.servers),
      reading.take(banner(), as: \.banner),
      reading.take(events(), as: \.events),
      reading.take(doorState(), as: \.doors),
      reading.take(knownRules(), as: \.rules),
      reading.take(historyLines(), as: \.historyLines),
      reading.take(status(), as: \.status),
    ])
  }

  private func doorState() -> Deferred<Doors> {
    doors().addCallback { Doors(open: $0.open, keyed: $0.keyed) }
  }

  private func knownRules() -> Deferred<RoomRules?> {
    rules().addCallbacks({ .some($0) }, Self.nothingIfOlder)
  }
}

/// Puts answers of different types into one `Reading`, in whatever order they come.
private final class Gathering {
  private var reading: Reading

  init(asked: Duration) {
    reading = Reading(asked: asked)
  }

  /// Fires when the answer is in its place; never fails.
  func take<Value>(
    _ answer: Deferred<Value>, as part: WritableKeyPath<Reading, Result<Value, APIFailure>?>
  ) -> Deferred<Void> {
    answer.addBoth { result -> Void in
      self.reading[keyPath: part] = result.mapError(APIFailure.init)
    }
  }

  func gather(_ parts: [Deferred<Void>]) -> Deferred<Reading> {
    DeferredList.all(parts).addCallback { _ in self.reading }
  }
}
