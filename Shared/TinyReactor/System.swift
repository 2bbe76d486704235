import CSystem

#if canImport(Glibc)
  import Glibc
#endif

/// The operating system as the reactor uses it: every libc call of this module is here.
///
/// Calls retry `EINTR` (never `close`) and read `errno` at once. An instance belongs to one reactor,
/// so a test can make that reactor's nth call fail through `fault` without touching any other.
package final class System {
  /// The calls that `fault` can make fail.
  package enum Call: String, Sendable, CaseIterable {
    case accept, bind, connect, epollControl, epollCreate, epollWait, eventfd, getsockname
    case getsockopt, listen, open, poll, read, send, setsockopt, shutdown, signalfd, socket
    case getaddrinfo, chmod, unlink, sigmask, thread
  }

  /// Asked before each call; an errno makes the call fail with it instead of being made. For tests.
  package var fault: ((Call) -> CInt?)?

  package init() {}

  // MARK: - Bytes

  /// What one non-blocking read came to.
  enum ReadOutcome {
    case bytes(Int)
    case wouldBlock
    case endOfFile
    case failed(SystemError)
  }

  func read(_ descriptor: CInt, into buffer: borrowing ReadBuffer) -> ReadOutcome {
    do throws(SystemError) {
      let count = try attempt(.read) { Glibc.read(descriptor, buffer.base, ReadBuffer.bytes) }
      return count == 0 ? .endOfFile : .bytes(count)
    } catch {
      return error.number == EAGAIN ? .wouldBlock : .failed(error)
    }
  }

  /// What one non-blocking send came to; `.sent` may be fewer bytes than offered.
  enum SendOutcome {
    case sent(Int)
    case wouldBlock
    case failed(SystemError)
  }

  /// Sends `bytes` from `offset` on. Never raises SIGPIPE.
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
      return error.number == EAGAIN ? .wouldBlock : .failed(error)
    }
  }

  // MARK: - Sockets

  func socket(family: CInt) throws(SystemError) -> FileDescriptor {
    let type = CInt(SOCK_STREAM.rawValue) | nonBlockingFlag | closeOnExecFlag
    return FileDescriptor(owning: try attempt(.socket) { Glibc.socket(family, type, 0) })
  }

  func setOption(_ descriptor: CInt, _ level: CInt, _ option: CInt, _ value: CInt)
    throws(SystemError)
  {
    _ = try attempt(.setsockopt) {
      withUnsafeBytes(of: value) {
        Glibc.setsockopt(descriptor, level, option, $0.baseAddress, socklen_t($0.count))
      }
    }
  }

  /// What every TCP connection of ours wants: small writes leave at once, and a peer that vanished
  /// without a word is found within 90 s. A listener's connections inherit them (Linux).
  func setStreamOptions(_ descriptor: CInt) throws(SystemError) {
    let tcp = CInt(IPPROTO_TCP)
    try setOption(descriptor, tcp, TCP_NODELAY, 1)
    try setOption(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
    try setOption(descriptor, tcp, TCP_KEEPIDLE, 45)
    try setOption(descriptor, tcp, TCP_KEEPINTVL, 15)
    try setOption(descriptor, tcp, TCP_KEEPCNT, 3)
  }

  func bind(_ descriptor: CInt, to address: SocketAddress) throws(SystemError) {
    _ = try attempt(.bind) { address.withSockaddr { Glibc.bind(descriptor, $0, $1) } }
  }

  func listen(_ descriptor: CInt, backlog: CInt) throws(SystemError) {
    _ = try attempt(.listen) { Glibc.listen(descriptor, backlog) }
  }

  /// The next newcomer with its address, or nil when nobody waits.
  func accept(_ listener: CInt) throws(SystemError) -> Accepted? {
    var peer = SocketAddress.unspecified
    do throws(SystemError) {
      let number = try attempt(.accept) {
        peer.receive { accept4(listener, $0, $1, nonBlockingFlag | closeOnExecFlag) }
      }
      return Accepted(descriptor: FileDescriptor(owning: number), peer: peer)
    } catch {
      if error.number == EAGAIN { return nil }
      throw error
    }
  }

  struct Accepted: ~Copyable {
    let peer: SocketAddress
    private let descriptor: FileDescriptor

    init(descriptor: consuming FileDescriptor, peer: SocketAddress) {
      self.descriptor = descriptor
      self.peer = peer
    }

    consuming func takeDescriptor() -> FileDescriptor { descriptor }
  }

  /// Starts connecting. The outcome is `pendingError` once the socket is writable: an interrupted
  /// connect goes on by itself (POSIX).
  func connect(_ descriptor: CInt, to address: SocketAddress) throws(SystemError) {
    if let number = fault?(.connect), number != EINTR { throw SystemError(.connect, number) }
    if address.withSockaddr({ Glibc.connect(descriptor, $0, $1) }) == 0 { return }
    let number = errno
    if number != EINPROGRESS && number != EINTR { throw SystemError(.connect, number) }
  }

  /// The error a connecting socket ended with, 0 for none (`SO_ERROR`).
  func pendingError(_ descriptor: CInt) throws(SystemError) -> CInt {
    var value: CInt = 0
    var length = socklen_t(MemoryLayout<CInt>.size)
    _ = try attempt(.getsockopt) { getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &value, &length) }
    return value
  }

  func localAddress(_ descriptor: CInt) throws(SystemError) -> SocketAddress {
    var address = SocketAddress.unspecified
    _ = try attempt(.getsockname) { address.receive { getsockname(descriptor, $0, $1) } }
    return address
  }

  /// Ends our side of the conversation; the peer reads an end of file.
  func shutdownWriting(_ descriptor: CInt) throws(SystemError) {
    _ = try attempt(.shutdown) { shutdown(descriptor, CInt(SHUT_WR)) }
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

  /// The number of entries of `events` filled. An interrupted wait is an early one: 0.
  func wait(_ epoll: CInt, _ events: inout [epoll_event], milliseconds: CInt) throws(SystemError)
    -> Int
  {
    if let number = fault?(.epollWait) { return try interrupted(.epollWait, number) }
    let count = epoll_wait(epoll, &events, CInt(events.count), milliseconds)
    return count >= 0 ? Int(count) : try interrupted(.epollWait, errno)
  }

  /// The number of entries that are ready. An interrupted wait is an early one: 0.
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

  /// A counter that `signal` raises; reading it empties it.
  func makeEventDescriptor(blocking: Bool = false) throws(SystemError) -> FileDescriptor {
    let flags = CInt(EFD_CLOEXEC) | (blocking ? 0 : CInt(EFD_NONBLOCK))
    return FileDescriptor(owning: try attempt(.eventfd) { eventfd(0, flags) })
  }

  /// A descriptor held back for the day there is none left (rule 20 of the semantics).
  func openReserve() throws(SystemError) -> FileDescriptor {
    FileDescriptor(owning: try attempt(.open) { open("/dev/null", O_RDONLY | O_CLOEXEC) })
  }

  /// Blocks `signals` in this thread and all it starts, and makes them readable instead.
  func makeSignalDescriptor(_ signals: [CInt]) throws(SystemError) -> FileDescriptor {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    let number = pthread_sigmask(SIG_BLOCK, &set, nil)
    if number != 0 { throw SystemError(.sigmask, number) }
    let flags = CInt(SFD_CLOEXEC) | CInt(SFD_NONBLOCK)
    return FileDescriptor(owning: try attempt(.signalfd) { signalfd(-1, &set, flags) })
  }

  // MARK: - Names in the file system

  func removeSocketFile(_ path: String) { _ = unlink(path) }

  func setMode(_ path: String, _ mode: UInt32) throws(SystemError) {
    _ = try attempt(.chmod) { chmod(path, mode) }
  }

  // MARK: - The pattern of every call

  private let nonBlockingFlag = CInt(SOCK_NONBLOCK.rawValue)
  private let closeOnExecFlag = CInt(SOCK_CLOEXEC.rawValue)

  /// Makes `call` until it is not interrupted; below zero is `errno`.
  @inline(__always)
  private func attempt<Count: FixedWidthInteger>(_ call: Call, _ body: () -> Count)
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

// MARK: - What belongs to no reactor

extension System {
  /// Monotonic time since boot.
  static var monotonicTime: Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Duration(
      secondsComponent: Int64(time.tv_sec),
      attosecondsComponent: Int64(time.tv_nsec) * 1_000_000_000)
  }

  static func message(for number: CInt) -> String { String(cString: strerror(number)) }

  /// Best effort: what cannot be written to standard error has nowhere else to go.
  static func writeStandardError(_ text: String) {
    var text = text
    text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  /// Wakes whoever waits on an event descriptor. Full already means awake already.
  static func signal(_ eventDescriptor: CInt) {
    var one: UInt64 = 1
    while Glibc.write(eventDescriptor, &one, 8) < 0 && errno == EINTR {}
  }

  /// Blocks this thread until a blocking event descriptor is signalled.
  static func waitForSignal(_ eventDescriptor: CInt) {
    var count: UInt64 = 0
    while Glibc.read(eventDescriptor, &count, 8) < 0 && errno == EINTR {}
  }

  /// Starts a detached thread that runs `body`.
  static func startThread(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
    let context = Unmanaged.passRetained(ThreadBody(run: body))
    var thread = pthread_t()
    let number = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    if number != 0 {
      context.release()
      throw SystemError(.thread, number)
    }
    pthread_detach(thread)
  }

  private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
  }
}

/// A descriptor that closes itself; nobody else calls `close`.
struct FileDescriptor: ~Copyable, Sendable {
  let number: CInt

  init(owning number: CInt) { self.number = number }

  // Not retried: Linux frees the number even when close is interrupted.
  deinit { _ = close(number) }
}

/// The one buffer a reactor reads into; what it holds is valid until the next read.
struct ReadBuffer: ~Copyable {
  static let bytes = 65_536
  fileprivate let base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)

  /// Lends the first `count` bytes.
  func withSpan(_ count: Int, _ body: (Span<UInt8>) -> Void) {
    let bytes = UnsafeRawBufferPointer(start: base, count: count)
    bytes.withMemoryRebound(to: UInt8.self) { body($0.span) }
  }

  deinit { base.deallocate() }
}
