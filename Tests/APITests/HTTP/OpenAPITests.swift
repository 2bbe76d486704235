import API
import Testing
import TinyHTTP
import Wire

/// The document is true when what it says is served, and what is served is in it.
@Suite struct `The OpenAPI document` {
  let site: TestSite
  let document: JSONValue

  init() throws {
    site = try TestSite()
    document = try site.json(.get, "/openapi.json")
  }

  @Test func `every route is in it, and so is health`() {
    for route in site.site.routes {
      let operation = document["paths"]?[route.path]?[route.method.rawValue.lowercased()]
      #expect(operation?["summary"] != nil, "\(route.method.rawValue) \(route.path)")
    }
    for path in ["/livez", "/readyz", "/healthz", "/metrics", "/version"] {
      #expect(document["paths"]?[path]?["get"] != nil)
    }
  }

  @Test func `what is not JSON is said to be what it is served as`() throws {
    let content = document["paths"]?["/backup"]?["get"]?["responses"]?["200"]?["content"]
    let type = try #require(try site.send(.get, "/backup").fields["Content-Type"])
    #expect(content?.keys == [type])
  }

  @Test func `all it says is served`() throws {
    for path in document["paths"]?.keys ?? [] where !isHealth(path) {
      for method in document["paths"]?[path]?.keys ?? [] {
        let target = path.replacing("{id}", with: "a")
        let response = try site.send(HTTPMethod(rawValue: method.uppercased()), target)
        #expect(response.status.code != 405, "\(method) \(path)")
        let body = String(decoding: response.body, as: UTF8.self)
        #expect(!body.contains("there is nothing at"), "\(method) \(path)")
      }
    }
  }

  @Test(arguments: [
    "/users/", "/banner/", "/config?after=0", "/servers", "/events?after=0", "/bans", "/doors",
    "/history", "/mutes", "/notes", "/mutes/ended", "/bans/ended", "/people", "/servers/a/users",
    "/people?limit=1", "/people/history?name=al",
    "/bots", "/messages?hidden=true", "/messages?after=0&hidden=true", "/retention",
    "/admins", "/tokens", "/session", "/samples?minutes=1", "/status", "/rules", "/limits",
    "/filters", "/held",
  ])
  func `answers have the members of their schemas`(target: String) throws {
    let chat = try FakeChat(on: site.reactor) { _ in .json(`Rosters, asked of chat servers`.roster)
    }
    try site.json(.post, "/banner/", #"{"banner": "x"}"#)
    try site.json(.put, "/servers/a", `Orders over HTTP`.report(chat.url))
    chat.obey = { _ in .text("") }
    try site.json(.post, "/bans", #"{"range": "::2", "reason": "x", "minutes": 1}"#)
    try site.json(.post, "/kicks", `Orders over HTTP`.member, status: 202)
    try site.json(.post, "/mutes", #"{"name": "troll", "minutes": 1}"#)
    try site.json(.post, "/notes", #"{"name": "troll", "text": "x"}"#)
    try site.json(.post, "/mutes", #"{"name": "over"}"#)
    try site.json(.delete, "/mutes/\(site.journal.snapshot.lastSeq)")
    try site.json(.post, "/bans", #"{"name": "over", "reason": ""}"#)
    try site.json(.delete, "/bans/\(site.journal.snapshot.lastSeq)")
    let bot = try site.json(.post, "/bots", #"{"name": "deploy"}"#)
    try expect(bot, toMatch: document["components"]?["schemas"]?["BotCredentials"])
    try site.json(.post, "/limits", #"{"talk_rate": 2}"#)
    try site.json(.post, "/doors", #"{"open": false, "key": "swordfish"}"#)
    try site.json(.post, "/filters", FilterSuite.filter)
    try site.json(.post, "/held", FilterSuite.held)
    try site.json(.post, "/messages", MessageSuite.batch)
    try site.json(.put, "/messages/1/hidden")
    let zoe = try site.session(as: "zoe", .owner)
    let token = try site.json(.post, "/tokens", #"{"name": "ci", "role": "viewer"}"#, zoe)
    try expect(token, toMatch: document["components"]?["schemas"]?["APITokenCredentials"])
    let path = target.split(separator: "?")[0].replacing("/a/", with: "/{id}/")
    let content = document["paths"]?[String(path)]?["get"]?["responses"]?["200"]?["content"]
    let schema = try #require(content?["application/json"]?["schema"])
    try expect(try site.json(.get, target), toMatch: schema)
    if target == "/session" { try expect(try site.json(.get, target, "", zoe), toMatch: schema) }
  }

  @Test func `answers to changes have the members of their schemas, and so have errors`() throws {
    let schemas = document["components"]?["schemas"]
    let outcome = try #require(schemas?["Outcome"])
    try expect(try site.json(.put, "/servers/a", TestSite.report), toMatch: schemas?["Lease"])
    try expect(try site.json(.delete, "/servers/a"), toMatch: outcome)
    try expect(try site.json(.post, "/banner/", #"{"banner": "x"}"#), toMatch: outcome)
    try expect(try site.json(.post, "/banner/", "", status: 400), toMatch: outcome)
    let batch = MessageSuite.batch
    try expect(try site.json(.post, "/messages", batch), toMatch: schemas?["MessageReceipt"])
    try expect(try site.json(.put, "/messages/1/hidden"), toMatch: outcome)
    try expect(try site.json(.delete, "/messages/1/hidden"), toMatch: outcome)
    try expect(
      try JSON.decode(JSONValue.self, from: Array(batch.utf8)), toMatch: schemas?["MessageBatch"])
    let report = TestSite.report(url: "http://a")
    try expect(
      try JSON.decode(JSONValue.self, from: Array(report.utf8)), toMatch: schemas?["ServerReport"])
  }

  @Test(arguments: [
    ("/bans", "NewBan", #"{"range": "::2", "reason": "x", "minutes": 1}"#),
    ("/kicks", "MemberAction", `Orders over HTTP`.member),
    ("/mutes", "NewMute", `Orders over HTTP`.member),
    ("/bans", "NewBan", #"{"name": "troll", "reason": "x", "minutes": 1}"#),
    ("/notes", "NewNote", #"{"name": "troll", "text": "x"}"#),
    ("/bulk", "NewBulk", `One thing for many people`.bulk("mute", 2, #", "minutes": 1"#)),
    ("/mutes", "NewMute", #"{"name": "troll", "reason": "x", "minutes": 1}"#),
    ("/unmutes", "MemberAction", `Orders over HTTP`.member),
    ("/voices", "MemberAction", `Orders over HTTP`.member),
    ("/unvoices", "MemberAction", `Orders over HTTP`.member),
    ("/doors", "NewDoors", #"{"open": false, "key": "swordfish"}"#),
    ("/rules", "NewRules", #"{"slow_seconds": 10, "voiced_only": null}"#),
    ("/limits", "NewLimits", #"{"talk_rate": 2, "connections_max": null}"#),
    ("/filters", "NewFilter", FilterSuite.filter),
    ("/announcements", "Announcement", #"{"text": "x"}"#),
    ("/doors", "NewDoors", #"{"open": false}"#), ("/history", "HistorySetting", #"{"lines": 1}"#),
    ("/retention", "Retention", #"{"days": 1}"#),
    ("/admins", "NewAdmin", #"{"name": "al", "role": "owner", "password": "correct horse"}"#),
    ("/sessions", "NewSession", "{}"),
  ])
  func `bodies that are taken have the members of their schemas`(
    path: String, schema: String, body: String
  ) throws {
    let chat = try FakeChat(on: site.reactor)
    try site.json(.put, "/servers/a", TestSite.report(url: chat.url))
    let operation = document["paths"]?[path]?["post"]
    let content = operation?["requestBody"]?["content"]?["application/json"]
    #expect(content?["schema"]?["$ref"] == .string("#/components/schemas/" + schema))
    #expect(operation?["parameters"]?[0]?["name"] == "X-Actor")
    let schemas = document["components"]?["schemas"]
    try expect(try JSON.decode(JSONValue.self, from: Array(body.utf8)), toMatch: schemas?[schema])
    let answers = [
      "/bulk": "BulkOutcomes", "/admins": "Admin", "/sessions": "SessionCredentials",
    ]
    try expect(try site.json(.post, path, body), toMatch: schemas?[answers[path] ?? "Outcome"])
  }

  @Test func `the page links what can be read, and is safe`() throws {
    let page = try site.send(.get, "/")
    let text = String(decoding: page.body, as: UTF8.self)
    #expect(page.fields["Content-Type"] == "text/html; charset=utf-8")
    #expect(page.fields["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'")
    for path in [
      "/users/", "/banner/", "/config", "/servers", "/bans", "/bans/ended", "/mutes",
      "/mutes/ended", "/notes", "/people", "/doors", "/history", "/events", "/rules", "/limits",
      "/filters", "/held",
      "/messages", "/retention", "/samples", "/status", "/backup", "/bots", "/admins",
      "/openapi.json", "/readyz",
    ] {
      #expect(text.contains("<a href=\"\(path)\">"))
    }
    #expect(text.contains("<code>POST /banner/</code>"))
    #expect(text.contains("<code>GET /servers/{id}/users</code>"))
  }

  func isHealth(_ path: String) -> Bool {
    ["/livez", "/readyz", "/healthz", "/metrics", "/version"].contains(path)
  }

  /// Members, required members and types, all the way down.
  func expect(_ value: JSONValue, toMatch schema: JSONValue?) throws {
    let schema = try #require(schema)
    if let reference = schema["$ref"]?.text, let name = reference.split(separator: "/").last {
      return try expect(value, toMatch: document["components"]?["schemas"]?[String(name)])
    }
    if case .array(let choices)? = schema["anyOf"] {
      return try expect(
        value, toMatch: choices.first { ($0["type"] == "null") == (value == .null) })
    }
    switch (schema["type"]?.text, value) {
    case ("null", .null): break
    case ("object", .object(let members)):
      let properties = try #require(schema["properties"])
      for (name, member) in members { try expect(member, toMatch: properties[name]) }
      guard case .array(let required)? = schema["required"] else { break }
      for name in required { #expect(members[name.text ?? ""] != nil) }
    case ("array", .array(let values)):
      #expect(!values.isEmpty)
      for element in values { try expect(element, toMatch: schema["items"]) }
    case ("string", .string), ("integer", .integer), ("boolean", .bool): break
    default: Issue.record("\(value.kind) where \(schema) was promised")
    }
  }
}
