import Glibc

/// One end of a connection on this machine, which never blocks. What it can send and read it does
/// whenever its `Exchange` takes a turn.
final class Socket {
  /// What is kept of an answer; no honest one is longer.
  static let receivedBytesMax = 8_388_608

  private(set) var descriptor: CInt
  private(set) var received: [UInt8] = []
  /// The other side has ended, in order or not.
  private(set) var isOver = false
  private var unsent: ArraySlice<UInt8> = []
  private var endsWhenSent = false

  /// Throws when nobody listens at the port.
  init(connectingTo port: Int) throws {
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    self.descriptor = descriptor
    let status = withLoopback(port) { connect(descriptor, $0, $1) }
    guard status == 0 else {
      let reason = String(cString: strerror(errno))
      close()
      throw Failure(.crash, "nobody can connect to port \(port): \(reason)")
    }
    prepare()
  }

  init(accepted descriptor: CInt) {
    self.descriptor = descriptor
    prepare()
  }

  deinit { close() }

  private func prepare() {
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    var yes: CInt = 1
    setsockopt(
      descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<CInt>.size))
  }

  func send(_ bytes: some Sequence<UInt8>) {
    unsent += bytes
    flush()
  }

  /// Ends our side once all is sent; the other side may go on.
  func finish() {
    endsWhenSent = true
    flush()
  }

  /// Resets the connection, so that no port is kept waiting.
  func abort() {
    var now = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
    close()
  }

  func close() {
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
    isOver = true
  }

  func takeReceived() -> [UInt8] {
    defer { received = [] }
    return received
  }

  // MARK: - What the exchange asks

  var isOpen: Bool { descriptor >= 0 && !isOver }
  var wishes: CShort { CShort(unsent.isEmpty ? POLLIN : POLLIN | POLLOUT) }

  func readAndFlush() {
    flush()
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while isOpen {
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count > 0 {
        if received.count < Self.receivedBytesMax { received += chunk[..<count] }
      } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
        isOver = true
      } else {
        return
      }
    }
  }

  private func flush() {
    while isOpen, !unsent.isEmpty {
      let count = unsent.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      guard count > 0 else { break }
      unsent = unsent.dropFirst(count)
    }
    if unsent.isEmpty, endsWhenSent, isOpen {
      shutdown(descriptor, CInt(SHUT_WR))
      endsWhenSent = false
    }
  }
}

/// Calls `body` with 127.0.0.1 and that port.
func withLoopback(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = UInt16(port).bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  return withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }
}
