import Chat
import ServiceKit
import Testing
import TinyHTTP
import TinyReactor
import Wire

struct ConfigurationFollowerTests {
  @Test func `news are applied at once, and asked for again`() {
    let api = FakeAPI()
    var banners: [String] = []
    let follower = ConfigurationFollower(on: api.clock, api.link) { banners.append($0.banner) }
    follower.start()
    #expect(api.requests.map(\.target) == ["/config"])
    api.answer(ChatConfiguration(seq: 7, banner: "one"))
    #expect(banners == ["one"])
    #expect(api.link.isUp)
    api.clock.advance(by: .milliseconds(50))
    #expect(api.requests.last?.target == "/config?after=7&wait=25")
    api.clock.advance(by: .seconds(25))
    api.answer(ChatConfiguration(seq: 7, banner: "one"))
    api.clock.advance(by: .zero)
    api.answer(ChatConfiguration(seq: 8, banner: "two"))
    #expect(banners == ["one", "two"])
    api.clock.advance(by: .milliseconds(50))
    #expect(api.requests.last?.target == "/config?after=8&wait=25")
    #expect(api.waiting == 1)
  }

  @Test(arguments: [
    #"{"seq": 8, "banner": "x", "bans": [], "doors_open": true, "history_lines": 0, "orders": [],}"#,
    #"{"seq": 8, "seq": 9, "banner": "x", "bans": [], "doors_open": true, "history_lines": 0}"#,
    String(repeating: "[", count: 33) + String(repeating: "]", count: 33), "", "<html>",
  ])
  func `an answer that is no strict JSON is believed in nothing`(body: String) {
    let api = FakeAPI()
    var banners: [String] = []
    let follower = ConfigurationFollower(on: api.clock, api.link) { banners.append($0.banner) }
    follower.start()
    api.answer(ChatConfiguration(seq: 7, banner: "one"))
    api.clock.advance(by: .milliseconds(50))
    api.answer(HTTPResponse(.ok, body: Array(body.utf8)))
    #expect(banners == ["one"])
    #expect(!api.link.isUp)
    while api.waiting == 0 { api.clock.advance(by: .milliseconds(10)) }
    let members =
      #""banner": "two", "bans": [], "doors_open": true, "history_lines": 0, "orders": []"#
    api.answer(HTTPResponse(.ok, body: Array("{\"seq\": 8, \"new\": [{}], \(members)}".utf8)))
    #expect(banners == ["one", "two"])
  }

  @Test func `with the API away pauses grow, and start over when it is back`() {
    let api = FakeAPI()
    let follower = ConfigurationFollower(on: api.clock, api.link) { _ in }
    follower.start()
    var pauses: [Duration] = []
    for _ in 0..<9 {
      api.fail()
      let failed = api.clock.now
      while api.waiting == 0 { api.clock.advance(by: .milliseconds(10)) }
      pauses.append(api.clock.now - failed)
    }
    #expect(!api.link.isUp)
    #expect(pauses[0] <= .milliseconds(210))
    #expect(pauses[8] >= .seconds(5) && pauses[8] <= .seconds(11))
    api.answer(ChatConfiguration(seq: 3, banner: "back"))
    #expect(api.link.isUp)
    api.clock.advance(by: Backoff.longest)
    api.fail()
    api.clock.advance(by: .milliseconds(200))
    #expect(api.requests.last?.target == "/config?after=3&wait=1", "soon, with all we missed")
  }

  @Test func `an API that answers every other question is asked less and less`() {
    let api = FakeAPI()
    let follower = ConfigurationFollower(on: api.clock, api.link) { _ in }
    follower.start()
    api.answer(ChatConfiguration(seq: 3, banner: "well"))
    for _ in 0..<8 {
      while api.waiting == 0 { api.clock.advance(by: .milliseconds(10)) }
      api.answer(.text("no", .serviceUnavailable))
      while api.waiting == 0 { api.clock.advance(by: .milliseconds(10)) }
      api.answer(ChatConfiguration(seq: 3, banner: "well"))
    }
    let before = api.requests.count
    while api.waiting == 0 { api.clock.advance(by: .milliseconds(10)) }
    api.answer(.text("no", .serviceUnavailable))
    let failed = api.clock.now
    while api.waiting == 0 { api.clock.advance(by: .milliseconds(10)) }
    #expect(api.clock.now - failed >= .seconds(5))
    #expect(api.requests.count == before + 2)
  }

  @Test func `one thing that is answered does not make the API well, nor its log long`() {
    let api = FakeAPI()
    let ask = { (target: String, status: HTTPStatus) in
      api.link.ask(HTTPRequest(.get, target), deadline: .seconds(1)) { _ in }.addBoth { _ in }
      api.answer(.text("", status))
    }
    ask("/config", .ok)
    #expect(api.link.isUp)
    for _ in 0..<5 {
      ask("/config?after=1", .serviceUnavailable)
      ask("/servers/chat-1", .ok)
      #expect(!api.link.isUp)
    }
    ask("/config?after=2", .ok)
    #expect(api.link.isUp)
    #expect(api.log.lines(at: .info) == 2, "it was up, and is up again")
    #expect(api.log.lines(at: .warning) == 1, "it was away")
  }

  @Test(arguments: [(503, "{}"), (401, "{}"), (200, "no JSON"), (200, "{}"), (404, "")])
  func `an answer that makes no sense is as good as none`(status: Int, body: String) {
    let api = FakeAPI()
    let follower = ConfigurationFollower(on: api.clock, api.link) { _ in
      #expect(Bool(false), "nothing to apply")
    }
    follower.start()
    api.answer(.text(body, HTTPStatus(status)))
    #expect(!api.link.isUp)
    #expect(api.log.lines(at: .warning) == 1)
    #expect(api.waiting == 0)
    api.clock.advance(by: .milliseconds(200))
    #expect(api.waiting == 1)
  }

  @Test func `an answer that never comes is given up, and stopping ends it`() {
    let api = FakeAPI()
    let follower = ConfigurationFollower(on: api.clock, api.link) { _ in }
    follower.start()
    api.hang(for: .seconds(ConfigurationFollower.probeSeconds + 1) + ConfigurationFollower.grace)
    #expect(api.waiting == 1)
    follower.stop()
    api.clock.advance(by: .seconds(100))
    #expect(api.requests.count == 2)
  }

  @Test func `behind a proxy that cuts at five seconds it learns to ask for less`() {
    let api = FakeAPI()
    let follower = ConfigurationFollower(on: api.clock, api.link) { _ in }
    follower.start()
    var waits: [Int] = []
    for _ in 0..<12 {
      while api.waiting == 0 { api.clock.advance(by: .milliseconds(10)) }
      let target = api.requests.last?.target ?? ""
      let wait = target.split(separator: "=").last.flatMap { Int($0) } ?? 0
      waits.append(wait)
      api.clock.advance(by: .seconds(min(wait, 5)))
      if wait > 4 {
        api.answer(.text("", .gatewayTimeout))
      } else {
        api.answer(ChatConfiguration(seq: 3, banner: "well"))
      }
    }
    #expect(waits == [0, 25, 1, 25, 1, 4, 4, 4, 4, 4, 4, 4])
    #expect(api.log.lines(at: .warning) == 2, "away, and then well for good")
    #expect(api.link.isUp)
  }
}

struct OrderFollowingTests {
  private let api = FakeAPI()

  private func configuration(_ seq: Int, orders: Int...) -> ChatConfiguration {
    ChatConfiguration(
      seq: seq, banner: "", orders: orders.map { Order(seq: $0, action: .announce) })
  }

  /// Answers the next question with `configuration`.
  private func answer(_ configuration: ChatConfiguration) {
    while api.waiting == 0 { api.clock.advance(by: .milliseconds(50)) }
    api.answer(configuration)
  }

  @Test func `each order is carried out once, in order, after what it came with`() {
    var done: [String] = []
    let follower = ConfigurationFollower(on: api.clock, api.link) {
      done.append("seq \($0.seq)")
    } carryOut: {
      done.append("order \($0.seq)")
    }
    follower.start()
    answer(configuration(5, orders: 4, 5))
    #expect(done == ["seq 5"], "given before we started")
    answer(configuration(8, orders: 8, 6))
    answer(configuration(8, orders: 6, 8))
    answer(configuration(9, orders: 6, 8, 9))
    #expect(done == ["seq 5", "seq 8", "order 6", "order 8", "seq 9", "order 9"])
  }

  @Test func `what was ordered while the API was out of reach is done when it is back`() {
    var done: [Int] = []
    let follower = ConfigurationFollower(on: api.clock, api.link) { _ in
    } carryOut: {
      done.append($0.seq)
    }
    follower.start()
    answer(configuration(5))
    for _ in 0..<3 {
      while api.waiting == 0 { api.clock.advance(by: .milliseconds(50)) }
      api.fail()
    }
    answer(configuration(7, orders: 6, 7))
    #expect(api.requests.last?.target == "/config?after=5&wait=1")
    #expect(done == [6, 7])
    answer(configuration(8, orders: 8))
    #expect(api.requests.last?.target == "/config?after=7&wait=25")
    #expect(done == [6, 7, 8])
  }

  @Test func `an older database is taken over, with no order twice`() {
    var (adopted, done) = ([Int](), [Int]())
    let follower = ConfigurationFollower(on: api.clock, api.link) {
      adopted.append($0.seq)
    } carryOut: {
      done.append($0.seq)
    }
    follower.start()
    answer(configuration(50))
    answer(configuration(7, orders: 6, 7))
    answer(configuration(8, orders: 8))
    #expect(adopted == [50, 7, 8])
    #expect(done == [8])
  }

  @Test func `taking a question back says nothing about the API`() {
    let follower = ConfigurationFollower(on: api.clock, api.link) { _ in }
    follower.start()
    answer(configuration(5))
    api.clock.advance(by: .milliseconds(50))
    #expect(api.waiting == 1)
    follower.stop()
    #expect(api.link.isUp)
  }
}
