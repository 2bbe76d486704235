package import TinyReactor
package import Wire

extension Journal {
  /// A page of the audit log. Fails with a `StateError` when the database cannot be read.
  package func events(_ page: Store.EventPage) -> Deferred<[Event]> {
    events(page, EventFilter()).addCallback { $0.events }
  }

  /// Reads until there are as many as the page asks for, or nothing is left to look at. Changes come in
  /// between. Fails with a `StateError` when the database cannot be read.
  package func events(
    _ page: Store.EventPage, _ filter: EventFilter
  ) -> Deferred<Store.FoundEvents> {
    found(Store.FoundEvents(events: []), page, filter)
  }

  private func found(
    _ before: Store.FoundEvents, _ page: Store.EventPage, _ filter: EventFilter
  ) -> Deferred<Store.FoundEvents> {
    worker.run { store in try store.events(page, filter) }
      .addErrback { [self] error -> Store.FoundEvents in
        health.failed(error)
        throw StateError(
          .unavailable, "the events cannot be read: \(DatabaseHealth.reason(error))")
      }
      .addCallback { [self] piece in
        var all = before
        all.events += piece.events
        (all.next, all.isFull) = (piece.next, piece.isFull)
        guard let next = piece.next, !piece.isFull else { return .succeeded(all) }
        let rest = page.limit - piece.events.count
        return found(all, page.from(next, limit: rest), filter)
      }
  }

  /// All that fit, oldest first, as a file: a piece after the other, nil at the end.
  func export(_ filter: EventFilter, _ format: ExportFormat) -> () -> Deferred<[UInt8]?> {
    let encoder = EventEncoder(format)
    var beginning = encoder.beginning
    var last: Int? = 0
    return { [self] in
      guard let after = last else { return .succeeded(nil) }
      return events(.after(after, limit: APILimits.exportEventsMax), filter).addCallback { found in
        last = found.next
        var bytes = beginning
        beginning = []
        for event in found.events { encoder.append(event, to: &bytes) }
        return bytes
      }
    }
  }
}
