import API
import Testing
import TinyHTTP
import Wire

/// Whatever the document says of a request is tried: at each limit it is taken, and beyond refused.
@Suite struct `What the OpenAPI document claims` {
  let site: TestSite
  let document: JSONValue
  /// Says what bots say.
  let chat: FakeChat
  let token: String
  /// Of Zoë, who changes her password.
  let session: [(String, String)]
  let admin: String
  let ban: String
  let mute: String

  init() throws {
    site = try TestSite()
    document = try site.json(.get, "/openapi.json")
    try site.json(.put, "/servers/a", TestSite.report)
    chat = try FakeChat(on: site.reactor) { _ in .json(Roster(users: [], total: 0, next: nil)) }
    try site.json(.put, "/servers/chat", TestSite.report(url: chat.url))
    token = try site.json(.post, "/bots", #"{"name": "deploy"}"#)["token"]?.text ?? ""
    session = try site.session(as: "zoe", .owner)
    _ = try site.session(as: "ben", .viewer)
    _ = try site.session(as: "eva", .viewer)
    admin = site.admins.all.last.map { "\($0.id)" } ?? ""
    try site.json(.post, "/bans", #"{"name": "old", "reason": ""}"#)
    ban = "\(site.journal.snapshot.lastSeq)"
    try site.json(.post, "/mutes", #"{"name": "old"}"#)
    mute = "\(site.journal.snapshot.lastSeq)"
  }

  /// What is sent along: some things can only be done by who is logged in.
  func fields(_ operation: Operation) throws -> [(String, String)] {
    switch operation.name {
    case "POST /password", "POST /tokens", "POST /codes": session
    case "DELETE /session": try site.logIn("ben")
    default: []
    }
  }

  func target(_ path: String) -> String {
    let ids = ["/servers": "a", "/admins": admin, "/bans": ban, "/mutes": mute]
    let id = ids.first { path.hasPrefix($0.key) }?.value ?? "1"
    return path.replacing("{id}", with: id).replacing("{token}", with: token)
  }

  struct Operation {
    let method: HTTPMethod
    let path: String
    let description: JSONValue

    var name: String { "\(method.rawValue) \(path)" }
  }

  var operations: [Operation] {
    (document["paths"]?.keys ?? []).flatMap { path in
      (document["paths"]?[path]?.keys ?? []).compactMap { method in
        document["paths"]?[path]?[method].map {
          Operation(method: HTTPMethod(rawValue: method.uppercased()), path: path, description: $0)
        }
      }
    }
  }

  /// A body that is taken, for each operation that takes one.
  static let bodies = [
    "POST /banner/": #"{"banner": "Hi"}"#,
    "PUT /servers/{id}": TestSite.report(url: "http://a").replacing(
      "}",
      with: #"""
        , "instance": "i", "port": 1400, "bus": {"state": "island", "lag": 1, "unsent": 2}}
        """#),
    "POST /bans": #"{"name": "troll", "reason": "x", "minutes": 1}"#,
    "PUT /bans/{id}": #"{"reason": "x", "minutes": 1}"#,
    "PUT /mutes/{id}": #"{"reason": "x", "minutes": 1}"#,
    "POST /notes": #"{"name": "troll", "text": "x"}"#,
    "POST /bulk": `One thing for many people`.bulk(
      "ban", 1, server: "a", #", "reason": "x", "minutes": 1"#),
    "POST /kicks": `Orders over HTTP`.member, "POST /mutes": `Orders over HTTP`.member,
    "POST /unmutes": `Orders over HTTP`.member, "POST /announcements": #"{"text": "x"}"#,
    "POST /voices": `Orders over HTTP`.member, "POST /unvoices": `Orders over HTTP`.member,
    "POST /rules": #"{"slow_seconds": 1, "voiced_only": true}"#,
    "POST /limits": #"{"talk_rate": 2, "connections_max": null}"#,
    "POST /doors": #"{"open": false}"#, "POST /history": #"{"lines": 1}"#,
    "POST /bots": #"{"name": "probe", "may_read": true}"#,
    "POST /say": #"{"text": "x", "name": "deploy"}"#,
    "POST /hooks/{token}": #"{"text": "x", "attachments": [{"text": "y"}]}"#,
    "POST /outcomes": #"{"order": "x", "server": "a", "outcome": "renamed", "name": "Al"}"#,
    "POST /retention": #"{"days": 1}"#,
    "POST /messages": MessageSuite.batch,
    "POST /filters": FilterSuite.filter, "POST /held": FilterSuite.held,
    "POST /admins": #"{"name": "new", "role": "viewer", "password": "correct horse"}"#,
    "PUT /admins/{id}": #"{"role": "owner", "password": "battery staple"}"#,
    "POST /sessions": #"{"name": "Ben", "password": "correct horse"}"#,
    "POST /password": #"{"old": "correct horse", "new": "battery staple"}"#,
    "POST /tokens": #"{"name": "ci", "role": "viewer"}"#,
  ]

  @Test func `operations have an id of their own, and a tag that is listed`() {
    let ids = operations.compactMap { $0.description["operationId"]?.text }
    #expect(ids.count == operations.count && Set(ids).count == ids.count)
    guard case .array(let tags)? = document["tags"] else { return #expect(Bool(false)) }
    for operation in operations {
      let tag = operation.description["tags"]?[0]
      #expect(tags.contains { $0["name"] == tag }, "\(operation.name)")
    }
    #expect(document["servers"]?[0]?["url"] == "/")
  }

  @Test func `operations list what may go wrong with them`() {
    for operation in operations where operation.description["security"] == nil {
      let statuses = operation.description["responses"]?.keys ?? []
      var expected: Set = ["200", "400", "401", "403", "default"]
      if operation.description["requestBody"] != nil { expected.formUnion(["413", "415"]) }
      if operation.method == .post { expected.formUnion(["422", "503"]) }
      #expect(expected.isSubset(of: statuses), "\(operation.name)")
    }
  }

  @Test(arguments: [
    ("DELETE /bans/{id}", "/bans/9", "", 404), ("DELETE /filters/{id}", "/filters/9", "", 404),
    ("DELETE /held/{id}", "/held/9", "", 404),
    ("POST /held/{id}/release", "/held/9/release", "", 404),
    ("DELETE /bots/{id}", "/bots/9", "", 404),
    ("POST /bots", "/bots", #"{"name": "dep1oy"}"#, 409),
    ("POST /say", "/say", #"{"name": "probe", "text": "x"}"#, 404),
    ("POST /hooks/{token}", "/hooks/ncb_x", "{}", 404),
    ("DELETE /servers/{id}", "/servers/b", "", 404),
    ("POST /kicks", "/kicks", `Orders over HTTP`.member.replacing("\"a\"", with: "\"b\""), 404),
    ("GET /servers/{id}/users", "/servers/b/users", "", 404),
    ("GET /servers/{id}/users", "/servers/a/users", "", 409),
    ("POST /banner/", "/banner", "{", 400), ("GET /config", "/config?after=x", "", 400),
  ])
  func `what goes wrong is listed`(
    name: String, target: String, body: String, status: Int
  ) throws {
    let operation = try #require(operations.first { $0.name == name })
    try site.json(operation.method, target, body, status: status)
    #expect(operation.description["responses"]?["\(status)"] != nil)
  }

  @Test func `each member of a body is taken at its limits, and refused beyond`() throws {
    var tried = 0
    for operation in operations {
      guard let schema = bodySchema(operation) else { continue }
      let text = try #require(Self.bodies[operation.name], "\(operation.name)")
      let body = try JSON.decode(JSONValue.self, from: Array(text.utf8))
      #expect(try status(operation, body) < 400, "\(operation.name) \(text)")
      for name in schema["properties"]?.keys ?? [] {
        let property = try #require(schema["properties"]?[name])
        for (value, isTaken) in trials(of: property, like: body[name])
          + trials(ofObject: property, like: body[name])
        {
          let status = try status(operation, body.with(name, value))
          #expect((status != 400) == isTaken, "\(operation.name) \(name): \(value)")
          tried += 1
        }
      }
    }
    #expect(tried > 150)
  }

  @Test func `required members are missed, and others refused where the document says so`() throws {
    for operation in operations {
      guard let schema = bodySchema(operation), case .array(let required)? = schema["required"],
        let text = Self.bodies[operation.name]
      else { continue }
      let body = try JSON.decode(JSONValue.self, from: Array(text.utf8))
      for name in required.compactMap(\.text) {
        let status = try status(operation, body.with(name, nil))
        #expect(status == 400, "\(operation.name) without \(name)")
        guard let element = body[name]?[0] else { continue }
        let inner = referred(schema["properties"]?[name]?["items"])
        guard case .array(let required)? = inner?["required"] else { continue }
        for member in required.compactMap(\.text) {
          let body = body.with(name, .array([element.with(member, nil)]))
          #expect(try self.status(operation, body) == 400, "\(operation.name) without \(member)")
        }
      }
      let refusesOthers = schema["additionalProperties"] == false
      #expect(
        refusesOthers
          == ![
            "PUT /servers/{id}", "POST /outcomes", "POST /hooks/{token}", "POST /messages",
            "POST /held",
          ].contains(operation.name))
      let status = try status(operation, body.with("nonsense", [[:]]))
      #expect((status == 400) == refusesOthers, "\(operation.name) with another member")
    }
  }

  @Test func `each parameter is taken at its limits, and refused beyond`() throws {
    var tried = 0
    for operation in operations {
      guard case .array(let parameters)? = operation.description["parameters"] else { continue }
      for parameter in parameters {
        let schema = try #require(parameter["schema"])
        let name = try #require(parameter["name"]?.text)
        for (value, isTaken) in SchemaTrials.trials(of: schema) {
          // A number in a query is as good a text as any, and a flag as good as its name.
          guard let text = value.plain(in: schema), !text.isEmpty, parameter["in"] != "path" else {
            continue
          }
          // Whoever asks with a wait is held until there is something new.
          if name == "wait" && isTaken { continue }
          let isField = parameter["in"] == "header"
          let fields = try fields(operation) + (isField ? [(name, text)] : [])
          let query = isField ? "" : "?" + Form.encode([(name, text)])
          let target = target(operation.path) + query
          let response = try site.send(
            operation.method, target, Self.bodies[operation.name] ?? "", fields)
          #expect((response.status != .badRequest) == isTaken, "\(operation.name) \(name): \(text)")
          tried += 1
        }
      }
    }
    #expect(tried > 150)
  }

  // MARK: - Helpers

  func bodySchema(_ operation: Operation) -> JSONValue? {
    let content = operation.description["requestBody"]?["content"]?["application/json"]
    return referred(content?["schema"])
  }

  func referred(_ schema: JSONValue?) -> JSONValue? {
    guard let name = schema?["$ref"]?.text?.split(separator: "/").last else { return nil }
    return document["components"]?["schemas"]?[String(name)]
  }

  func status(_ operation: Operation, _ body: JSONValue) throws -> Int {
    let target = target(operation.path)
    let text = String(decoding: try JSON.encode(body), as: UTF8.self)
    return try site.send(operation.method, target, text, try fields(operation)).status.code
  }

  /// Those of a list of objects as well; `example` is one that is taken.
  func trials(
    of schema: JSONValue, like example: JSONValue?
  ) -> [(JSONValue, isTaken: Bool)] {
    guard let inner = referred(schema["items"]), let element = example?[0] else {
      return SchemaTrials.trials(of: schema)
    }
    guard case .integer(let most)? = schema["maxItems"], schema["minItems"] == 1 else { return [] }
    let full = [JSONValue](repeating: element, count: most)
    let outer: [(JSONValue, isTaken: Bool)] = [
      (.array(full), true), (.array(full + [element]), false), ([], false), ("x", false),
      (.null, false), (element, false), (["x"], false), ([1], false),
    ]
    return (inner["properties"]?.keys ?? []).reduce(into: outer) { trials, name in
      for (value, isTaken) in inner["properties"]?[name].map(SchemaTrials.trials) ?? [] {
        trials.append((.array([element.with(name, value)]), isTaken))
      }
    }
  }

  /// Those of an object that may be null, each of whose members is required; `example` is taken.
  func trials(
    ofObject schema: JSONValue, like example: JSONValue?
  ) -> [(JSONValue, isTaken: Bool)] {
    guard let inner = referred(schema["anyOf"]?[0]), let example else { return [] }
    return (inner["properties"]?.keys ?? []).reduce(into: [("x", false)]) { trials, name in
      trials.append((example.with(name, nil), false))
      for (value, isTaken) in inner["properties"]?[name].map(SchemaTrials.trials) ?? [] {
        trials.append((example.with(name, value), isTaken))
      }
    }
  }
}
