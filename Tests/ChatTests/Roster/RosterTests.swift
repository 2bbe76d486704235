import Chat
import Testing
import TinyHTTP
import TinyReactor
import Wire

struct RosterTests {
  @Test func `the roster says who is here, from where, since when, and how they behave`() throws {
    let house = TestRoom()
    let ann = try #require(house.connect(from: "192.0.2.1"))
    house.clock.advance(by: .seconds(60))
    _ = house.connect(from: "2001:db8::1")
    ann.type("one\ntwo\n/nick ann\n\n")
    house.clock.advance(by: .seconds(30))
    house.room.mute(try #require(house.room.member(withID: 0)))
    let roster = house.room.roster(RosterQuery())
    #expect(
      roster.users == [
        RosterEntry(
          id: 0, name: "ann", address: "192.0.2.1", since: 90, idle: 30, lines: 2, muted: true,
          joined: "2026-11-24T12:00:00.000Z", active: "2026-11-24T12:01:00.000Z"),
        RosterEntry(
          id: 1, name: "guest-2", address: "2001:db8::1", since: 30, idle: nil, lines: 0,
          muted: false, joined: "2026-11-24T12:01:00.000Z"),
      ])
    #expect(roster.total == 2)
    #expect(roster.next == nil)
  }

  @Test func `who is gone and still heard is on it, with a mark, as long as they are heard`() {
    let house = TestRoom()
    let people = house.people(3)
    people[1].type((1...30).map { "line \($0)\n" }.joined())
    people[1].lose()
    let roster = house.room.roster(RosterQuery())
    #expect(roster.users.map(\.name) == ["guest-1", "guest-2", "guest-3"])
    #expect(roster.users.map(\.gone) == [nil, true, nil])
    #expect(roster.total == 3)
    var query = RosterQuery()
    query.search = "guest-2"
    #expect(house.room.roster(query).users.map(\.gone) == [true])
    house.settle()
    #expect(house.room.roster(RosterQuery()).users.map(\.id) == [0, 2])
  }

  @Test func `pages are by id, whoever leaves meanwhile`() {
    let house = TestRoom()
    let people = house.people(25)
    var query = RosterQuery()
    query.limit = 10
    var ids: [Int] = []
    repeat {
      let page = house.room.roster(query)
      ids += page.users.map(\.id)
      query.after = page.next
      people[ids.count / 2].lose()
    } while query.after != nil
    #expect(ids == Array(0..<25))
    house.settle()
    query.after = 99
    #expect(house.room.roster(query) == Roster(users: [], total: 22, next: nil))
  }

  @Test(arguments: [
    ("ANN", ["ann", "Annika"]), ("192.0", ["ann", "bob"]), ("::1", ["Annika"]), ("x", []),
    ("НИК", []), ("", ["ann", "bob", "Annika"]), (String(repeating: "a", count: 64), []),
  ])
  func `a search looks at names and addresses`(search: String, names: [String]) throws {
    let house = TestRoom()
    for (name, host) in [("ann", "192.0.2.1"), ("bob", "192.0.2.2"), ("Annika", "2001:db8::1")] {
      try #require(house.connect(from: host)).type("/nick \(name)\n")
    }
    var query = RosterQuery()
    query.search = search
    let roster = house.room.roster(query)
    #expect(roster.users.map(\.name) == names)
    #expect(roster.total == names.count)
  }

  @Test(arguments: [
    ("", nil, 50, ""), ("after=7&limit=200&q=a+b", 7, 200, "a b"), ("limit=1", nil, 1, ""),
  ])
  func `a query is read`(text: String, after: Int?, limit: Int, search: String) throws {
    let query = try RosterQuery(try Form(decoding: text))
    #expect(query.after == after)
    #expect(query.limit == limit)
    #expect(query.search == search)
  }

  @Test(arguments: [
    "after=x", "after=-1", "limit=0", "limit=201", "limit=",
    "q=\(String(repeating: "a", count: 65))",
  ])
  func `a query that makes no sense is refused`(text: String) throws {
    let form = try Form(decoding: text)
    #expect { try RosterQuery(form) } throws: { ($0 as? HTTPError)?.status == .badRequest }
  }
}

struct RosterAccessTests {
  private func status(
    _ access: RosterAccess, _ fields: [(String, String)]
  ) -> Int {
    do throws(HTTPError) {
      try access.check(HTTPRequest(.get, "/roster", fields: HTTPFields(fields)))
      return 200
    } catch {
      return error.status.code
    }
  }

  @Test(arguments: [
    ("Bearer secret", 200), ("bearer  secret", 200), ("BEARER secret", 200), ("Bearer secre", 401),
    ("Bearer secrets", 401), ("Bearer ", 401), ("Basic secret", 401), ("", 401),
  ])
  func `with a token its bearers may ask, by whatever name`(authorization: String, status: Int) {
    let access = RosterAccess(token: "secret", url: nil)
    let fields = [("Host", "any.example"), ("Authorization", authorization)]
    #expect(self.status(access, fields) == status)
  }

  @Test(arguments: [
    ("127.0.0.1:8081", 200), ("localhost:8081", 200), ("LOCALHOST", 200), ("[::1]:8081", 200),
    ("chat:8081", 200), ("evil.example:8081", 403), ("chat.evil.example", 403),
  ])
  func `without one it has to be called by our name`(host: String, status: Int) {
    let access = RosterAccess(token: nil, url: "http://chat:8081")
    #expect(self.status(access, [("Host", host)]) == status)
  }

  @Test(
    arguments: [
      ([], 200), ([("Origin", "http://127.0.0.1:8081")], 403), ([("Origin", "null")], 403),
      ([("Sec-Fetch-Site", "cross-site")], 403), ([("Sec-Fetch-Site", "none")], 403),
    ] as [([(String, String)], Int)])
  func `no page gives orders, whoever shows it`(fields: [(String, String)], status: Int) {
    for token in [nil, "secret"] {
      let access = RosterAccess(token: token, url: nil)
      let request = HTTPRequest(
        .post, "/orders",
        fields: HTTPFields(
          [("Host", "127.0.0.1"), ("Authorization", "Bearer secret")] + fields))
      do throws(HTTPError) {
        try access.checkOrder(request)
        #expect(status == 200)
      } catch {
        #expect(error.status.code == status)
      }
    }
    let stranger = HTTPRequest(.post, "/orders")
    #expect(throws: HTTPError.self) {
      try RosterAccess(token: "secret", url: nil).checkOrder(stranger)
    }
  }
}
