import API
import ServiceKit
import Support
import Testing
import Wire

@Suite struct `The store of what admins decide`: StoreSuite {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func ban(_ range: String, _ reason: String = "spam", until: String? = nil) -> Change {
    change(.banAdded(range: range, reason: reason, until: until))
  }

  @Test func `a new database bans nobody, is open, and has a history`() throws {
    let snapshot = try open().snapshot()
    #expect(snapshot.configuration.bans == [])
    #expect(snapshot.configuration.doorsOpen)
    #expect(snapshot.configuration.historyLines == Limits.historyLinesDefault)
    #expect(snapshot.orders == [])
  }

  @Test func `a ban and its event are there together, and after reopening`() throws {
    let receipt = try open().commit([.banner("x"), ban("192.0.2.7", until: "u"), ban("::2", "")])
    let bans = [
      Ban(id: 2, range: "192.0.2.7", reason: "spam", until: "u", since: "t", actor: "zoe"),
      Ban(id: 3, range: "::2", reason: "", until: nil, since: "t", actor: "zoe"),
    ]
    #expect(receipt.snapshot.configuration.bans == bans)
    #expect(receipt.snapshot.configuration.seq == 3)
    #expect(
      receipt.events.dropFirst() == [
        Event(
          seq: 2, time: "t", actor: "zoe", action: "ban.added", target: "192.0.2.7",
          new: "until u: spam"),
        Event(seq: 3, time: "t", actor: "zoe", action: "ban.added", target: "::2", new: "for ever"),
      ])
    let store = try open()
    #expect(try store.snapshot() == receipt.snapshot)
    #expect(try store.events(.after(1, limit: 9)) == receipt.events.dropFirst().compactMap { $0 })
  }

  @Test(arguments: [
    (Change.What.banLifted(id: 1), "ban.lifted"), (.banExpired(id: 1), "ban.expired"),
  ])
  func `a ban that ends is an event that tells what it was`(
    what: Change.What, action: String
  ) throws {
    let store = try open()
    _ = try store.commit([ban("192.0.2.7", until: "u")])
    let receipt = try store.commit([change(what)])
    #expect(
      receipt.events == [
        Event(
          seq: 2, time: "t", actor: "zoe", action: action, target: "192.0.2.7", old: "until u: spam"
        )
      ])
    #expect(receipt.snapshot.configuration.bans == [])
    #expect(receipt.snapshot.configuration.seq == 2)
    #expect(try store.commit([change(what)]).results == [.failure(.noSuchBan(id: 1))])
    #expect(try store.snapshot() == receipt.snapshot)
  }

  @Test func `a refused change leaves those beside it alone`() throws {
    let store = try open()
    let receipt = try store.commit([
      ban("192.0.2.7"), ban("192.0.2.7", "again"), change(.banLifted(id: 7)), ban("192.0.2.8"),
    ])
    let first = receipt.snapshot.configuration.bans[0]
    #expect(first.reason == "spam")
    #expect(receipt.results[1] == .failure(.alreadyBanned(first)))
    #expect(receipt.results[2] == .failure(.noSuchBan(id: 7)))
    #expect(receipt.events.map { $0?.seq } == [1, nil, nil, 2])
    #expect(receipt.snapshot.configuration.bans.map(\.range) == ["192.0.2.7", "192.0.2.8"])
  }

  @Test func `one may be banned again, under an id that was never used`() throws {
    let store = try open()
    _ = try store.commit([ban("192.0.2.7"), change(.banLifted(id: 1)), ban("192.0.2.7")])
    #expect(try store.snapshot().configuration.bans.map(\.id) == [3])
  }

  @Test func `there is room for so many bans and no more`() throws {
    let store = try open()
    let full = try store.commit((0...Limits.bansMax).map { ban("10.0.\($0 / 256).\($0 % 256)") })
    #expect(full.snapshot.configuration.bans.count == Limits.bansMax)
    #expect(full.results.last == .failure(.tooManyBans))
    let swapped = try store.commit([change(.banLifted(id: 1)), ban("192.0.2.7")])
    #expect(swapped.snapshot.configuration.bans.last?.range == "192.0.2.7")
  }

  @Test func `doors and history are settings: the same again is no event`() throws {
    let store = try open()
    let receipt = try store.commit([
      change(.doors(open: true)), change(.doors(open: false)), change(.doors(open: false)),
      change(.history(lines: 10)), change(.history(lines: 0)), change(.doors(open: true)),
    ])
    let words = receipt.events.map { event in
      event.map { "\($0.seq) \($0.action) \($0.target) \($0.old ?? "-") \($0.new ?? "-")" }
    }
    #expect(
      words == [
        nil, "1 doors.closed doors open closed", nil, nil, "2 history.changed history 10 0",
        "3 doors.opened doors closed open",
      ])
    #expect(receipt.snapshot.configuration.seq == 3)
    #expect(receipt.snapshot.configuration.doorsOpen)
    #expect(receipt.snapshot.configuration.historyLines == 0)
    #expect(try open(after: store).snapshot() == receipt.snapshot)
  }

  @Test func `logins are events and leave the configuration's seq alone`() throws {
    let receipt = try open().commit([
      change(.loginFailed(peer: "ann"), actor: "api")
    ])
    #expect(receipt.events.map { $0?.action } == ["login.failed"])
    #expect(receipt.events.map { $0?.target } == ["ann"])
    #expect(receipt.snapshot.configuration.seq == 0)
    #expect(receipt.snapshot.lastSeq == 1)
  }

  @Test func `what was rolled back is not remembered, though its seq comes again`() throws {
    let store = try open(pagesMax: 28)
    let before = try store.commit([.banner("safe")]).snapshot
    let tooMuch = String(repeating: "x", count: 100_000)
    #expect(throws: SQLiteError.self) {
      try store.commit([self.ban("192.0.2.7"), .banner(tooMuch)])
    }
    #expect(try store.snapshot() == before)
    let after = try store.commit([ban("192.0.2.8"), .banner("small")]).snapshot
    #expect(after.configuration.seq == 3)
    #expect(after.configuration.bans.map(\.range) == ["192.0.2.8"])
    #expect(try open(after: store).snapshot() == after)
  }

  @Test func `chat servers are told of the newest 1,000 hidden lines, whatever else changes`()
    throws
  {
    let store = try open()
    func hide(_ number: Int) -> Change {
      let line = Change.HiddenLine(id: number, origin: "a.1", number: number)
      return change(.messageHidden(line, key: [1]))
    }
    func told() throws -> [Int] {
      let hidden = try store.snapshot().configuration.hidden?.map(\.number) ?? []
      // As after a restart.
      let again = try open(after: store).snapshot().configuration.hidden?.map(\.number)
      #expect(hidden == again)
      return hidden
    }
    for first in stride(from: 1, through: 1_001, by: 100) {
      _ = try store.commit((first..<(first + 100)).map(hide))
    }
    #expect(try told() == (101...1_100).reversed())
    _ = try store.commit([ban("192.0.2.7")])
    #expect(try told() == (101...1_100).reversed())
    _ = try store.commit([ban("192.0.2.8"), change(.messageShown(id: 1_100)), hide(2_000)])
    #expect(try told() == [2_000] + (101...1_099).reversed())
    _ = try store.commit([change(.messageShowing(id: 2_000))])
    #expect(try told().first == 2_000, "until it is shown")
  }
}
