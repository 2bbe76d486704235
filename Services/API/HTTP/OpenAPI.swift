import TinyHTTP
import Wire

/// Describes the routes for programs (https://spec.openapis.org/oas/v3.1.0).
struct OpenAPI {
  let routes: [Route]
  let version: String

  /// The whole document.
  var document: JSONValue {
    [
      "openapi": "3.1.0",
      "info": [
        "title": "NetCatChat API",
        "version": .string(version),
        "description": .string(Self.description),
      ],
      "servers": [["url": "/"]],
      "security": [[:], ["token": []]],
      "tags": .array(tags.map { ["name": .string($0)] }),
      "paths": paths,
      "components": [
        "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
        "schemas": .object(
          Dictionary(uniqueKeysWithValues: Schema.all.map { ($0.name, $0.json) })),
        "responses": [
          "Error": [
            "description": "Refused or failed, and why",
            "content": Self.content(Schema.outcome.reference),
          ]
        ],
      ],
    ]
  }

  private static let description = """
    A path may end in a slash or not. Answers are JSON; errors are 4xx or 5xx with an Outcome that \
    says why. When API_TOKEN is set, all but health needs a bearer token (401); without it the API goes by \
    localhost and its addresses only (403), and who sends none may do everything.

    Bearer tokens: API_TOKEN, for chat servers and the dashboard, which may do everything. That of a \
    session, which POST /sessions answers with, or of an admin's script (POST /tokens): each operation says \
    which roles it is for (403), and owners may what moderators may, and these what viewers may. Who did \
    something is known by the token alone; X-Actor is a note beside it. A session ends \
    \(Limits.sessionSecondsMax / 3_600) hours after the login, \(Limits.sessionIdleSecondsMax / 3_600) hours \
    after it was last used, and when the admin's role or password changes. A request with X-Follow, as from a \
    page that updates itself, is no use of it.

    JSON is RFC 8259 in UTF-8, at most \(HTTPLimits().bodyBytesMax) bytes and \
    \(JSONReader.levelsMax) levels; no name may stand twice in an object, and a member that is not \
    known is refused. It is taken under any content type that clients send for it. A length in \
    characters counts those that people see; in bytes it is at most four times that, and what a \
    description says of bytes, of addresses and of what is there cannot be said by a schema.

    A POST with an Idempotency-Key that came before, for the same path, token and X-Actor, is not done again \
    and gets the same answer, for \(APILimits.idempotencyTimeMax.components.seconds) seconds or until \
    \(APILimits.idempotencyKeysMax) others came, not beyond a restart. With another body it is 422; \
    what failed with 429 or 5xx is tried again. An answer with a token in it is not kept: of POST /bots and \
    POST /tokens, asked again, it is 409, and POST /sessions opens another session.

    A bot's token is good for POST /say and /hooks/{token}; where the bot may read, for GET /messages \
    and what is below it; and for nothing else.

    Any request may be refused for what it is as HTTP: 405, 408, 413, 414, 417, 431, 501 or 505.
    """

  /// The endpoints that `Service` adds to every service.
  static let health = [
    Health("/livez", "The process runs"),
    Health("/readyz", "It can do its work: 200, or 503 and why not", mayFail: true),
    Health("/healthz", "The same as /readyz", mayFail: true),
    Health(
      "/metrics", "Counters and gauges in Prometheus' text format",
      contentType: "text/plain; version=0.0.4; charset=utf-8"),
    Health("/version", "What runs here", contentType: "application/json"),
  ]

  /// One of these endpoints.
  struct Health {
    let path: String
    let summary: String
    let contentType: String
    /// Whether it may answer 503.
    let mayFail: Bool

    init(
      _ path: String, _ summary: String, contentType: String = "text/plain; charset=utf-8",
      mayFail: Bool = false
    ) {
      self.path = path
      self.summary = summary
      self.contentType = contentType
      self.mayFail = mayFail
    }
  }

  private static let healthTag = "health"

  /// In the order of the routes.
  private var tags: [String] {
    var tags: [String] = []
    for tag in routes.map(\.tag) + [Self.healthTag] where !tags.contains(tag) { tags.append(tag) }
    return tags
  }

  private var paths: JSONValue {
    var paths: [String: [String: JSONValue]] = [:]
    for route in routes {
      paths[route.path, default: [:]][Self.key(route.method)] = operation(route)
    }
    for health in Self.health { paths[health.path] = ["get": Self.operation(health)] }
    return .object(paths.mapValues { .object($0) })
  }

  // MARK: - Operations

  private func operation(_ route: Route) -> JSONValue {
    var operation: [String: JSONValue] = [
      "summary": .string(route.summary), "tags": [.string(route.tag)],
      "description": .string(route.need.words),
      "operationId": .string(Self.id(route.method, route.path)),
    ]
    let parameters =
      route.pathParameters.map { Self.pathParameter($0, route.id) }
      + route.query.map(Self.queryParameter)
      + (route.takesActor ? [Self.actorParameter] : [])
      + (route.takesKey ? [Self.keyParameter] : [])
    if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
    if let body = route.body {
      operation["requestBody"] = ["required": true, "content": Self.content(body.reference)]
    }
    var success: [String: JSONValue] = ["description": "Done"]
    if let answer = route.answer { success["content"] = Self.content(answer.reference) }
    if let type = route.contentType { success["content"] = .object([type: [:]]) }
    var responses: [String: JSONValue] = ["200": .object(success), "default": Self.error]
    for status in Self.errors(route) { responses[String(status.code)] = Self.error }
    if route.mayWait {
      success["description"] = "A chat server could not be asked: it waits for that"
      responses["202"] = .object(success)
    }
    operation["responses"] = .object(responses)
    return .object(operation)
  }

  private static func operation(_ health: Health) -> JSONValue {
    let answer: JSONValue = [
      "description": .string(health.summary), "content": .object([health.contentType: [:]]),
    ]
    var responses: [String: JSONValue] = ["200": answer, "default": error]
    if health.mayFail { responses["503"] = answer }
    return [
      "summary": .string(health.summary), "tags": [.string(healthTag)], "security": [],
      "operationId": .string(id(.get, health.path)), "responses": .object(responses),
    ]
  }

  /// The errors that `route` may answer: always 400, 401 and 403, others by what it takes and does.
  private static func errors(_ route: Route) -> [HTTPStatus] {
    [.badRequest, .unauthorized, .forbidden]
      + (route.body == nil ? [] : [.contentTooLarge, .unsupportedMediaType])
      + (route.takesActor ? [.serviceUnavailable] : [])
      + (route.takesKey ? [.unprocessableContent] : []) + route.errors
  }

  private static let error: JSONValue = ["$ref": "#/components/responses/Error"]

  /// `getServersIdUsers`: the method, and the path in words.
  private static func id(_ method: HTTPMethod, _ path: String) -> String {
    let words = path.split { !$0.isLetter }.map { $0.prefix(1).uppercased() + $0.dropFirst() }
    return key(method) + (words.isEmpty ? "Page" : words.joined())
  }

  // MARK: - Parameters

  private static func pathParameter(_ name: String, _ id: Route.ID) -> JSONValue {
    let schema: JSONValue =
      switch id {
      case .server: Schema.serverID
      case .ban, .mute, .note, .bot, .message, .admin, .token, .filter, .held:
        Schema.number(1...APILimits.seqMax)
      case .hook: Schema.text
      }
    return ["name": .string(name), "in": "path", "required": true, "schema": schema]
  }

  private static func queryParameter(_ parameter: Route.Parameter) -> JSONValue {
    let schema: JSONValue =
      switch parameter.kind {
      case .number(let range): Schema.number(range)
      case .text(let charactersMax): Schema.anyLine(charactersMax)
      case .form(let schema): schema
      case .list(let element): ["type": "array", "items": element]
      }
    var description: [String: JSONValue] = [
      "name": .string(parameter.name), "in": "query",
      "description": .string(parameter.summary), "schema": schema,
    ]
    if case .list = parameter.kind { description["explode"] = false }
    if parameter.isRequired { description["required"] = true }
    return .object(description)
  }

  private static let actorParameter: JSONValue = [
    "name": "X-Actor", "in": "header",
    "description":
      "A note for the log of events, beside who does this; UTF-8 beyond ASCII is taken too",
    "schema": [
      "type": "string", "minLength": 1, "maxLength": .integer(Limits.actorCharactersMax),
      "pattern": "^[ -~]*[!-~][ -~]*$",
    ],
  ]

  private static let keyParameter: JSONValue = [
    "name": "Idempotency-Key", "in": "header",
    "description": "Of your choice, such as a UUID: asked again with it, this is not done again",
    "schema": [
      "type": "string", "minLength": 1, "maxLength": .integer(APILimits.idempotencyKeyBytesMax),
      "pattern": "^[!#-~]+$",
    ],
  ]

  private static func content(_ schema: JSONValue) -> JSONValue {
    ["application/json": ["schema": schema]]
  }

  private static func key(_ method: HTTPMethod) -> String { method.rawValue.lowercased() }
}
