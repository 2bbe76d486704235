/// What goes out of a socket: at once as far as the kernel takes it, the rest in order.
struct SocketOutput {
  private let system: System
  private let socket: CInt
  private var queue = OutputQueue()
  /// Of what had to wait; wraps round, and only tells whether anything was sent meanwhile.
  private(set) var sentBytes = 0

  init(_ socket: CInt, on system: System) {
    self.socket = socket
    self.system = system
  }

  var unsentBytes: Int { queue.count }
  var isEmpty: Bool { queue.isEmpty }

  mutating func send(_ bytes: [UInt8]) throws(SystemError) {
    var sent = 0
    if queue.isEmpty {
      switch system.send(socket, bytes, from: 0) {
      case .sent(let count): sent = count
      case .wouldBlock: break
      case .failed(let error): throw error
      }
    }
    if sent < bytes.count { queue.append(bytes, alreadySent: sent) }
  }

  /// Sends what waits, as far as the kernel takes it.
  mutating func flush() throws(SystemError) {
    while let (chunk, offset) = queue.next {
      switch system.send(socket, chunk, from: offset) {
      case .sent(let count):
        sentBytes &+= count
        queue.markSent(count)
      case .wouldBlock: return
      case .failed(let error): throw error
      }
    }
  }

  /// Nobody will have it.
  mutating func discard() { queue = OutputQueue() }
}
