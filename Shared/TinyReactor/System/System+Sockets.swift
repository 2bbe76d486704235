import CSystem
import Glibc

extension System {
  func socket(family: CInt) throws(SystemError) -> FileDescriptor {
    let type = CInt(SOCK_STREAM.rawValue) | nonBlockingFlag | closeOnExecFlag
    return FileDescriptor(owning: try attempt(.socket) { Glibc.socket(family, type, 0) })
  }

  func setOption<Value: BitwiseCopyable>(
    _ descriptor: CInt, _ level: CInt, _ option: CInt, _ value: Value
  ) throws(SystemError) {
    _ = try attempt(.setsockopt) {
      withUnsafeBytes(of: value) {
        Glibc.setsockopt(descriptor, level, option, $0.baseAddress, socklen_t($0.count))
      }
    }
  }

  /// What each of our TCP connections wants: small writes leave at once, and a peer that vanished
  /// silently is detected within 90 s, by keepalive when it was idle, or by the user timeout when
  /// data was in flight (in ms: no probes are sent then, and the kernel would retransmit for a
  /// quarter of an hour). A listener's connections inherit these options (Linux).
  func setStreamOptions(_ descriptor: CInt) throws(SystemError) {
    let tcp = CInt(IPPROTO_TCP)
    try setOption(descriptor, tcp, TCP_NODELAY, CInt(1))
    try setOption(descriptor, SOL_SOCKET, SO_KEEPALIVE, CInt(1))
    try setOption(descriptor, tcp, TCP_KEEPIDLE, CInt(45))
    try setOption(descriptor, tcp, TCP_KEEPINTVL, CInt(15))
    try setOption(descriptor, tcp, TCP_KEEPCNT, CInt(3))
    try setOption(descriptor, tcp, TCP_USER_TIMEOUT, CInt(75_000))
  }

  func bind(_ descriptor: CInt, to address: SocketAddress) throws(SystemError) {
    _ = try attempt(.bind) { address.withSockaddr { Glibc.bind(descriptor, $0, $1) } }
  }

  func listen(_ descriptor: CInt, backlog: CInt) throws(SystemError) {
    _ = try attempt(.listen) { Glibc.listen(descriptor, backlog) }
  }

  /// The next connection with its peer's address, or nil when none is waiting.
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
  /// connect continues by itself (POSIX).
  func connect(_ descriptor: CInt, to address: SocketAddress) throws(SystemError) {
    if let number = fault?(.connect), number != EINTR { throw SystemError(.connect, number) }
    if address.withSockaddr({ Glibc.connect(descriptor, $0, $1) }) == 0 { return }
    let number = errno
    if number != EINPROGRESS && number != EINTR { throw SystemError(.connect, number) }
  }

  /// Makes `close` discard what is unsent and tell the peer so (RST). Best effort: without it the
  /// kernel keeps trying for a while.
  func resetOnClose(_ descriptor: CInt) {
    try? setOption(descriptor, SOL_SOCKET, SO_LINGER, linger(l_onoff: 1, l_linger: 0))
  }

  /// The error a connecting socket ended with, 0 for none.
  func pendingError(_ descriptor: CInt) throws(SystemError) -> CInt {
    try option(descriptor, SO_ERROR)
  }

  /// Whether `listen` has been called on it.
  func isListening(_ descriptor: CInt) throws(SystemError) -> Bool {
    try option(descriptor, SO_ACCEPTCONN) != 0
  }

  private func option(_ descriptor: CInt, _ option: CInt) throws(SystemError) -> CInt {
    var value: CInt = 0
    var length = socklen_t(MemoryLayout<CInt>.size)
    _ = try attempt(.getsockopt) { getsockopt(descriptor, SOL_SOCKET, option, &value, &length) }
    return value
  }

  /// How many times in a row what the peer has not acknowledged was retransmitted (RFC 6298 §5);
  /// nil when it has acknowledged everything, or the socket is not TCP.
  func resends(_ descriptor: CInt) -> Int? {
    var info = tcp_info()
    var length = socklen_t(MemoryLayout<tcp_info>.size)
    let outcome = try? attempt(.getsockopt) {
      getsockopt(descriptor, CInt(IPPROTO_TCP), TCP_INFO, &info, &length)
    }
    return outcome == nil || info.tcpi_unacked == 0 ? nil : Int(info.tcpi_retransmits)
  }

  func localAddress(_ descriptor: CInt) throws(SystemError) -> SocketAddress {
    var address = SocketAddress.unspecified
    _ = try attempt(.getsockname) { address.receive { getsockname(descriptor, $0, $1) } }
    return address
  }

  /// Whether something has arrived that is not read yet.
  func hasUnreadBytes(_ descriptor: CInt) -> Bool {
    var byte: UInt8 = 0
    let count = try? attempt(.peek) { recv(descriptor, &byte, 1, CInt(MSG_PEEK)) }
    return (count ?? 0) > 0
  }

  /// Ends our side of the conversation; the peer reads an end of file.
  func shutdownWriting(_ descriptor: CInt) throws(SystemError) {
    _ = try attempt(.shutdown) { shutdown(descriptor, CInt(SHUT_WR)) }
  }

  /// Ends both sides: what has arrived can still be read, then an end of file. Best effort: a
  /// connection that the peer has reset is over already.
  func shutdownBoth(_ descriptor: CInt) {
    _ = try? attempt(.shutdown) { shutdown(descriptor, CInt(SHUT_RDWR)) }
  }

  // MARK: - Names in the file system

  func removeSocketFile(_ path: String) { _ = unlink(path) }

  /// Nil for a socket; EISDIR for a directory, ENOTSOCK for anything else, a symbolic link
  /// included.
  func socketFileError(_ path: String) -> CInt? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return errno }
    switch status.st_mode & S_IFMT {
    case S_IFSOCK: return nil
    case S_IFDIR: return EISDIR
    default: return ENOTSOCK
    }
  }

  func setMode(_ path: String, _ mode: UInt32) throws(SystemError) {
    _ = try attempt(.chmod) { chmod(path, mode) }
  }

  // MARK: - Descriptors that were open when we started

  /// Duplicates `descriptor`, with the flags that our own sockets have.
  func adopt(_ descriptor: CInt) throws(SystemError) -> FileDescriptor {
    let own = FileDescriptor(
      owning: try attempt(.duplicate) { fcntl(descriptor, F_DUPFD_CLOEXEC, 0) })
    let flags = try attempt(.duplicate) { fcntl(own.number, F_GETFL) }
    _ = try attempt(.duplicate) { fcntl(own.number, F_SETFL, flags | O_NONBLOCK) }
    return own
  }
}
