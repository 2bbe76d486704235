import CSystem

/// epoll(7): the cost of waiting does not grow with the number of descriptors watched.
package final class EpollPoller: Poller {
  /// Events taken from the kernel per wait; the rest come with the next one.
  private static let batchMax = 512

  private let system: System
  private let epoll: FileDescriptor
  private var batch = [epoll_event](repeating: epoll_event(), count: EpollPoller.batchMax)

  package init(system: System) throws(SystemError) {
    self.system = system
    epoll = try system.makeEpoll()
  }

  package func add(_ descriptor: CInt, _ interest: Interest, token: UInt64) throws(SystemError) {
    try system.control(epoll.number, EPOLL_CTL_ADD, descriptor, interest.epollEvents, token)
  }

  package func modify(_ descriptor: CInt, _ interest: Interest, token: UInt64) throws(SystemError) {
    try system.control(epoll.number, EPOLL_CTL_MOD, descriptor, interest.epollEvents, token)
  }

  package func remove(_ descriptor: CInt) {
    // A failure means that it is not watched, which is what was asked for.
    try? system.control(epoll.number, EPOLL_CTL_DEL, descriptor, 0, 0)
  }

  package func wait(_ timeout: Duration?, _ events: inout [ReadyEvent]) throws(SystemError) {
    events.removeAll(keepingCapacity: true)
    let milliseconds = Duration.millisecondsToWait(timeout)
    let count = try system.wait(epoll.number, &batch, milliseconds: milliseconds)
    for event in batch[..<count] {
      events.append(
        ReadyEvent(
          token: event.data.u64,
          isReadable: event.events & EPOLLIN.rawValue != 0,
          isWritable: event.events & EPOLLOUT.rawValue != 0,
          isHungUp: event.events & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0,
          isFinished: event.events & EPOLLRDHUP.rawValue != 0))
    }
  }
}

extension Interest {
  fileprivate var epollEvents: UInt32 {
    (contains(.reading) ? EPOLLIN.rawValue : 0) | (contains(.writing) ? EPOLLOUT.rawValue : 0)
      | (contains(.finishing) ? EPOLLRDHUP.rawValue : 0)
  }
}
