/// Somebody who sits in the room all the time and reads: nothing that others send may harm them.
final class Listener {
  private let lab: Lab
  private var socket: Socket?
  /// What came and is not checked yet.
  private var unread: [UInt8] = []
  /// Each comes from an address of its own.
  private var talkers: UInt16 = 0

  init(_ lab: Lab) { self.lab = lab }

  /// Joins again if it was put out, as admins may do, and checks what has come.
  func attend() throws {
    if let socket { try read(socket) }
    if let socket, socket.isOpen { return }
    let socket = try lab.exchange.connect(to: lab.fleet.chatPort)
    socket.send(Array("PROXY TCP4 203.0.113.9 127.0.0.1 4711 1400\r\n".utf8))
    self.socket = socket
  }

  /// Somebody joins and talks, and is heard.
  func hear(_ word: String) throws {
    var talker: Socket?
    var lastSaid = ContinuousClock.now
    let isHeard = try lab.exchange.wait(atMost: lab.patience) {
      try attend()
      // Doors may have been closed until just now.
      if talker?.isOpen != true {
        talker = try lab.exchange.connect(to: lab.fleet.chatPort)
        talkers &+= 1
        talker?.send(Seeds.goodHeader(talkers) + Array("\(word)\n".utf8))
        lastSaid = .now
      } else if ContinuousClock.now - lastSaid > .seconds(1) {
        // Doors that asked for a word until just now took it for one.
        talker?.send(Array("\(word)\n".utf8))
        lastSaid = .now
      }
      return heard.contains(word)
    }
    talker?.abort()
    if !isHeard {
      try lab.fleet.requireRunning()
      throw Failure(.hang, "nobody heard \(word) within \(lab.patience)")
    }
    heard = ""
  }

  func leave() { socket?.abort() }

  /// What was read since the last `hear`.
  private var heard = ""

  private func read(_ socket: Socket) throws {
    unread += socket.takeReceived()
    guard let end = unread.lastIndex(of: 10) else { return }
    let lines = Array(unread[...end])
    unread.removeSubrange(...end)
    if let problem = Harmless.problem(in: lines, lineEnd: "\r\n") {
      let text = String(decoding: lines, as: UTF8.self).debugDescription
      throw Failure(.wrong, "everybody in the room reads \(problem) in \(text)")
    }
    heard += String(decoding: lines, as: UTF8.self)
  }
}
