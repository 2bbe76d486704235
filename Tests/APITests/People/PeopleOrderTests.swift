import API
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `Who is there, in an order` {
  let site: TestSite

  init() throws { site = try TestSite() }

  /// A chat server that sorts and pages as ours do.
  func server(_ id: String, _ users: [RosterEntry]) throws -> FakeChat {
    let chat = try FakeChat(on: site.reactor) { request in
      let query = request.query
      let order = PeopleOrder(query["sort"] ?? "server") ?? PeopleOrder(.server)
      let past = query["past"].flatMap { PeoplePlace(cursor: $0, in: order) }
      let after = query["after"].flatMap { Int($0) } ?? -1
      let found = Self.sorted(users.map { (id, $0) }, by: order).filter { listed in
        listed.place.id > after && past.map { order.puts($0, before: listed.place) } ?? true
      }
      .map(\.user.1)
      let page = Array(found.prefix(Int(query["limit"] ?? "") ?? 0))
      return .json(
        Roster(
          users: page, total: users.count, next: page.count < found.count ? page.last?.id : nil))
    }
    try site.json(.put, "/servers/\(id)", `Orders over HTTP`.report(chat.url))
    return chat
  }

  static func sorted(
    _ users: [(String, RosterEntry)], by order: PeopleOrder
  ) -> [(place: PeoplePlace, user: (String, RosterEntry))] {
    users.map { (server, user) in
      let value: PeoplePlace.Value =
        switch order.column {
        case .name: .name(user.name)
        case .address: .address(user.address)
        case .joined: .time(seconds: user.joined.flatMap { WallTime(rfc3339: $0)?.seconds })
        case .active: .time(seconds: user.active.flatMap { WallTime(rfc3339: $0)?.seconds })
        case .lines: .count(user.lines)
        case .server: .server(server)
        case .flags:
          .flags(isMuted: user.muted, isVoiced: user.voiced == true, isGone: user.gone == true)
        }
      return (PeoplePlace(value, server: server, id: user.id), (server, user))
    }
    .sorted { order.puts($0.place, before: $1.place) }
  }

  static func user(_ id: Int, _ random: inout SplitMix) -> RosterEntry {
    let time = { (seconds: Int) in (TestSite.start + .seconds(seconds)).rfc3339 }
    let isActive = Bool.random(using: &random)
    return RosterEntry(
      id: id, name: "n\(Int.random(in: 0...20, using: &random))",
      address: ["192.0.2.7", "9.9.9.9", "2001:db8::1"].randomElement(using: &random) ?? "",
      since: 60, idle: isActive ? 1 : nil, lines: Int.random(in: 0...5, using: &random),
      muted: Int.random(in: 0...4, using: &random) == 0,
      voiced: Int.random(in: 0...3, using: &random) == 0 ? true : nil,
      joined: time(-Int.random(in: 0...9, using: &random)),
      active: isActive ? time(Int.random(in: 0...3, using: &random)) : nil)
  }

  /// Names by server and id, page after page.
  func walk(_ query: String, limit: Int) throws -> (people: [String], pages: Int) {
    var people: [String] = []
    var after: String?
    for page in 1...1_000 {
      let cursor = after.map { "&" + Form.encode([("after", $0)]) } ?? ""
      let here = try site.json(.get, "/people?limit=\(limit)\(query)\(cursor)")
      #expect(here["missing"] == nil && here["total"] == 75)
      for index in 0..<(here["people"]?.count ?? 0) {
        let person = here["people"]?[index]
        guard case .integer(let id)? = person?["user"]?["id"] else { continue }
        people.append("\(person?["server"]?.text ?? "") \(id)")
      }
      after = here["next"]?.text
      if after == nil { return (people, page) }
    }
    return (people, 0)
  }

  @Test(arguments: PeopleOrder.all.map { Optional($0) } + [nil])
  func `pages over several servers have everybody once, in that order`(order: PeopleOrder?) throws {
    var random = SplitMix(seed: 3)
    var (all, chats): ([(String, RosterEntry)], [FakeChat]) = ([], [])
    for (id, count) in [("a", 40), ("b", 0), ("b.1", 7), ("c", 28)] {
      let users = (0..<count).map { Self.user($0, &random) }
      chats.append(try server(id, users))
      all += users.map { (id, $0) }
    }
    let expected = Self.sorted(all, by: order ?? PeopleOrder(.server)).map {
      "\($0.user.0) \($0.user.1.id)"
    }
    let query = order.map { "&sort=\($0.text)" } ?? ""
    for (limit, pages) in [(1, 75), (7, 11), (25, 3), (100, 1)] {
      let walk = try walk(query, limit: limit)
      #expect(walk.people == expected, "\(limit) at a time")
      #expect(walk.pages == pages)
    }
    #expect(chats.count == 4)
  }

  @Test func `filters are passed on, and so is the place`() throws {
    let chat = try server("a", [])
    try site.json(
      .get,
      "/people?q=x%20y&voiced=true&idle=60&new=90&sort=-name&limit=5&"
        + Form.encode([("after", "-name~0~0~b~7~ann")]))
    #expect(
      chat.asked == [
        "/roster?limit=5&q=x+y&voiced=true&idle=60&new=90&sort=-name"
          + "&past=-name%7E0%7E0%7Eb%7E7%7Eann without token"
      ])
  }

  @Test func `without sort, or by server, every server can be asked, and those before are counted`()
    throws
  {
    let chats = try [server("a", []), server("b", []), server("c", [])]
    for (query, asked) in [
      ("", ["limit=1", "limit=9&after=7", "limit=9"]),
      ("&sort=server", ["limit=1", "limit=9&after=7", "limit=9"]),
      ("&sort=-server", ["limit=9", "limit=9&after=7", "limit=1"]),
    ] {
      let order = query.hasSuffix("-server") ? "-server" : "server"
      try site.json(
        .get, "/people?limit=9\(query)&" + Form.encode([("after", "\(order)~0~0~b~7~b")]))
      #expect(chats.compactMap(\.asked.last) == asked.map { "/roster?\($0) without token" })
    }
  }

  @Test(arguments: ["sort=name", "sort=-lines", "voiced=true", "idle=9", "new=2", "sort=active"])
  func `who cannot sort or filter so is named, and the others are shown`(query: String) throws {
    var random = SplitMix(seed: 1)
    var old = [3, 1, 2].map { Self.user($0, &random) }
    for index in old.indices {
      (old[index].joined, old[index].active, old[index].voiced) = (nil, nil, nil)
      (old[index].since, old[index].idle) = (5, 5)
    }
    let answer = Roster(users: old, total: 3, next: nil)
    let chat = try FakeChat(on: site.reactor) { _ in .json(answer) }
    try site.json(.put, "/servers/old", `Orders over HTTP`.report(chat.url))
    let new = try server("new", [])
    let here = try site.json(.get, "/people?\(query)")
    #expect(here["missing"]?[0]?["server"] == "old" && here["missing"]?.count == 1)
    #expect(here["missing"]?[0]?["why"] == "chat server old is too old to be asked that")
    #expect(here["total"] == 0 && here["people"]?.count == 0 && new.asked.count == 1)
  }

  @Test func `who is not in the order that was asked for is not believed`() throws {
    var random = SplitMix(seed: 1)
    var users = [1, 2].map { Self.user($0, &random) }
    (users[0].name, users[1].name) = ("ben", "ann")
    let answer = Roster(users: users, total: 2, next: nil)
    let chat = try FakeChat(on: site.reactor) { _ in .json(answer) }
    try site.json(.put, "/servers/a", `Orders over HTTP`.report(chat.url))
    #expect(try site.json(.get, "/people?sort=name")["missing"]?.count == 1)
    #expect(try site.json(.get, "/people?sort=-name")["missing"] == nil)
    // The first stands before the page.
    let after = Form.encode([("after", "-name~0~0~a~0~ben"), ("sort", "-name")])
    #expect(try site.json(.get, "/people?" + after)["missing"] == nil)
    let later = Form.encode([("after", "-name~0~0~a~1~ben"), ("sort", "-name")])
    #expect(try site.json(.get, "/people?" + later)["missing"]?.count == 1)
  }

  @Test func `one server may be asked alone; one that is gone says so, an unknown one is 404`()
    throws
  {
    var random = SplitMix(seed: 1)
    let (a, b) = (
      try server("a", [Self.user(1, &random)]), try server("b", [Self.user(2, &random)])
    )
    let here = try site.json(.get, "/people?server=b")
    #expect(here["total"] == 1 && here["people"]?[0]?["server"] == "b" && here["missing"] == nil)
    #expect(a.asked == [] && b.asked.count == 1)
    site.clock.advance(by: .seconds(Limits.leaseSeconds + 1))
    let gone = try site.json(.get, "/people?server=b")
    #expect(gone["total"] == 0 && gone["missing"]?[0]?["why"] == "chat server b is gone")
    #expect(
      try site.error(.get, "/people?server=z", status: 404) == "there is no chat server z")
  }

  @Test(arguments: [
    ("sort=id", PeopleOrder.problem), ("sort=--name", PeopleOrder.problem),
    (
      "after=7",
      "after must be the next of an answer that was sorted in the same way (server)"
    ),
    (
      "sort=-lines&after=lines~0~0~a~7~",
      "after must be the next of an answer that was sorted in the same way (-lines)"
    ),
    ("limit=0", "limit must be a whole number from 1 to 100"),
    ("limit=101", "limit must be a whole number from 1 to 100"),
    ("idle=-1", "idle must be a whole number from 0 to 31536000"),
    ("new=x", "new must be a whole number from 0 to 31536000"),
    ("voiced=yes", "voiced must be true or false"),
    ("q=" + String(repeating: "x", count: 65), "q has 65 characters; at most 64 are allowed"),
  ])
  func `a question that makes no sense is refused, and nobody is asked`(
    query: String, why: String
  ) throws {
    let chat = try server("a", [])
    #expect(try site.error(.get, "/people?\(query)") == why)
    #expect(chat.asked == [])
  }

  @Test(arguments: [#""joined""#, #""active""#])
  func `times of a roster are times`(member: String) throws {
    var random = SplitMix(seed: 1)
    var user = Self.user(1, &random)
    if member.contains("joined") { user.joined = "today" } else { user.active = "" }
    let answer = Roster(users: [user], total: 1, next: nil)
    let chat = try FakeChat(on: site.reactor) { _ in .json(answer) }
    try site.json(.put, "/servers/a", `Orders over HTTP`.report(chat.url))
    let why = try site.json(.get, "/people")["missing"]?[0]?["why"]
    let problem = "chat server a sent no roster: \"users[0].\(member.dropFirst()) is no time"
    #expect(why?.text == problem)
  }
}
