package import TinyHTTP
import TinyReactor
import Wire

/// One thing the API does, as data: the router, the OpenAPI document and the front page are all
/// made from the same list, and so cannot disagree.
package struct Route {
  package let method: HTTPMethod
  /// As in the OpenAPI document: `/servers/{id}`.
  package let path: String
  /// One line for people.
  package let summary: String
  /// Who may do it.
  package let need: Need
  /// What `{id}` in the path is.
  var id: ID = .server
  /// The query parameters it reads.
  var query: [Parameter] = []
  /// Whether there may be no others: one that is mistyped would give all instead of a part.
  var refusesOthers = false
  /// The schema of the JSON body it takes.
  var body: Schema?
  /// The schema of a 200; nil when it has none.
  var answer: Schema?
  /// The content type of a 200 without a schema.
  var contentType: String?
  /// Whether it takes `X-Actor`, which is for routes that change something.
  var takesActor = false
  /// Whether the change may have to wait; the route then answers 202.
  var mayWait = false
  /// The answer has a secret in it, and is not kept for a repeated request.
  var answerIsSecret = false
  /// The errors it may answer beyond those of every route of its kind.
  var errors: [HTTPStatus] = []
  /// What it is about: the OpenAPI document groups routes by tag.
  private(set) var tag = ""
  private let handler: Handler

  private enum Handler {
    case now((HTTPRequest) -> HTTPResponse)
    case later(HTTPHandler)
  }

  /// Whose id is in the path; each has its own format.
  enum ID { case server, ban, mute, note, bot, hook, message, admin, token, filter, held }

  /// A query parameter.
  struct Parameter {
    /// What its value must be.
    enum Kind {
      case number(ClosedRange<Int>)
      case text(charactersMax: Int)
      /// Text in a form of its own.
      case form(JSONValue)
      /// Several of them, with commas between them.
      case list(of: JSONValue)
    }

    let name: String
    let summary: String
    let kind: Kind
    /// Without it, there is nothing to answer.
    var isRequired = false
  }

  /// A GET is for every admin unless `needs` says otherwise; of all else it has to be said.
  init(
    _ method: HTTPMethod, _ path: String, _ summary: String, needs need: Need? = nil,
    id: ID = .server,
    query: [Parameter] = [], refusesOthers: Bool = false, body: Schema? = nil,
    answer: Schema? = nil, contentType: String? = nil, takesActor: Bool = false,
    mayWait: Bool = false,
    answerIsSecret: Bool = false, errors: [HTTPStatus] = [],
    _ handler: @escaping HTTPHandler
  ) {
    self.method = method
    self.path = path
    self.summary = summary
    guard let need = need ?? (method == .get ? .viewer : nil) else {
      preconditionFailure("\(method.rawValue) \(path) changes something: who may?")
    }
    self.need = need
    self.id = id
    self.query = query
    self.refusesOthers = refusesOthers
    self.body = body
    self.answer = answer
    self.contentType = contentType
    self.takesActor = takesActor
    self.mayWait = mayWait
    self.answerIsSecret = answerIsSecret
    self.errors = errors
    self.handler = .later(handler)
  }

  /// A route that is called often and answers at once.
  init(
    _ method: HTTPMethod, _ path: String, _ summary: String, answer: Schema,
    atOnce handler: @escaping (HTTPRequest) -> HTTPResponse
  ) {
    self.method = method
    self.path = path
    self.summary = summary
    need = .viewer
    self.id = .server
    self.answer = answer
    self.handler = .now(handler)
  }

  /// `id` of `/servers/{id}`.
  var pathParameters: [String] {
    path.split(separator: "/").filter { $0.hasPrefix("{") }
      .map { String($0.dropFirst().dropLast()) }
  }

  /// As the router writes it: `/servers/:id`.
  private var pattern: String {
    path.split(separator: "/", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("{") ? ":" + $0.dropFirst().dropLast() : String($0) }
      .joined(separator: "/")
  }

  /// The same route with `tag`.
  func tagged(_ tag: String) -> Route {
    var route = self
    route.tag = tag
    return route
  }

  /// PUT and DELETE are idempotent by themselves; a POST needs a key for that.
  var takesKey: Bool { method == .post }

  private func checked(
    _ handler: @escaping HTTPHandler, _ access: AccessRules
  ) -> HTTPHandler {
    let handler = checkingQuery(handler)
    // Whoever is let in at all may do that, and what a bot may do is looked at before.
    if case .role(.viewer, _) = need { return handler }
    return { [need] request in
      try access.check(request, need)
      return try handler(request)
    }
  }

  private func checkingQuery(_ handler: @escaping HTTPHandler) -> HTTPHandler {
    guard refusesOthers else { return handler }
    let names = query.map(\.name)
    return { request in
      if let stranger = request.query.pairs.first(where: { !names.contains($0.name) }) {
        throw HTTPError.stranger("parameter ", stranger.name, among: names)
      }
      return try handler(request)
    }
  }

  /// Adds it to a router.
  func install(on router: inout Router, _ idempotency: Idempotency, _ access: AccessRules) {
    switch handler {
    case .now(let handler): router.on(method, pattern, handler)
    case .later(let handler):
      var once = handler
      if takesKey {
        let isSecret = answerIsSecret
        once = { try idempotency.answer($0, isSecret: isSecret, handler) }
      }
      router.on(method, pattern, deferred: checked(once, access))
    }
  }
}

extension Route.Parameter {
  static let wait = Route.Parameter(
    name: "wait", summary: "Seconds to be held at most until there is something newer",
    kind: .number(0...Limits.waitSecondsMax))

  /// From when to when; `Form.time` reads them.
  static let span = [
    Route.Parameter(
      name: "since", summary: "From this moment on, which is in 1970 or later",
      kind: .form(Schema.time)),
    Route.Parameter(
      name: "until", summary: "Before this moment, which is in 1970 or later",
      kind: .form(Schema.time)),
  ]
}
