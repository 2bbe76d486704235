import Chat
import RoomLog
import Testing
import Wire

struct NeighboursTests {
  private final class Bench {
    var neighbours = Neighbours()
    private var id = 100

    /// Adds somebody; their id is 100 and counts up.
    @discardableResult
    func add(
      _ name: String, _ member: Int, on origin: String = "b.1",
      note: PersonNote = PersonNote(network: "n1")
    ) throws -> Neighbour? {
      let name = try #require(Nickname(known: name))
      return neighbours.add(member, on: origin, name, note, id: nextID())
    }

    private func nextID() -> Int {
      defer { id += 1 }
      return id
    }

    var names: [String] {
      neighbours.all.map { "\($0.origin)/\($0.member) \($0.name.text)" }.sorted()
    }
  }

  @Test func `people of several servers are counted and found`() throws {
    let bench = Bench()
    #expect(bench.neighbours.isEmpty)
    let ann = try #require(try bench.add("ann", 1))
    try bench.add("bob", 1, on: "c.1")
    try bench.add("guest-7", 2, on: "c.1", note: PersonNote(network: "n2"))
    #expect(bench.neighbours.count == 3)
    #expect(bench.neighbours.holder(of: "ANN") === ann)
    #expect(bench.neighbours["b.1", 1] === ann)
    #expect(bench.neighbours["b.1", 2] == nil)
    #expect(bench.neighbours.count(from: "n1") == 2)
    #expect(bench.neighbours.count(from: "n2") == 1)
    #expect(bench.neighbours.count(from: "n3") == 0)
    #expect(bench.neighbours.all(on: "c.1").count == 2)
    bench.neighbours.markLeaving(ann)
    bench.neighbours.markLeaving(ann)
    #expect(bench.neighbours.hereCount == 2)
    bench.neighbours.remove(ann)
    bench.neighbours.remove(ann)
    #expect(bench.neighbours.count == 2)
    #expect(bench.neighbours.hereCount == 2)
    #expect(bench.neighbours.count(from: "n1") == 1)
    #expect(bench.neighbours.holder(of: "ann") == nil)
  }

  @Test func `who is told of again is the same person, as it is now`() throws {
    let bench = Bench()
    let ann = try #require(try bench.add("ann", 1))
    let note = PersonNote(network: "n2", isMuted: true, isLeaving: true)
    let again = try #require(try bench.add("zoe", 1, note: note))
    #expect(again === ann)
    #expect(again.id == 100)
    #expect(again.name.text == "zoe")
    #expect(again.isMuted)
    #expect(bench.neighbours.holder(of: "ann") == nil)
    #expect(bench.neighbours.holder(of: "zoe") === ann)
    #expect([bench.neighbours.count, bench.neighbours.hereCount] == [1, 0])
    #expect([bench.neighbours.count(from: "n1"), bench.neighbours.count(from: "n2")] == [0, 1])
  }

  @Test func `a name that two hold for a moment is the last one's`() throws {
    let bench = Bench()
    let ann = try #require(try bench.add("ann", 1))
    let bob = try #require(try bench.add("bob", 2, on: "c.1"))
    bench.neighbours.rename(bob, to: ann.name)
    #expect(bench.neighbours.holder(of: "ann") === bob)
    #expect(bench.neighbours.holder(of: "bob") == nil)
    // Whoever had it before takes nothing with them.
    bench.neighbours.remove(ann)
    #expect(bench.neighbours.holder(of: "ann") === bob)
    bench.neighbours.rename(bob, to: .guest(5))
    #expect(bench.neighbours.holder(of: "ann") == nil)
    #expect(bench.names == ["c.1/2 guest-5"])
  }

  @Test func `whom a server does not tell of among all its people is gone`() throws {
    let bench = Bench()
    for (member, name) in ["ann", "bob", "cid"].enumerated() {
      try bench.add(name, member)
    }
    try bench.add("dora", 1, on: "c.1")
    bench.neighbours.endRoster(of: "b.1")
    #expect(bench.neighbours.count == 4, "nobody was in doubt")
    bench.neighbours.beginRoster(of: "b.1")
    try bench.add("ann", 0)
    try bench.add("emil", 9)
    #expect(bench.neighbours.count == 5, "until the end nobody is gone")
    bench.neighbours.endRoster(of: "b.1")
    #expect(bench.names == ["b.1/0 ann", "b.1/9 emil", "c.1/1 dora"])
    bench.neighbours.beginRoster(of: "b.1")
    bench.neighbours.endRoster(of: "b.1")
    #expect(bench.names == ["c.1/1 dora"])
    bench.neighbours.beginRoster(of: "nobody.1")
    bench.neighbours.endRoster(of: "nobody.1")
  }

  @Test func `servers and people are bounded, and those who are known are kept`() throws {
    let bench = Bench()
    for number in 0..<Neighbours.serversMax {
      #expect(try bench.add("guest-\(number + 1)", 0, on: "s\(number).1") != nil)
    }
    #expect(try bench.add("guest-900", 0, on: "more.1") == nil)
    #expect(try bench.add("guest-901", 1, on: "s0.1") != nil)
    #expect(try bench.add("guest-902", 0, on: "s1.1")?.name.text == "guest-902")
    bench.neighbours.remove(try #require(bench.neighbours["s2.1", 0]))
    #expect(try bench.add("guest-903", 0, on: "more.1") != nil)

    let crowd = Bench()
    for number in 1...Neighbours.peopleMax { try crowd.add("guest-\(number)", number) }
    #expect(try crowd.add("ann", 0) == nil)
    #expect(crowd.neighbours.count == Neighbours.peopleMax)
  }
}

struct GuestNumbersTests {
  @Test func `a server by itself counts`() {
    var guests = GuestNumbers()
    #expect((0..<300).map { _ in guests.next() } == Array(1...300))
    #expect(guests.last == 300)
    #expect(guests.isRunningOut == false)
  }

  @Test func `those that are shared come from blocks, and from chance when there are none`() {
    var guests = GuestNumbers()
    guests.share()
    #expect(guests.isRunningOut)
    let lonely = [guests.next(), guests.next()]
    #expect(lonely.allSatisfy { !GuestNumbers.isShared($0) })
    #expect(lonely[1] == lonely[0] + 1)
    #expect(guests.last == 0, "nobody counts on from there")

    guests.share()
    guests.add(101..<201)
    #expect(guests.isRunningOut == false)
    #expect((0..<50).map { _ in guests.next() } == Array(101...150))
    #expect(guests.isRunningOut == false)
    _ = guests.next()
    #expect(guests.isRunningOut)
    guests.add(401..<501)
    #expect(guests.isRunningOut == false)
    #expect((0..<50).map { _ in guests.next() } == Array(152...200) + [401])
    #expect(guests.last == 401)
  }

  @Test(arguments: [
    ("guest-1", "guest-1", true), ("guest-12345678", "guest-12345678", true),
    ("ann", "ann", false), ("Jürgen", "Jürgen", false), ("ann_2", "ann_2", false),
    ("guest-0", nil, false), ("guest-007", nil, false), ("guest--1", nil, false),
    ("guest-+1", nil, false), ("guest-99999999999999999999", nil, false), ("guest-", nil, false),
    ("guest", nil, false), ("Guest-1", nil, false), ("", nil, false), ("two words", nil, false),
    ("server", nil, false), ("-ann", nil, false), ("u\u{308}nal", "ünal", false),
    (String(repeating: "x", count: 21), nil, false),
  ])
  func `a name that another server tells is one, or none`(
    text: String, name: String?, isGuest: Bool
  ) {
    #expect(Nickname(known: text)?.text == name)
    #expect(Nickname(known: text)?.isGuest ?? false == isGuest)
  }
}
