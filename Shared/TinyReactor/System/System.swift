import CSystem
import Glibc

/// The operating system as the reactor uses it: every system call of this module is here, except
/// `close`, which is in `FileDescriptor`. Socket calls are in `System+Sockets.swift`, those that
/// concern the whole process in `System+Process.swift`.
///
/// Calls retry `EINTR` (never `close`) and read `errno` at once. An instance belongs to one
/// reactor, so a test can make that reactor's nth call fail through `fault` without touching any
/// other.
package final class System {
  /// The calls that `fault` can make fail.
  package enum Call: String, Sendable, CaseIterable {
    case accept, bind, chmod, connect, duplicate, epollControl, epollCreate, epollWait, eventfd
    case getsockname, getsockopt, inherit, listen, open, peek, poll, read, send, setsockopt
    case shutdown, sigmask, signalfd, socket, thread
  }

  /// Asked before each call; an errno makes the call fail with it instead of being made. For tests.
  package var fault: ((Call) -> CInt?)?

  package init() {}

  // MARK: - Bytes

  /// The outcome of one non-blocking read.
  enum ReadOutcome {
    case bytes(Int)
    case wouldBlock
    case endOfFile
    case failed(SystemError)
  }

  func read(
    _ descriptor: CInt, into buffer: borrowing ReadBuffer, atMost limit: Int = ReadBuffer.bytes
  ) -> ReadOutcome {
    do throws(SystemError) {
      let count = try attempt(.read) { Glibc.read(descriptor, buffer.base, limit) }
      return count == 0 ? .endOfFile : .bytes(count)
    } catch {
      return error.number == EAGAIN ? .wouldBlock : .failed(error)
    }
  }

  /// Like `read`, but leaves the bytes in the socket.
  func peek(_ descriptor: CInt, into buffer: borrowing ReadBuffer, atMost limit: Int)
    -> ReadOutcome
  {
    do throws(SystemError) {
      let count = try attempt(.peek) { recv(descriptor, buffer.base, limit, CInt(MSG_PEEK)) }
      return count == 0 ? .endOfFile : .bytes(count)
    } catch {
      return error.number == EAGAIN ? .wouldBlock : .failed(error)
    }
  }

  /// The outcome of one non-blocking send; `.sent` may be fewer bytes than offered.
  enum SendOutcome {
    case sent(Int)
    case wouldBlock
    case failed(SystemError)
  }

  /// Sends `bytes` from `offset` on. Never raises SIGPIPE. A network card's full queue (ENOBUFS) is
  /// a reason to wait, not to give up.
  func send(_ descriptor: CInt, _ bytes: [UInt8], from offset: Int) -> SendOutcome {
    do throws(SystemError) {
      let count = try attempt(.send) {
        bytes.withUnsafeBytes { buffer in
          let rest = UnsafeRawBufferPointer(rebasing: buffer[offset...])
          return Glibc.send(descriptor, rest.baseAddress, rest.count, CInt(MSG_NOSIGNAL))
        }
      }
      return .sent(count)
    } catch {
      let isTemporary = error.number == EAGAIN || error.number == ENOBUFS
      return isTemporary ? .wouldBlock : .failed(error)
    }
  }

  // MARK: - Waiting

  func makeEpoll() throws(SystemError) -> FileDescriptor {
    FileDescriptor(owning: try attempt(.epollCreate) { epoll_create1(CInt(EPOLL_CLOEXEC)) })
  }

  func control(
    _ epoll: CInt, _ operation: CInt, _ descriptor: CInt, _ events: UInt32, _ token: UInt64
  )
    throws(SystemError)
  {
    var event = epoll_event(events: events, data: epoll_data_t(u64: token))
    _ = try attempt(.epollControl) { epoll_ctl(epoll, operation, descriptor, &event) }
  }

  /// The number of entries of `events` filled. An interrupted wait just ends early, with 0.
  func wait(_ epoll: CInt, _ events: inout [epoll_event], milliseconds: CInt) throws(SystemError)
    -> Int
  {
    if let number = fault?(.epollWait) { return try interrupted(.epollWait, number) }
    let count = epoll_wait(epoll, &events, CInt(events.count), milliseconds)
    return count >= 0 ? Int(count) : try interrupted(.epollWait, errno)
  }

  /// The number of entries that are ready. An interrupted wait just ends early, with 0.
  func poll(_ entries: inout [pollfd], milliseconds: CInt) throws(SystemError) -> Int {
    if let number = fault?(.poll) { return try interrupted(.poll, number) }
    let count = Glibc.poll(&entries, nfds_t(entries.count), milliseconds)
    return count >= 0 ? Int(count) : try interrupted(.poll, errno)
  }

  private func interrupted(_ call: Call, _ number: CInt) throws(SystemError) -> Int {
    if number == EINTR { return 0 }
    throw SystemError(call, number)
  }

  // MARK: - Other descriptors

  /// A counter that `signal` raises; reading it resets it.
  func makeEventDescriptor(blocking: Bool = false) throws(SystemError) -> FileDescriptor {
    let flags = CInt(EFD_CLOEXEC) | (blocking ? 0 : CInt(EFD_NONBLOCK))
    return FileDescriptor(owning: try attempt(.eventfd) { eventfd(0, flags) })
  }

  /// A descriptor held in reserve for when none are left; see `ListeningPort`.
  func openReserve() throws(SystemError) -> FileDescriptor {
    FileDescriptor(owning: try attempt(.open) { open("/dev/null", O_RDONLY | O_CLOEXEC) })
  }

  /// Blocks `signals` in this thread and every thread it starts, and makes them readable instead.
  func makeSignalDescriptor(_ signals: [CInt]) throws(SystemError) -> FileDescriptor {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    let number = pthread_sigmask(SIG_BLOCK, &set, nil)
    if number != 0 { throw SystemError(.sigmask, number) }
    let flags = CInt(SFD_CLOEXEC) | CInt(SFD_NONBLOCK)
    return FileDescriptor(owning: try attempt(.signalfd) { signalfd(-1, &set, flags) })
  }

  // MARK: - The pattern of every call

  let nonBlockingFlag = CInt(SOCK_NONBLOCK.rawValue)
  let closeOnExecFlag = CInt(SOCK_CLOEXEC.rawValue)

  /// Repeats `body` while it is interrupted. A negative result throws `errno`.
  @inline(__always)
  func attempt<Count: FixedWidthInteger>(_ call: Call, _ body: () -> Count)
    throws(SystemError) -> Count
  {
    while true {
      if let number = fault?(call) {
        if number == EINTR { continue }
        throw SystemError(call, number)
      }
      let result = body()
      if result >= 0 { return result }
      let number = errno
      if number != EINTR { throw SystemError(call, number) }
    }
  }
}
