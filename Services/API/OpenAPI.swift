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
        "description": .string(
          "A path may end in a slash or not. Answers are JSON; errors are 4xx or 503 with an "
            + "Outcome that says why. When API_TOKEN is set, all but health needs it."),
      ],
      "security": [[:], ["token": []]],
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

  /// What every service answers, from `Service`.
  static let health = [
    (path: "/livez", summary: "The process runs"),
    (path: "/readyz", summary: "It can do its work: 200, or 503 and why not"),
    (path: "/healthz", summary: "The same as /readyz"),
    (path: "/metrics", summary: "Counters and gauges in Prometheus' text format"),
    (path: "/version", summary: "What runs here"),
  ]

  private var paths: JSONValue {
    var paths: [String: [String: JSONValue]] = [:]
    for route in routes {
      paths[route.path, default: [:]][Self.key(route.method)] = operation(route)
    }
    for (path, summary) in Self.health {
      paths[path] = [
        "get": [
          "summary": .string(summary), "security": [],
          "responses": ["200": ["description": "As it says"]],
        ]
      ]
    }
    return .object(paths.mapValues { .object($0) })
  }

  private func operation(_ route: Route) -> JSONValue {
    var operation: [String: JSONValue] = ["summary": .string(route.summary)]
    let parameters =
      route.pathParameters.map { Self.pathParameter($0, route.id) }
      + route.query.map(Self.queryParameter)
      + (route.takesActor ? [Self.actorParameter] : [])
    if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
    if let body = route.body {
      operation["requestBody"] = ["required": true, "content": Self.content(body.reference)]
    }
    var success: [String: JSONValue] = ["description": "Done"]
    if let answer = route.answer { success["content"] = Self.content(answer.reference) }
    if let type = route.contentType { success["content"] = .object([type: [:]]) }
    operation["responses"] = [
      "200": .object(success), "default": ["$ref": "#/components/responses/Error"],
    ]
    return .object(operation)
  }

  private static func pathParameter(_ name: String, _ id: Route.ID) -> JSONValue {
    let schema: JSONValue =
      switch id {
      case .server:
        [
          "type": "string", "pattern": "^[A-Za-z0-9._-]+$",
          "maxLength": .integer(Limits.serverIDBytesMax),
        ]
      case .ban: ["type": "integer", "minimum": 1]
      }
    return ["name": .string(name), "in": "path", "required": true, "schema": schema]
  }

  private static func queryParameter(_ parameter: Route.Parameter) -> JSONValue {
    let schema: JSONValue =
      switch parameter.kind {
      case .number(let range): Schema.number(range)
      case .text(let charactersMax):
        ["type": "string", "maxLength": .integer(charactersMax)]
      }
    return [
      "name": .string(parameter.name), "in": "query",
      "description": .string(parameter.summary), "schema": schema,
    ]
  }

  private static let actorParameter: JSONValue = [
    "name": "X-Actor", "in": "header", "description": "Who does this, for the log of events",
    "schema": ["type": "string", "maxLength": .integer(Limits.actorCharactersMax)],
  ]

  private static func content(_ schema: JSONValue) -> JSONValue {
    ["application/json": ["schema": schema]]
  }

  private static func key(_ method: HTTPMethod) -> String { method.rawValue.lowercased() }
}
