import CSystem
import Glibc

/// Tells which of many sockets have something to read.
struct Readiness: ~Copyable {
  private static let batchMax = 1_024

  private let epoll = epoll_create1(CInt(EPOLL_CLOEXEC))
  private var batch = [epoll_event](repeating: epoll_event(), count: Readiness.batchMax)

  func add(_ descriptor: CInt, client: Int) {
    var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: UInt64(client)))
    epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)
  }

  /// Waits, and calls `body` with each client that is ready.
  mutating func wait(atMost milliseconds: Int, _ body: (Int) -> Void) {
    let count = epoll_wait(epoll, &batch, CInt(batch.count), CInt(milliseconds))
    for event in batch[..<max(0, Int(count))] { body(Int(event.data.u64)) }
  }

  deinit { close(epoll) }
}

/// Nanoseconds of the monotonic clock.
func monotonicNanoseconds() -> UInt64 { UInt64(monotonic_nanoseconds()) }
