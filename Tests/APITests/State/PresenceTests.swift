import API
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Presence of chat servers` {
  let clock = ManualClock()
  let report = ServerReport(users: 1, lines: 0, connections: 0, uptime: 0, version: "v")

  /// What was recorded, without times.
  final class Record {
    var changes: [Change.What] = []
  }

  func make(_ record: Record, serversMax: Int = 10) -> Presence {
    Presence(on: clock, leases: Leases(serversMax: serversMax)) { record.changes.append($0.what) }
  }

  @Test func `nobody has to ask for a server to leave`() throws {
    let record = Record()
    let presence = make(record)
    try presence.renew("a", report, actor: "api")
    clock.advance(by: .seconds(3))
    try presence.renew("a", report, actor: "api")
    clock.advance(by: .milliseconds(4_999))
    #expect(record.changes == [.serverJoined(id: "a")])
    clock.advance(by: .milliseconds(1))
    #expect(
      record.changes == [
        .serverJoined(id: "a"), .serverLeft(id: "a", why: "no sign of life for 5 s"),
      ])
    #expect(presence.users == 0)
  }

  @Test func `goodbye is recorded once, and an unknown server is 404`() throws {
    let record = Record()
    let presence = make(record)
    try presence.renew("a", report, actor: "api")
    try presence.end("a", actor: "api")
    clock.advance(by: .seconds(60))
    #expect(
      record.changes == [.serverJoined(id: "a"), .serverLeft(id: "a", why: "goodbye")])
    let error = #expect(throws: StateError.self) { try presence.end("a", actor: "api") }
    #expect(error?.status == .notFound)
  }

  @Test func `too many servers are 503`() throws {
    let presence = make(Record(), serversMax: 1)
    try presence.renew("a", report, actor: "api")
    let error = #expect(throws: StateError.self) {
      try presence.renew("b", report, actor: "api")
    }
    #expect(error?.status == .serviceUnavailable)
  }
}
