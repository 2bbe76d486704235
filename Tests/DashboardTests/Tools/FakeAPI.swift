import Dashboard
import Support
import TinyHTTP
import TinyReactor
import Wire

/// An API of the contract's shapes: it remembers what it was asked, and can be away, broken or slow.
final class FakeAPI {
  enum Mood {
    case well
    /// Nobody answers.
    case away
    /// Nobody listens: the request cannot have been heard.
    case refusing
    /// Our own client has too much to do.
    case overrun
    /// It answers at `release`.
    case slow
    /// It takes the request, and the answer never comes.
    case silent
    /// It does what it is told to, and the answer is lost.
    case losingAnswers
    /// Every answer is this.
    case answering(HTTPResponse)
  }

  var mood = Mood.well
  var users = 3
  var servers = [FakeAPI.server("chat-1")]
  var banner = "Welcome"
  /// In the order they happened.
  var events: [Event] = []
  /// What a banner is refused with.
  var bannerProblem: String?
  var doorsOpen = true
  var doorsKey: String?
  /// Nil of an API that is older than the question.
  var rules: RoomRules? = RoomRules()
  var limits = RoomLimits()
  var historyLines = 10
  /// Nil of an API that is older than the question.
  var status: APIStatus? = APIStatus(
    version: "0", started: "2026-11-24T10:00:00.000Z",
    database: .init(bytes: 1_234_567, freeBytes: 12_000_000_000),
    transcript: .init(bytes: 34_000_000, freeBytes: 12_000_000_000))
  var samples: SampleList?
  var bans: [Ban] = []
  var people: [RosterEntry] = []
  /// The process of every chat server.
  var instance: String?
  /// Mutes, what is over, and whom something would hit.
  let decisions = FakeDecisions()
  /// What is said in the room, and what is known of bots.
  let room = FakeRoom()
  /// Who is there, over all servers, and what is known of them.
  private(set) lazy var peopleHere = FakePeople(self)
  /// Word filters, and lines that wait.
  let words = FakeWords()
  /// Who may log in, and who has.
  let identity = FakeIdentity()
  /// What the next command is refused with.
  var refusal: HTTPResponse?
  /// Commands that were carried out: `POST /kicks {…}`, with who gave them, and their note.
  private(set) var commands: [(line: String, actor: String)] = []
  private(set) var requests: [HTTPRequest] = []
  private var followers: [(after: Int, answer: Deferred<HTTPResponse>)] = []
  private(set) var router = Router()
  private var held: [(request: HTTPRequest, answer: Deferred<HTTPResponse>)] = []

  struct Away: Error {}

  init() {
    router.errorForm = { .json(Outcome.error($0.message), $0.status) }
    router.on(.get, "/users") { [unowned self] _ in .json(UserCount(users: users)) }
    router.on(.get, "/servers") { [unowned self] _ in .json(ServerList(servers: servers)) }
    router.on(.get, "/banner") { [unowned self] _ in .json(Banner(banner: banner)) }
    router.on(.post, "/banner") { [unowned self] request in try setBanner(request) }
    router.on(.get, "/events", deferred: { [unowned self] in list($0) })
    router.on(.get, "/doors") { [unowned self] request in
      let mayRead = identity.role(of: request) >= .moderator
      return .json(
        Doors(
          open: doorsOpen, keyed: doorsKey == nil ? nil : true, key: mayRead ? doorsKey : nil))
    }
    router.on(.get, "/rules") { [unowned self] _ in .json(try known(rules)) }
    router.on(.get, "/limits") { [unowned self] _ in .json(limits) }
    router.on(.get, "/history") { [unowned self] _ in .json(HistorySetting(lines: historyLines)) }
    router.on(.get, "/status") { [unowned self] _ in .json(try known(status)) }
    router.on(.get, "/samples") { [unowned self] _ in .json(try known(samples)) }
    router.on(.get, "/bans") { [unowned self] _ in .json(BanList(bans: bans)) }
    router.on(.get, "/servers/:id/users") { [unowned self] in try roster($0) }
    let commands: [(HTTPMethod, String)] = [
      (.post, "/kicks"), (.post, "/mutes"), (.post, "/unmutes"), (.post, "/voices"),
      (.post, "/unvoices"), (.post, "/rules"), (.post, "/limits"), (.post, "/bans"),
      (.delete, "/bans/:id"), (.put, "/bans/:id"), (.delete, "/mutes/:id"), (.put, "/mutes/:id"),
      (.post, "/announcements"), (.post, "/doors"), (.post, "/history"),
      (.put, "/messages/:id/hidden"), (.delete, "/messages/:id/hidden"),
      (.post, "/retention"), (.delete, "/bots/:id"), (.post, "/admins"), (.put, "/admins/:id"),
      (.delete, "/admins/:id"), (.post, "/password"), (.delete, "/tokens/:id"), (.post, "/notes"),
      (.delete, "/notes/:id"), (.post, "/filters"), (.delete, "/filters/:id"),
      (.post, "/held/:id/release"), (.delete, "/held/:id"),
    ]
    for (method, path) in commands {
      router.on(method, path) { [unowned self] in command($0) }
    }
    router.on(.post, "/bots") { [unowned self] request in
      let answer = command(request)
      let bot = BotCredentials(id: 5, name: "deploy", token: FakeRoom.token)
      return answer.status == .ok ? .json(bot) : answer
    }
    router.on(.post, "/bulk") { [unowned self] request in
      let answer = command(request)
      return answer.status == .ok ? try peopleHere.bulk(request) : answer
    }
    router.on(.post, "/tokens") { [unowned self] request in
      let answer = command(request)
      let token = APITokenCredentials(id: 6, name: "nightly", token: "nct_123")
      return answer.status == .ok ? .json(token) : answer
    }
    decisions.add(to: &router)
    room.add(to: &router)
    peopleHere.add(to: &router)
    words.add(to: &router, asking: identity)
    identity.add(to: &router)
  }

  private func known<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw HTTPError(.notFound, "there is nothing there") }
    return value
  }

  /// The dashboard's way to it without sockets.
  var client: APIClient {
    APIClient(send: { [self] request, _ in send(request) }, stream: room.stream)
  }

  private func send(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    if FakeIdentity.isAbout(request) { identity.note(request) } else { requests.append(request) }
    switch mood {
    case .well: return router.respond(to: request)
    case .away: return .failed(Away())
    case .refusing: return .failed(SystemError(.connect, 111))
    case .overrun: return .failed(HTTPClientError.queueFull)
    case .slow:
      let answer = Deferred<HTTPResponse>()
      held.append((request, answer))
      return answer
    case .silent: return Deferred()
    case .losingAnswers:
      let answer = router.respond(to: request)
      guard request.method != .get else { return answer }
      return answer.addCallback { _ in throw TimeoutError(limit: .seconds(2)) }
    case .answering(let response): return .succeeded(response)
    }
  }

  /// `GET /users/` for each request so far, and forgets them.
  func takeRequests() -> [String] {
    defer { requests = [] }
    return requests.map { "\($0.method.rawValue) \($0.target)" }
  }

  /// Answers what it was slow about so far.
  func release() {
    let all = held
    held = []
    for (request, answer) in all { router.respond(to: request).addBoth { answer.fire($0) } }
  }

  /// Long polls that wait.
  var followerCount: Int { followers.count { !$0.answer.hasFired } }

  func happen(
    _ action: String, by actor: String = "api", to target: String = "", new: String? = nil
  ) {
    let event = Event(
      seq: events.count + 1, time: "2026-11-24T12:00:00.000Z", actor: actor, action: action,
      target: target, new: new)
    events.append(event)
    let waiting = followers
    followers = []
    for follower in waiting where !follower.answer.hasFired {
      follower.answer.callback(.json(EventList(events: [event])))
    }
  }

  private func setBanner(_ request: HTTPRequest) throws -> HTTPResponse {
    if let bannerProblem { return .json(Outcome.error(bannerProblem), .badRequest) }
    let new = try request.json(Banner.self).banner
    if new.utf8.elementsEqual(banner.utf8) { return .json(Outcome.unchanged) }
    banner = new
    happen("banner.changed", by: identity.author(of: request), new: banner)
    return .json(Outcome.success)
  }

  private func command(_ request: HTTPRequest) -> HTTPResponse {
    if let refusal { return refusal }
    let body = String(decoding: request.body, as: UTF8.self)
    let line = "\(request.method.rawValue) \(request.target) \(body.filter { $0 != "\n" })"
    commands.append((line, identity.author(of: request)))
    return .json(Outcome.success)
  }

  /// As a chat server answers it.
  private func roster(_ request: HTTPRequest) throws -> HTTPResponse {
    guard let server = servers.first(where: { $0.id == request.parameters["id"] }) else {
      throw HTTPError(.notFound, "there is no chat server of that name")
    }
    guard server.live else {
      throw HTTPError(.badGateway, "chat server \(server.id) did not answer")
    }
    let query = request.query
    let search = query["q"] ?? ""
    let matching = people.filter {
      search.isEmpty || $0.name.contains(search) || $0.address.contains(search)
    }
    let after = query["after"].flatMap { Int($0) }
    let limit = query["limit"].flatMap { Int($0) } ?? 50
    let page = matching.filter { $0.id > after ?? -1 }.prefix(limit)
    let isLast = page.last?.id == matching.last?.id
    return .json(
      Roster(
        users: Array(page), total: matching.count, next: isLast ? nil : page.last?.id,
        instance: instance))
  }

  private func list(_ request: HTTPRequest) -> Deferred<HTTPResponse> {
    if let after = request.query["after"].flatMap(Int.init) {
      let limit = request.query["limit"].flatMap { Int($0) } ?? 50
      let news = events.filter { $0.seq > after }.prefix(limit)
      guard news.isEmpty, request.query["wait"] != nil else {
        return .succeeded(.json(EventList(events: Array(news))))
      }
      let answer = Deferred<HTTPResponse>()
      followers.append((after, answer))
      return answer
    }
    let limit = request.query["limit"].flatMap(Int.init) ?? 50
    let query = request.query
    let before = query["before"].flatMap { Int($0) } ?? .max
    let actions = query["action"]?.split(separator: ",").map(String.init)
    let found = events.reversed().filter { event in
      event.seq < before && (query["actor"].map { event.actor == $0 } ?? true)
        && (actions?.contains(event.action) ?? true)
        && (query["target"].map { event.target.hasPrefix($0) } ?? true)
        && (query["q"].map { event.new?.contains($0) == true } ?? true)
    }
    let next = found.count > limit ? found[limit - 1].seq : nil
    return .succeeded(.json(EventList(events: Array(found.prefix(limit)), next: next)))
  }

  static func person(
    _ id: Int, _ name: String, at address: String = "192.0.2.7", muted: Bool = false
  ) -> RosterEntry {
    RosterEntry(
      id: id, name: name, address: address, since: 125, idle: 3, lines: 34, muted: muted)
  }

  static func ban(_ id: Int, _ range: String, reason: String = "spam", until: String? = nil) -> Ban
  {
    Ban(
      id: id, range: range, reason: reason, until: until, since: "2026-11-24T11:00:00.000Z",
      actor: "admin@192.0.2.1")
  }

  static func server(_ id: String, live: Bool = true, users: Int = 3) -> ServerEntry {
    ServerEntry(
      id: id, live: live, seen: "2026-11-24T12:00:00.000Z",
      report: ServerReport(users: users, lines: 12_345, connections: 9, uptime: 125, version: "0"))
  }
}
