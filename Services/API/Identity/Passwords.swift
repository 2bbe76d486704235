package import TinyReactor

/// Hashes passwords on a thread of its own, one at a time: each takes some 20 ms and 16 MiB.
package final class Passwords {
  private let reactor: Reactor
  private struct Bench {
    var crypt = Crypt()
    /// What an unknown name's password is held against.
    var dummy: String?
  }

  /// There when it is first needed.
  private lazy var worker = Worker(
    on: reactor, name: "passwords", queueMax: APILimits.passwordsPendingMax
  ) { Bench() }
  /// Made since the start of the process.
  package private(set) var hashes = 0

  package init(on reactor: Reactor) { self.reactor = reactor }

  /// For a password that `AdminRules` has checked. Fails with a `StateError` when too many wait, or the system
  /// gives none.
  package func hash(_ password: String) -> Deferred<String> {
    work { try $0.crypt.hash(password) }
  }

  /// Whether it is that hash's; nil, for a name that nobody has, is as much work and never right. Fails as
  /// `hash` does.
  package func matches(_ password: String, _ hash: String?) -> Deferred<Bool> {
    work { bench in
      // Whoever comes first, or which names there are would show in the time.
      let dummy = try bench.dummy ?? bench.crypt.hash("")
      bench.dummy = dummy
      let isRight = try bench.crypt.matches(password, hash ?? dummy)
      return isRight && hash != nil
    }
  }

  private func work<Answer: Sendable>(
    _ job: @escaping @Sendable (inout Bench) throws -> Answer
  ) -> Deferred<Answer> {
    worker.run { bench in (try job(&bench), bench.crypt.hashes) }.addBoth {
      [self] result -> Answer in
      do {
        let (answer, hashes) = try result.get()
        self.hashes = hashes
        return answer
      } catch WorkerError.tooManyJobs {
        throw StateError(.busy, "too many passwords are being looked at; try again")
      } catch {
        throw StateError(.unavailable, "no password can be looked at: \(error)")
      }
    }
  }
}
