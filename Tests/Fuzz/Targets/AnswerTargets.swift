import Support

/// Answers of services to each other that are not what they should be.
private enum Answers {
  static let json = JSONMutator()
  static let http = Mutator(words: Seeds.words)

  /// Mostly the body is changed, sometimes what is around it.
  static func mutated(
    _ request: FakeServer.Request, seq: Int, _ random: inout SplitMix
  ) -> [UInt8] {
    let body = json.mutated(Seeds.answer(to: request, seq: seq), &random)
    let response = random.pick(Seeds.responses(body))
    return random.oneIn(4) ? http.mutated(response, &random) : response
  }

  static func good(_ request: FakeServer.Request, seq: Int) -> [UInt8] {
    Seeds.responses(Array(Seeds.answer(to: request, seq: seq).utf8))[0]
  }
}

/// A chat server's roster, as the API reads it.
struct RosterTarget: Target {
  let name = "roster"
  let weight = 25

  func attack(_ lab: Lab, _ random: inout SplitMix) throws {
    let api = lab.fleet[.api]
    let lease = try lab.ask(
      api, "PUT /servers/fuzz",
      #"{"users": 2, "lines": 0, "connections": 2, "uptime": 1, "version": "1", "instance": "fuzz", "#
        + #""url": "http://127.0.0.1:\#(lab.fleet.roster.port)"}"#)
    guard lease.hasPrefix("HTTP/1.1 200 ") else {
      throw Failure(.wrong, "the API refuses a lease: \(lease)")
    }
    var answers = random
    lab.fleet.roster.answer = { request in
      let bytes = Answers.mutated(request, seq: 1, &answers)
      lab.note("the roster of a fake chat", bytes)
      return bytes
    }
    let question = HTTP.request(
      "GET /servers/fuzz/users?limit=5", to: api, type: "text/plain", [])
    let answer = try lab.converse(with: api, at: api.httpPort, question, &random)
    try lab.judge(answer, of: api, allowing: [502, 504])
  }
}

/// What an API tells a dashboard, seen on its pages.
struct PageTarget: Target {
  let name = "answers to dashboard"
  let weight = 30
  private static let questions = [
    "GET /", "GET /people?server=fuzz", "GET /people", "GET /bans", "GET /log", "GET /log?before=9",
    "GET /kick?server=fuzz&member=0&name=ann", "GET /updates", "GET /admins", "POST /announce",
    "POST /set_banner",
    "POST /ban", "POST /kick",
  ]

  func attack(_ lab: Lab, _ random: inout SplitMix) throws {
    let reader = lab.fleet[.reader]
    let salt = random.next()
    lab.fleet.readersAPI.answer = { request in
      if request.isLongPoll { return nil }
      // By what is asked, for several questions come at once and in any order.
      var random = SplitMix(seed: request.target.utf8.reduce(salt) { $0 &* 31 &+ UInt64($1) })
      let bytes = Answers.mutated(request, seq: 7, &random)
      lab.note("the answer to \(request.method) \(request.target)", bytes)
      return bytes
    }
    let form = "server=fuzz&member=0&name=ann&range=192.0.2.1&reason=&minutes=&text=hi&banner=hi"
    let question = HTTP.request(
      random.pick(Self.questions), to: reader, type: "application/x-www-form-urlencoded",
      Array(form.utf8))
    let page = try lab.converse(with: reader, at: reader.httpPort, question, &random)
    try lab.judge(page, of: reader, allowing: [502, 503, 504])
    if page.firstRange(of: Array(Seeds.canary.utf8)) != nil {
      throw Failure(.wrong, "a page shows markup that the API gave it as text")
    }
  }
}

/// What an API tells a chat: its configuration, with orders, and its lease.
struct FollowerTarget: Target {
  let name = "answers to chat"
  /// Each takes a start, since a chat that was told rubbish waits before it asks again.
  let weight = 2

  func attack(_ lab: Lab, _ random: inout SplitMix) throws {
    let follower = lab.fleet[.follower]
    let api = lab.fleet.followersAPI
    api.answer = { Answers.good($0, seq: 1) }
    try follower.restart(patience: lab.patience, while: lab.exchange)
    // The first answer is a good one or not; with a good one the next brings orders.
    var told = random.oneIn(2) ? 1 : 0
    var leases = 0
    var answers = random
    api.answer = { request in
      if request.method == "PUT" { leases += 1 }
      if request.path == "/config" { told += 1 }
      let isGood = request.path == "/config" && told == 2
      if request.method == "DELETE" || isGood { return Answers.good(request, seq: told) }
      let bytes = Answers.mutated(request, seq: told, &answers)
      lab.note("the answer to \(request.method) \(request.target)", bytes)
      return bytes
    }
    let isTold = try lab.exchange.wait(atMost: lab.patience) {
      try follower.requireRunning()
      return told >= 2 && leases > 0
    }
    guard isTold else { throw Failure(.hang, "a chat that starts does not ask its API") }
    try lab.requireAlive(follower)
  }
}
