import Glibc

/// All the sockets of a run: while one is waited for, none of the others is left waiting.
final class Exchange {
  private var sockets: [Socket] = []
  private var servers: [FakeServer] = []

  func connect(to port: Int) throws -> Socket {
    let socket = try Socket(connectingTo: port)
    sockets.append(socket)
    return socket
  }

  func listen() throws -> FakeServer {
    let server = try FakeServer()
    servers.append(server)
    return server
  }

  /// Moves what can be moved, and waits at most so long for something to move.
  func turn(atMost milliseconds: Int) {
    sockets.removeAll { !$0.isOpen }
    let listening = servers.map { pollfd(fd: $0.descriptor, events: CShort(POLLIN), revents: 0) }
    let talking = sockets + servers.flatMap(\.clients)
    var waits =
      listening + talking.map { pollfd(fd: $0.descriptor, events: $0.wishes, revents: 0) }
    guard poll(&waits, nfds_t(waits.count), CInt(milliseconds)) > 0 else { return }
    for (socket, wait) in zip(talking, waits.dropFirst(servers.count)) where wait.revents != 0 {
      socket.readAndFlush()
    }
    for server in servers { server.serve() }
  }

  /// Takes turns until `condition` holds; false when that took longer than `limit`.
  func wait(atMost limit: Duration, until condition: () throws -> Bool) throws -> Bool {
    let end = ContinuousClock.now + limit
    while !(try condition()) {
      if ContinuousClock.now >= end { return false }
      turn(atMost: 5)
    }
    return true
  }
}
