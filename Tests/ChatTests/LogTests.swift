import Chat
import Service
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
      Order(seq: 1, action: .kick, member: 2, text: "spam"))
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
}
