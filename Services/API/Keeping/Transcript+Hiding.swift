import ServiceKit
package import TinyReactor
import Wire

extension Transcript {
  /// Hides a line from everybody; false when it was hidden before. Its words leave the file within a
  /// minute. Fails with a `StateError` when there is no such line or it cannot be done.
  package func hide(_ id: Int, actor: Author) -> Deferred<Bool> {
    inTurn { [self] in hideNow(id, actor) }
  }

  private func hideNow(_ id: Int, _ actor: Author) -> Deferred<Bool> {
    found(id).addCallback { [self] line -> Deferred<Bool> in
      guard line.hiddenBy == nil else { return .succeeded(false) }
      let key = Self.randomKey(bytes: line.text?.utf8.count ?? 0)
      let hidden = Change.HiddenLine(id: id, origin: line.origin, number: line.number)
      let change = Change(
        .messageHidden(hidden, key: key), actor: actor, time: timeOfDay().rfc3339)
      return journal.commit(change).addCallback { [self] _ in
        run { try $0.hide(id, by: actor.name, key: key) }
      }
      .addCallback { [self] _ in
        housekeeping.workSoon()
        return true
      }
    }
  }

  /// Takes that back; false when the line was not hidden.
  package func show(_ id: Int, actor: Author) -> Deferred<Bool> {
    inTurn { [self] in showNow(id, actor) }
  }

  private func showNow(_ id: Int, _ actor: Author) -> Deferred<Bool> {
    found(id).addCallback { [self] line -> Deferred<Bool> in
      guard line.hiddenBy != nil else { return .succeeded(false) }
      let hidden = Change.HiddenLine(id: id, origin: line.origin, number: line.number)
      return journal.key(of: hidden).addCallback { [self] key -> Deferred<TranscriptStore.Change> in
        guard let key else { throw Self.keyless }
        // So that after a crash the next start knows that it was not half hidden.
        let beginning = Change(.messageShowing(id: id), actor: actor, time: timeOfDay().rfc3339)
        return journal.commit(beginning).addCallback { [self] _ in
          run { try $0.show(id, key: key) }
        }
      }
      .addCallback { [self] change -> Deferred<Event?> in
        guard change == .changed else { throw Self.keyless }
        return journal.commit(
          Change(.messageShown(id: id), actor: actor, time: timeOfDay().rfc3339))
      }
      .addCallback { _ in true }
    }
  }

  private static let keyless = StateError(
    .conflict,
    "that line cannot be shown again: its key is gone, as it is after a restored backup")

  /// One change after the other: with two keys for one line, nobody could read it again.
  private func inTurn(_ change: @escaping () -> Deferred<Bool>) -> Deferred<Bool> {
    guard hidings.count < APILimits.hidingsPendingMax else {
      return .failed(
        StateError(.unavailable, "too many lines are being hidden or shown; try again"))
    }
    let done = Deferred<Bool>()
    hidings.append { [self] in
      change().addBoth { [self] result in
        hidings.removeFirst()
        hidings.first?()
        done.fire(result)
      }
    }
    if hidings.count == 1 { hidings[0]() }
    return done
  }

  private func found(_ id: Int) -> Deferred<Message> {
    run { try $0.line(id) }.addCallback { line in
      guard let line, line.kind != .missing else {
        throw StateError(.unknown, "there is no line \(id)")
      }
      return line
    }
  }

  /// Completes what a crash between the two files has left half done: hides a line, or tells that one
  /// is shown again.
  func rehide() {
    journal.hiddenKeys().addCallback { [self] keys -> Deferred<Bool> in
      for key in keys {
        if let actor = key.shower { endShowing(key.line, actor: Author(actor)) }
      }
      let keys = keys.filter { $0.shower == nil }
      return run { store in
        var isChanged = false
        for key in keys { isChanged = try store.rehide(key) == .changed || isChanged }
        return isChanged
      }
    }
    .addCallbacks({ [self] isChanged in if isChanged { housekeeping.work() } }, { _ in })
  }

  private func endShowing(_ line: Change.HiddenLine, actor: Author) {
    inTurn { [self] in
      found(line.id).addCallback { [self] found -> Deferred<Bool> in
        // It was not shown yet, or is another transcript's.
        guard found.hiddenBy == nil, found.origin == line.origin, found.number == line.number else {
          return .succeeded(false)
        }
        let change = Change(
          .messageShown(id: line.id), actor: actor, time: timeOfDay().rfc3339)
        return journal.commit(change).addCallback { _ in true }
      }
    }
    .addErrback { [log] error in
      // The next start tries again.
      log.warning("a line is shown, and nobody told", ["line": line.id, "error": "\(error)"])
      return false
    }
  }

  private static func randomKey(bytes count: Int) -> [UInt8] {
    (0..<count).map { _ in .random(in: .min ... .max) }
  }
}
