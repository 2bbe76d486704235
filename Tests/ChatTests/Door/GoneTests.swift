import Chat
import Support
import Testing
import TinyReactor
import Wire

/// Those who are gone, on real sockets.
struct GoneTests {
  private func lines(_ count: Int) -> String { (1...count).map { "line \($0)\n" }.joined() }

  @Test(arguments: PollerKind.allCases)
  func `in a busy room all 400 lines are heard whose senders close at once`(
    _ kind: PollerKind
  ) throws {
    let server = try Server(limits: ChatLimits(), kind: kind)
    let talkers = try (0..<100).map { _ in try server.connect() }
    for number in 1...400 {
      do {
        let sender = try BlindClient(port: server.port.address.port)
        // Some are greeted before they say something, and some are not.
        if number % 3 > 0 { try server.reactor.wait { server.chat.accepted == 100 + number } }
        for talker in 0..<10 { talkers[(number + talker * 10) % 100].transport?.write("talk\n") }
        if number % 3 == 1 { server.reactor.turn(waitingAtMost: .zero) }
        sender.send("sender \(number)\n")
      }
      server.reactor.turn(waitingAtMost: .zero)
    }
    let heard = { talkers[0].talk.filter { $0.contains("> sender ") } }
    try server.reactor.wait(limit: .seconds(60)) { server.chat.accepted == 500 }
    try server.reactor.wait(limit: .seconds(60)) {
      server.chat.room.members.count == 100 && server.chat.room.leaving.isEmpty
    }
    try server.reactor.wait { heard().count >= 400 }
    #expect(Set(heard().compactMap { $0.split(separator: " ").last }).count == 400)
    #expect(server.chat.linesUnsaid == 0)
  }

  @Test(arguments: PollerKind.allCases)
  func `a line is heard that came before a reset which a send meets first`(
    _ kind: PollerKind
  ) throws {
    let server = try Server(kind: kind)
    let watcher = try server.connect()
    for number in 1...20 {
      do {
        let sender = try BlindClient(port: server.port.address.port)
        try server.reactor.wait { server.chat.accepted == 1 + number }
        sender.send("sender \(number)\n")
        server.chat.room.announce("busy")
      }
      try server.reactor.wait { server.chat.room.members.count == 1 }
    }
    try server.reactor.wait { watcher.talk.count == 20 }
  }

  @Test(arguments: PollerKind.allCases, [20, 5_000])
  func `who is reset while lines wait is marked as gone, and can be put out`(
    _ kind: PollerKind, _ count: Int
  ) throws {
    let server = try Server(limits: ChatLimits(), kind: kind)
    let watcher = try server.connect()
    do {
      let sender = try BlindClient(port: server.port.address.port)
      sender.send(lines(count))
      try server.reactor.wait { watcher.text.contains("line 10\r\n") }
      sender.reset()
    }
    try server.reactor.wait { server.chat.room.leaving.count == 1 }
    #expect(server.chat.room.members.count == 1)
    let roster = server.chat.room.roster(RosterQuery())
    #expect(roster.users.map(\.gone) == [nil, true])
    for _ in 0..<5 { server.reactor.turn(waitingAtMost: .milliseconds(1)) }
    server.chat.room.remove(server.chat.room.leaving[0], telling: "out", room: "flood")
    try server.reactor.wait { server.chat.open == 1 }
    #expect(server.chat.room.leaving.isEmpty)
    try server.reactor.wait { watcher.text.contains("-- guest-2 was removed (flood)") }
  }

  /// More than is read ahead: the end stands behind what nobody reads yet.
  @Test(arguments: PollerKind.allCases)
  func `the end of what is not read yet is noticed`(_ kind: PollerKind) throws {
    let server = try Server(limits: ChatLimits(), kind: kind)
    let client = try BlindClient(port: server.port.address.port)
    client.send(lines(5_000))
    client.finish()
    var text = ""
    try server.reactor.wait {
      text += client.read()
      return text.contains("-- your input has ended; lines of yours that wait are said for 60 s")
    }
    #expect(server.chat.room.members.count == 1, "it still hears")
  }
}
