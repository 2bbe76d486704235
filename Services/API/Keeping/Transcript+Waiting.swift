package import TinyReactor
package import Wire

extension Transcript {
  /// The lines after the filter's `after`; waits among the others of `poll` for the first one that
  /// fits, at most for `limit`, and is empty when none came or others needed the place.
  package func page(
    _ filter: MessageFilter, waitingAtMost limit: Duration, among poll: LongPoll? = nil
  ) -> Deferred<MessageList> {
    page(filter, waitingUntil: clock.now + limit, among: poll ?? newLines)
  }

  private func page(
    _ filter: MessageFilter, waitingUntil end: Duration, among poll: LongPoll
  ) -> Deferred<MessageList> {
    // What has been looked at needs no look: most who wait have the newest line.
    guard filter.after ?? 0 < lastID else { return wait(filter, until: end, among: poll) }
    let seen = lastID
    return page(filter).addCallback { [self] page -> Deferred<MessageList> in
      guard page.messages.isEmpty, !isClosed else { return .succeeded(page) }
      var rest = filter
      rest.after = max(filter.after ?? 0, seen)
      return wait(rest, until: end, among: poll)
    }
  }

  private func wait(
    _ filter: MessageFilter, until end: Duration, among poll: LongPoll
  ) -> Deferred<MessageList> {
    let left = end - clock.now
    let nothing = MessageList(messages: [], more: false)
    guard left > .zero, !isClosed else { return .succeeded(nothing) }
    let wakes = poll.wakes
    return poll.wait(atMost: left).addCallback { [self] in
      // Whoever has to make room must not take it again.
      guard poll.wakes > wakes else { return .succeeded(nothing) }
      return page(filter, waitingUntil: end, among: poll)
    }
  }
}
