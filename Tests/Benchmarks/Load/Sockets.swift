import CSystem
import Glibc

/// The few system calls that the load is made of, with nothing around them: the generator must never
/// be what is measured.
enum Sockets {
  /// A non-blocking connection to a port of this machine. It can be written to at once: what is
  /// sent before the handshake ends is refused with `EAGAIN` and tried again.
  ///
  /// Each address of ours has some 28,000 ports towards one of theirs, so clients are spread over
  /// 127.0.0.1, 127.0.0.2 and so on.
  static func connect(to port: UInt16, client: Int) throws -> CInt {
    let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_INET, type, 0)
    guard descriptor >= 0 else { throw Problem("cannot make a socket", errno) }
    set(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, CInt(1))
    // Closing resets, so that no port is kept waiting after thousands of clients have gone.
    set(descriptor, SOL_SOCKET, SO_LINGER, linger(l_onoff: 1, l_linger: 0))
    let source = loopback(host: UInt32(1 + client / 10_000), port: 0)
    let target = loopback(host: 1, port: port)
    let isBound = withSockaddr(source) { bind(descriptor, $0, $1) } == 0
    let isConnecting =
      isBound
      && (withSockaddr(target) { Glibc.connect(descriptor, $0, $1) } == 0 || errno == EINPROGRESS)
    guard isConnecting else {
      let number = errno
      Sockets.close(descriptor)
      throw Problem("cannot connect to 127.0.0.1:\(port)", number)
    }
    return descriptor
  }

  /// True when somebody accepts connections at the port.
  static func isListening(_ port: UInt16) -> Bool {
    guard let descriptor = try? connectBlocking(to: port) else { return false }
    close(descriptor)
    return true
  }

  /// A blocking connection, on which nothing is waited for longer than `patienceSeconds`; 0: for ever.
  static func connectBlocking(to port: UInt16, patienceSeconds: Int = 0) throws -> CInt {
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    set(descriptor, SOL_SOCKET, SO_RCVTIMEO, timeval(tv_sec: patienceSeconds, tv_usec: 0))
    set(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, CInt(1))
    let target = loopback(host: 1, port: port)
    if withSockaddr(target, { Glibc.connect(descriptor, $0, $1) }) == 0 { return descriptor }
    let number = errno
    close(descriptor)
    throw Problem("cannot connect to 127.0.0.1:\(port)", number)
  }

  /// The bytes taken by the socket, 0 when it is full, nil when the connection is lost.
  static func send(_ descriptor: CInt, _ bytes: ArraySlice<UInt8>) -> Int? {
    let count = bytes.withUnsafeBytes {
      Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
    }
    if count >= 0 { return count }
    return errno == EAGAIN || errno == EINTR ? 0 : nil
  }

  /// The text of a small answer, asked for the simple way: one connection, read to its end.
  static func fetch(_ path: String, from port: UInt16) throws -> String {
    let descriptor = try connectBlocking(to: port)
    defer { close(descriptor) }
    let request = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    _ = send(descriptor, Array(request.utf8)[...])
    return readAll(descriptor)
  }

  static func close(_ descriptor: CInt) { _ = Glibc.close(descriptor) }

  /// Lets this process, and those it starts, open as many descriptors as the machine grants.
  static func raiseDescriptorLimit() {
    var limit = descriptorLimit
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(descriptors, &limit)
  }

  static func requireDescriptors(_ count: Int) throws {
    guard descriptorLimit.rlim_cur < rlim_t(count) else { return }
    throw Problem("this needs \(count) open files: raise the limit with ulimit -Hn \(count)")
  }

  private static let descriptors = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

  private static var descriptorLimit: rlimit {
    var limit = rlimit()
    getrlimit(descriptors, &limit)
    return limit
  }

  private static func set<Value>(_ socket: CInt, _ level: CInt, _ option: CInt, _ value: Value) {
    withUnsafeBytes(of: value) {
      _ = setsockopt(socket, level, option, $0.baseAddress, socklen_t($0.count))
    }
  }

  private static func loopback(host: UInt32, port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = (0x7F00_0000 + host).bigEndian
    return address
  }

  private static func withSockaddr<Answer>(
    _ address: sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Answer
  ) -> Answer {
    withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
