package import TinyReactor

/// Hashes passwords on a thread of its own, one at a time: each takes some 20 ms and 16 MiB.
package final class Passwords {
  private let reactor: Reactor
  /// What an unknown name's password is held against.
  private typealias Dummy = String
  /// There when it is first needed.
  private lazy var worker = Worker<Dummy?>(
    on: reactor, name: "passwords", queueMax: APILimits.passwordsPendingMax
  ) { nil }
  /// Made since the start of the process, without the dummy.
  package private(set) var hashes = 0

  package init(on reactor: Reactor) { self.reactor = reactor }

  /// For a password that `AdminRules` has checked. Fails with a `StateError` when too many wait, or the system
  /// gives none.
  package func hash(_ password: String) -> Deferred<String> {
    work { _ in try Crypt.hash(password) }
  }

  /// Whether it is that hash's; nil, for a name that nobody has, is as much work and never right. Fails as
  /// `hash` does.
  package func matches(_ password: String, _ hash: String?) -> Deferred<Bool> {
    work { dummy in
      // Whoever comes first, or which names there are would show in the time.
      let other = try dummy ?? Crypt.hash("")
      dummy = other
      let isRight = try Crypt.matches(password, hash ?? other)
      return isRight && hash != nil
    }
  }

  private func work<Answer: Sendable>(
    _ job: @escaping @Sendable (inout Dummy?) throws -> Answer
  ) -> Deferred<Answer> {
    worker.run(job).addBoth { [self] result -> Answer in
      do {
        let answer = try result.get()
        hashes += 1
        return answer
      } catch WorkerError.tooManyJobs {
        throw StateError(.busy, "too many passwords are being looked at; try again")
      } catch {
        throw StateError(.unavailable, "no password can be looked at: \(error)")
      }
    }
  }
}
