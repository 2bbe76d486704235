import Chat
import ServiceKit
import Support
import Testing
import TinyReactor
import Wire

/// What an operator can read in the log of who was here; never what was said.
@Suite struct LogTests {
  @Test func `who came, what they were called and how they left can be read in the log`() throws {
    let pipe = Pipe()
    let chat = TestRoom(log: Log(descriptor: pipe.writing))
    let people = try (1...4).map { try #require(chat.connect(from: "192.0.2.\($0)")) }
    people[0].type("/nick ann\n")
    people[0].type("nobody's business\n")
    people[1].type("/quit\n")
    chat.factory.carryOut(
      Order(action: .kick, member: 2, name: "guest-3", text: "spam"))
    people[0].lose()
    people[1].lose()
    people[2].lose()
    people[3].lose(.slowReader)
    let events = pipe.take().split(separator: "\n").map { line in
      line.split(separator: " ").dropFirst(2).joined(separator: " ")
    }
    #expect(
      events == [
        "joined peer=192.0.2.1:4711 name=guest-1 members=1",
        "joined peer=192.0.2.2:4711 name=guest-2 members=2",
        "joined peer=192.0.2.3:4711 name=guest-3 members=3",
        "joined peer=192.0.2.4:4711 name=guest-4 members=4",
        "renamed peer=192.0.2.1:4711 from=guest-1 to=ann",
        "kick peer=192.0.2.3:4711 name=guest-3 reason=spam",
        "left peer=192.0.2.1:4711 name=ann reason=closed members=1",
        "left peer=192.0.2.2:4711 name=guest-2 reason=quit members=1",
        "left peer=192.0.2.3:4711 name=guest-3 reason=removed members=1",
        #"left peer=192.0.2.4:4711 name=guest-4 reason="the peer reads too slowly" members=0"#,
      ])
  }

  @Test func `who was turned away is logged once at once, and then counted once a minute`() throws {
    let pipe = Pipe()
    var limits = ChatLimits()
    limits.connectionsMax = 2
    limits.connectionsPerAddress = 1
    let chat = TestRoom(limits: limits, log: Log(descriptor: pipe.writing))
    for host in 1...2 { _ = chat.connect(from: "192.0.2.\(host)") }
    for host in 3...7 { _ = chat.connect(from: "192.0.2.\(host)") }
    chat.factory.adopt(ChatConfiguration(seq: 1, banner: "", doorsOpen: false))
    _ = chat.connect(from: "192.0.2.8")
    chat.clock.advance(by: .seconds(300))
    let events = pipe.take().split(separator: "\n").map { line in
      line.split(separator: " ").dropFirst(2).joined(separator: " ")
    }
    #expect(
      events.filter { $0.hasPrefix("refused") } == [
        #"refused peer=192.0.2.3:4711 reason=full told="the room is full; try again later""#,
        "refused peer=192.0.2.8:4711 reason=doors "
          + #"told="the doors are closed; nobody new gets in for now""#,
        "refused again count=4 in=60s reason=full newest=192.0.2.7:4711 "
          + #"told="the room is full; try again later""#,
      ])
  }
}
