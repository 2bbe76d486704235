/// A socket's output: sent at once as far as the kernel takes it, the rest in order.
struct SocketOutput {
  private var queue = OutputQueue()
  /// Bytes sent from the queue. Wraps around, and only shows whether anything was sent meanwhile.
  private(set) var sentBytes = 0

  var unsentBytes: Int { queue.count }
  var isEmpty: Bool { queue.isEmpty }

  /// False when some of it has to wait.
  mutating func send(
    _ bytes: [UInt8], to socket: CInt, _ system: System
  ) throws(SystemError) -> Bool {
    var sent = 0
    if queue.isEmpty {
      switch system.send(socket, bytes, from: 0) {
      case .sent(let count): sent = count
      case .wouldBlock: break
      case .failed(let error): throw error
      }
    }
    guard sent < bytes.count else { return true }
    queue.append(bytes, alreadySent: sent)
    return false
  }

  /// Sends what is queued, as far as the kernel takes it.
  mutating func flush(to socket: CInt, _ system: System) throws(SystemError) {
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

  /// Drops what is queued.
  mutating func discard() { queue = OutputQueue() }
}
