package import TinyHTTP
import TinyReactor
import Wire

/// One thing the API does, as data: the router, the OpenAPI document and the front page are all made
/// from the same list, and so cannot disagree.
package struct Route {
  package let method: HTTPMethod
  /// As in the OpenAPI document: `/servers/{id}`.
  package let path: String
  /// One line for people.
  package let summary: String
  /// What `{id}` in the path is.
  var id: ID = .server
  /// What it reads from the query; nothing is required.
  var query: [Parameter] = []
  /// The schema of the JSON body it takes.
  var body: Schema?
  /// The schema of a 200; nil for an answer that is not JSON.
  var answer: Schema?
  /// What a 200 is when it is not JSON, if that is worth a word.
  var contentType: String?
  /// What it takes beside those: `X-Actor` is for routes that change something.
  var takesActor = false
  /// What it is asked for may have to wait: then it answers 202.
  var mayWait = false
  /// What it may refuse or fail with, beside what every route of its kind may.
  var errors: [HTTPStatus] = []
  /// What it is about: routes of one tag stand together.
  private(set) var tag = ""
  private let handler: Handler

  private enum Handler {
    case now((HTTPRequest) -> HTTPResponse)
    case later(HTTPHandler)
  }

  /// Whose id stands in a path; each is written in its own way.
  enum ID { case server, ban }

  /// Something in the query.
  struct Parameter {
    /// What it has to be.
    enum Kind {
      case number(ClosedRange<Int>)
      case text(charactersMax: Int)
    }

    let name: String
    let summary: String
    let kind: Kind
  }

  init(
    _ method: HTTPMethod, _ path: String, _ summary: String, id: ID = .server,
    query: [Parameter] = [], body: Schema? = nil, answer: Schema? = nil,
    contentType: String? = nil, takesActor: Bool = false, mayWait: Bool = false,
    errors: [HTTPStatus] = [],
    _ handler: @escaping HTTPHandler
  ) {
    self.method = method
    self.path = path
    self.summary = summary
    self.id = id
    self.query = query
    self.body = body
    self.answer = answer
    self.contentType = contentType
    self.takesActor = takesActor
    self.mayWait = mayWait
    self.errors = errors
    self.handler = .later(handler)
  }

  /// One that is asked often, and answers at once.
  init(
    _ method: HTTPMethod, _ path: String, _ summary: String, answer: Schema,
    atOnce handler: @escaping (HTTPRequest) -> HTTPResponse
  ) {
    self.method = method
    self.path = path
    self.summary = summary
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

  /// The same, said to be about `tag`.
  func tagged(_ tag: String) -> Route {
    var route = self
    route.tag = tag
    return route
  }

  /// A PUT or a DELETE that comes twice does no more than one; a POST needs a key for that.
  var takesKey: Bool { method == .post }

  /// Adds it to a router.
  func install(on router: inout Router, _ idempotency: Idempotency) {
    switch handler {
    case .now(let handler): router.on(method, pattern, handler)
    case .later(let handler):
      let takesKey = takesKey
      router.on(
        method, pattern,
        deferred: { takesKey ? try idempotency.answer($0, handler) : try handler($0) })
    }
  }
}

extension Route.Parameter {
  static let wait = Route.Parameter(
    name: "wait", summary: "Seconds to be held at most until there is something newer",
    kind: .number(0...Limits.waitSecondsMax))
}
