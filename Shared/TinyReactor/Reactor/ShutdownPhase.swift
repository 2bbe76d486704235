/// The three steps of a shutdown (Twisted's system event triggers): stop taking work, finish what
/// is under way, tidy up.
package enum ShutdownPhase: Sendable { case before, during, after }

/// The calls to make when the reactor stops, by phase.
struct ShutdownTriggers {
  private var triggers: [ShutdownPhase: [() throws -> Deferred<Void>?]] = [:]

  mutating func add(_ phase: ShutdownPhase, _ call: @escaping () throws -> Deferred<Void>?) {
    triggers[phase, default: []].append(call)
  }

  mutating func take(_ phase: ShutdownPhase) -> [() throws -> Deferred<Void>?] {
    triggers.removeValue(forKey: phase) ?? []
  }
}

extension ShutdownPhase {
  /// Makes all the calls and fires once every Deferred they returned has fired. An error is
  /// reported and blocks nothing.
  func run(_ calls: [() throws -> Deferred<Void>?]) -> Deferred<[Result<Void, any Error>]> {
    let pending = calls.map { call in
      let pending: Deferred<Void>
      do {
        pending = try call() ?? .succeeded(())
      } catch {
        pending = .failed(error)
      }
      return pending.addErrback { ErrorLog.report("shutdown (\(self)): \($0)") }
    }
    return DeferredList.all(pending)
  }
}
