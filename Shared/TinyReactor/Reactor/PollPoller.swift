import Glibc

/// poll(2): available everywhere, but slower the more descriptors are watched.
package final class PollPoller: Poller {
  private let system: System
  private var entries: [pollfd] = []
  private var tokens: [UInt64] = []
  /// The index in `entries` of each descriptor.
  private var positions: [CInt: Int] = [:]

  package init(system: System) { self.system = system }

  package func add(_ descriptor: CInt, _ interest: Interest, token: UInt64) throws(SystemError) {
    precondition(positions[descriptor] == nil, "descriptor \(descriptor) is already watched")
    positions[descriptor] = entries.count
    entries.append(pollfd(fd: descriptor, events: interest.pollEvents, revents: 0))
    tokens.append(token)
  }

  package func modify(_ descriptor: CInt, _ interest: Interest, token: UInt64) throws(SystemError) {
    guard let position = positions[descriptor] else { throw SystemError(.poll, ENOENT) }
    entries[position].events = interest.pollEvents
    tokens[position] = token
  }

  package func remove(_ descriptor: CInt) {
    guard let position = positions.removeValue(forKey: descriptor) else { return }
    // The last entry takes the empty place.
    let (lastEntry, lastToken) = (entries.removeLast(), tokens.removeLast())
    if position < entries.count {
      entries[position] = lastEntry
      tokens[position] = lastToken
      positions[lastEntry.fd] = position
    }
  }

  package func wait(_ timeout: Duration?, _ events: inout [ReadyEvent]) throws(SystemError) {
    events.removeAll(keepingCapacity: true)
    let milliseconds = Duration.millisecondsToWait(timeout)
    var remaining = try system.poll(&entries, milliseconds: milliseconds)
    for (entry, token) in zip(entries, tokens) where remaining > 0 && entry.revents != 0 {
      remaining -= 1
      events.append(
        ReadyEvent(
          token: token,
          isReadable: CInt(entry.revents) & POLLIN != 0,
          isWritable: CInt(entry.revents) & POLLOUT != 0,
          isHungUp: CInt(entry.revents) & (POLLHUP | POLLERR | POLLNVAL) != 0,
          isFinished: CInt(entry.revents) & finishedFlag != 0))
    }
  }
}

extension Interest {
  fileprivate var pollEvents: CShort {
    CShort(contains(.reading) ? POLLIN : 0) | CShort(contains(.writing) ? POLLOUT : 0)
      | CShort(contains(.finishing) ? finishedFlag : 0)
  }
}

/// POLLRDHUP, which the Glibc module does not export.
private let finishedFlag: CInt = 0x2000
