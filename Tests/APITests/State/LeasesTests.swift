import API
import Testing
import Wire

@Suite struct `Leases of chat servers` {
  func report(_ users: Int) -> ServerReport {
    ServerReport(users: users, lines: 0, connections: 0, uptime: 0, version: "v")
  }

  @Test func `a server joins, renews, and leaves when its lease runs out`() {
    var leases = Leases()
    #expect(leases.renew("a", report(2), at: .seconds(10), seen: "t1") == .joined)
    #expect(leases.renew("a", report(3), at: .seconds(14), seen: "t2") == .renewed)
    #expect(leases.nextEnd == .seconds(19))
    #expect(leases.expire(at: .milliseconds(18_999)) == [])
    #expect(leases.users == 3)
    #expect(leases.expire(at: .seconds(19)) == ["a"])
    #expect(leases.expire(at: .seconds(20)) == [])
    #expect(leases.users == 0)
    #expect(leases.nextEnd == nil)
    #expect(
      leases.entries == [ServerEntry(id: "a", live: false, seen: "t2", report: report(3))])
    #expect(leases.renew("a", report(1), at: .seconds(21), seen: "t3") == .joined)
  }

  @Test func `users are the sum over live servers`() {
    var leases = Leases()
    _ = leases.renew("a", report(2), at: .zero, seen: "t")
    _ = leases.renew("b", report(5), at: .seconds(1), seen: "t")
    #expect(leases.users == 7)
    #expect(leases.liveCount == 2)
    _ = leases.expire(at: .seconds(5))
    #expect(leases.users == 5)
    #expect(leases.entries.map(\.id) == ["a", "b"])
    #expect(leases.entries.map(\.live) == [false, true])
  }

  @Test func `several leave in the order of their leases`() {
    var leases = Leases()
    for (second, id) in [(3, "x"), (1, "z"), (1, "y"), (2, "w")] {
      _ = leases.renew(id, report(0), at: .seconds(second), seen: "t")
    }
    #expect(leases.expire(at: .seconds(60)) == ["y", "z", "w", "x"])
  }

  @Test func `goodbye removes a server at once`() {
    var leases = Leases()
    _ = leases.renew("a", report(1), at: .zero, seen: "t")
    #expect(leases.end("a", at: .seconds(1)) == true)
    #expect(leases.end("a", at: .seconds(1)) == nil)
    #expect(leases.entries.isEmpty)
    _ = leases.renew("b", report(1), at: .zero, seen: "t")
    _ = leases.expire(at: .seconds(5))
    #expect(leases.end("b", at: .seconds(1)) == false)
  }

  @Test func `there is a limit, and the longest gone make room first`() {
    var leases = Leases(serversMax: 2)
    _ = leases.renew("a", report(1), at: .zero, seen: "t")
    _ = leases.renew("b", report(1), at: .seconds(1), seen: "t")
    #expect(leases.renew("c", report(1), at: .seconds(2), seen: "t") == .refused)
    #expect(leases.renew("a", report(1), at: .seconds(2), seen: "t") == .renewed)
    _ = leases.expire(at: .seconds(9))
    #expect(leases.renew("c", report(1), at: .seconds(9), seen: "t") == .joined)
    #expect(leases.entries.map(\.id) == ["a", "c"])
  }

  func report(_ users: Int, by instance: String?) -> ServerReport {
    var report = report(users)
    report.instance = instance
    return report
  }

  @Test func `a server that was killed and started anew is there at once`() {
    var leases = Leases()
    _ = leases.renew("a", report(5, by: "one"), at: .zero, seen: "t")
    #expect(leases.renew("a", report(0, by: "two"), at: .seconds(1), seen: "t") == .renewed)
    for second in 2..<60 {
      #expect(leases.renew("a", report(1, by: "two"), at: .seconds(second), seen: "t") == .renewed)
      #expect(leases.expire(at: .seconds(second)) == [])
    }
    #expect(leases.entry("a")?.disputed == nil)
    #expect(leases.users == 1)
  }

  @Test func `of two that go by one id the first counts, and the second when the first is gone`() {
    var leases = Leases()
    let (first, second) = (report(5, by: "one"), report(2, by: "two"))
    _ = leases.renew("a", first, at: .zero, seen: "t")
    #expect(leases.renew("a", second, at: .seconds(1), seen: "t") == .renewed)
    #expect(leases.renew("a", first, at: .seconds(2), seen: "t") == .regained(from: second))
    for time in 3..<9 {
      #expect(leases.renew("a", second, at: .seconds(time), seen: "t") == .rival)
      #expect(leases.renew("a", first, at: .seconds(time), seen: "t") == .renewed)
      #expect(leases.users == 5)
    }
    #expect(leases.entry("a")?.disputed == true)
    #expect(leases.expire(at: .seconds(12)) == [])
    #expect(leases.renew("a", second, at: .seconds(12), seen: "t") == .rival)
    #expect(leases.expire(at: .seconds(13)) == ["a"])
    #expect(leases.entry("a")?.disputed == nil)
    #expect(leases.renew("a", second, at: .seconds(13), seen: "t") == .joined)
    #expect(leases.renew("a", second, at: .seconds(14), seen: "t") == .renewed)
  }

  @Test func `the one that is there can be started anew beside its rival`() {
    var leases = Leases()
    _ = leases.renew("a", report(5, by: "one"), at: .zero, seen: "t")
    _ = leases.renew("a", report(2, by: "two"), at: .seconds(1), seen: "t")
    _ = leases.renew("a", report(5, by: "one"), at: .seconds(2), seen: "t")
    #expect(leases.renew("a", report(0, by: "one again"), at: .seconds(3), seen: "t") == .renewed)
    #expect(leases.renew("a", report(2, by: "two"), at: .seconds(3), seen: "t") == .rival)
    #expect(leases.users == 0)
  }

  @Test func `a newcomer that says goodbye gives back what it took from the one that is there`() {
    var leases = Leases()
    _ = leases.renew("a", report(2, by: "one"), at: .zero, seen: "t1")
    _ = leases.renew("a", report(0, by: "two"), at: .seconds(1), seen: "t2")
    #expect(leases.end("a", at: .seconds(2)) == false)
    #expect(leases.users == 2 && leases.entries.first?.report.instance == "one")
    #expect(leases.renew("a", report(3, by: "one"), at: .seconds(3), seen: "t3") == .renewed)
    // Nor is the one before believed to be there for longer than its lease.
    _ = leases.renew("a", report(0, by: "three"), at: .seconds(4), seen: "t4")
    #expect(leases.end("a", at: .seconds(5)) == false)
    #expect(leases.expire(at: .seconds(8)) == ["a"])
  }

  @Test func `a dispute is over when the rival has been quiet for a lease`() {
    var leases = Leases()
    _ = leases.renew("a", report(5, by: "one"), at: .zero, seen: "t")
    _ = leases.renew("a", report(2, by: "two"), at: .seconds(1), seen: "t")
    for time in 2..<7 { _ = leases.renew("a", report(5, by: "one"), at: .seconds(time), seen: "t") }
    #expect(leases.expire(at: .milliseconds(6_999)) == [])
    #expect(leases.entry("a")?.disputed == true)
    #expect(leases.expire(at: .seconds(7)) == [])
    #expect(leases.entry("a")?.disputed == nil)
  }

  @Test(arguments: [(nil, "two"), ("one", nil), (nil, nil)] as [(String?, String?)])
  func `who does not say which process it is, is taken for the same`(
    _ one: String?, _ other: String?
  ) {
    var leases = Leases()
    for second in 0..<9 {
      _ = leases.renew("a", report(1, by: one), at: .seconds(second), seen: "t")
      #expect(
        leases.renew("a", report(2, by: other), at: .seconds(second), seen: "t") == .renewed)
    }
  }

  @Test func `a server that is gone for an hour is forgotten`() {
    var leases = Leases()
    _ = leases.renew("a", report(1), at: .zero, seen: "t")
    _ = leases.expire(at: .seconds(3_604))
    #expect(leases.entries.count == 1)
    _ = leases.expire(at: .seconds(3_605))
    #expect(leases.entries.isEmpty)
  }
}
