import Chat
import Testing
import TinyHTTP
import TinyReactor
import Wire

struct LeaseKeeperTests {
  private let api = FakeAPI()
  private let lease = HTTPResponse.json(Lease(status: "SUCCESS", lease: 5))

  private func makeKeeper(users: @escaping () -> Int = { 3 }) -> LeaseKeeper {
    LeaseKeeper(on: api.clock, api.link, id: "chat-1") {
      ServerReport(users: users(), lines: 0, connections: 0, uptime: 0, version: "1")
    }
  }

  @Test func `the lease is renewed each second`() throws {
    let keeper = makeKeeper()
    keeper.start()
    for renewals in 1...5 {
      #expect(api.requests.count == renewals)
      api.answer(lease)
      api.clock.advance(by: .seconds(1))
    }
    let request = try #require(api.requests.first)
    #expect(request.method == .put)
    #expect(request.target == "/servers/chat-1")
    #expect(request.fields["Content-Type"] == "application/json")
    let report = try JSON.decode(ServerReport.self, from: request.body)
    #expect(report.users == 3)
  }

  @Test func `changes are told at once, one request at a time`() throws {
    var users = 1
    let keeper = makeKeeper { users }
    keeper.start()
    for _ in 0..<100 {
      users += 1
      keeper.reportSoon()
    }
    #expect(api.requests.count == 1)
    api.answer(lease)
    api.clock.advance(by: LeaseKeeper.pauseMin)
    #expect(api.requests.count == 2)
    let body = try #require(api.requests.last?.body)
    #expect(try JSON.decode(ServerReport.self, from: body).users == 101)
    api.answer(lease)
    api.clock.advance(by: .milliseconds(500))
    #expect(api.requests.count == 2)
    users = 5
    keeper.reportSoon()
    api.clock.advance(by: LeaseKeeper.pauseMin)
    #expect(api.requests.count == 3)
  }

  @Test func `with the API away it is asked once a second, whatever happens here`() {
    let keeper = makeKeeper()
    keeper.start()
    for attempts in 1...5 {
      #expect(api.requests.count == attempts)
      keeper.reportSoon()
      api.fail()
      keeper.reportSoon()
      api.clock.advance(by: .seconds(1))
    }
  }

  @Test func `a request that hangs is given up before the lease ends`() {
    let keeper = makeKeeper()
    keeper.start()
    api.hang(for: LeaseKeeper.deadline + .seconds(1))
    #expect(api.requests.count == 2)
  }

  @Test func `that another server has our name is said once, and so is that it is ours again`() {
    var told: [Bool] = []
    let keeper = LeaseKeeper(on: api.clock, api.link, id: "a") {
      ServerReport(
        users: 0, lines: 0, connections: 0, uptime: 0, version: "1", instance: "i-1")
    } nameTaken: {
      told.append($0)
    }
    keeper.start()
    for answer in [lease] + Array(repeating: HTTPResponse(.conflict), count: 3) + [lease, lease] {
      api.answer(answer)
      #expect(api.link.isUp, "it answers")
      #expect(keeper.isNameTaken == (answer.status == .conflict))
      api.clock.advance(by: .seconds(1))
    }
    #expect(told == [true, false])
    api.fail()
    #expect(told == [true, false], "no answer says nothing about the name")
    _ = keeper.end()
    #expect(api.requests.last?.target == "/servers/a?instance=i-1")
  }

  @Test func `the lease is given up at the end, after what is under way`() {
    let keeper = makeKeeper()
    keeper.start()
    var isOver = false
    keeper.end().addCallback { isOver = true }
    #expect(api.requests.count == 1)
    api.answer(lease)
    #expect(api.requests.last?.method == .delete)
    #expect(!isOver)
    api.fail()
    #expect(isOver)
    api.clock.advance(by: .seconds(10))
    #expect(api.requests.count == 2)
  }
}
