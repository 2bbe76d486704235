import ServiceKit
import TinyHTTP
import TinyReactor
import Wire

/// What handlers read from a request. Each method throws a 4xx with a sentence for the caller.
extension HTTPRequest {
  /// The body as a JSON object, under any content type that clients commonly send:
  /// `requests.post(url, data=…)` sends none and `curl -d` that of a form.
  func object(_ schema: Schema) throws(HTTPError) -> RequestObject {
    try requireJSON()
    return try RequestObject(body, schema)
  }

  /// Throws 415 for a body that says it is something else.
  func requireJSON() throws(HTTPError) {
    if let coding = fields["Content-Encoding"], coding.lowercased() != "identity" {
      throw HTTPError(.unsupportedMediaType, "send the body without Content-Encoding")
    }
    if let type = fields["Content-Type"], !Self.mayBeJSON(type) {
      throw HTTPError(
        .unsupportedMediaType, "send JSON, with Content-Type: application/json or without any")
    }
  }

  private static func mayBeJSON(_ contentType: String) -> Bool {
    let type = contentType.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
    return type.hasSuffix("/json") || type.hasSuffix("+json")
      || type == "application/x-www-form-urlencoded" || type == "text/plain"
  }

  /// One line of text from the query; nil when missing or empty.
  func text(_ name: String, charactersMax: Int) throws(HTTPError) -> String? {
    guard let text = query[name], !text.isEmpty else { return nil }
    if let problem = TextRules.problem(withLine: text, charactersMax: charactersMax) {
      throw HTTPError(.badRequest, "\(name) \(problem)")
    }
    return text
  }

  /// True or false, as JSON has them, or 1 or 0; false when missing or empty.
  func flag(_ name: String) throws(HTTPError) -> Bool {
    switch query[name] {
    case nil, "", "0", "false": return false
    case "1", "true": return true
    default: throw HTTPError(.badRequest, "\(name) must be true or false")
    }
  }

  /// `?after=`: the seq the caller has.
  func after() throws(HTTPError) -> Int? { try query.number("after", in: 0...APILimits.seqMax) }

  /// `?wait=`: how long the caller wants to be held; zero when it does not say.
  func wait() throws(HTTPError) -> Duration {
    .seconds(try query.number("wait", in: 0...Limits.waitSecondsMax) ?? 0)
  }

  /// What the caller adds in `X-Actor` to who they are; nil when there is nothing.
  func note() throws(HTTPError) -> String? {
    guard let actor = fields["X-Actor"] else { return nil }
    do throws(TextProblem) {
      // Invalid UTF-8 has become U+FFFD.
      guard !actor.unicodeScalars.contains("\u{FFFD}") else {
        throw TextProblem(description: "is not UTF-8")
      }
      return try TextRules.cleanLine(actor, charactersMax: Limits.actorCharactersMax)
    } catch {
      throw HTTPError(
        .badRequest,
        "X-Actor must be 1 to \(Limits.actorCharactersMax) characters of UTF-8 without control "
          + "characters; it \(error)")
    }
  }

  /// `{id}` of a path: a valid `ServerID`.
  func serverID() throws(HTTPError) -> String {
    let id = parameters["id"] ?? ""
    guard ServerID.isValid(id) else { throw ServerID.problem }
    return id
  }

  /// `{id}` of a path: a ban's id.
  func banID() throws(HTTPError) -> Int {
    try number(or: "a ban's id is a whole number from 1; GET /bans lists them")
  }

  /// `{id}` of a path: a mute's id.
  func muteID() throws(HTTPError) -> Int {
    try number(or: "a mute's id is a whole number from 1; GET /mutes lists them")
  }

  /// `{id}` of a path: a note's id.
  func noteID() throws(HTTPError) -> Int {
    try number(or: "a note's id is a whole number from 1; GET /notes lists them")
  }

  /// `{id}` of a path: a bot's id.
  func botID() throws(HTTPError) -> Int {
    try number(or: "a bot's id is a whole number from 1; GET /bots lists them")
  }

  /// `{id}` of a path: an admin's id.
  func adminID() throws(HTTPError) -> Int {
    try number(or: "an admin's id is a whole number from 1; GET /admins lists them")
  }

  /// `{id}` of a path: the id of a script's token.
  func tokenID() throws(HTTPError) -> Int {
    try number(or: "a token's id is a whole number from 1; GET /tokens lists them")
  }

  /// `{id}` of a path: a filter's id.
  func filterID() throws(HTTPError) -> Int {
    try number(or: "a filter's id is a whole number from 1; GET /filters lists them")
  }

  /// `{id}` of a path: a held line's id.
  func heldID() throws(HTTPError) -> Int {
    try number(or: "a held line's id is a whole number from 1; GET /held lists them")
  }

  private func number(or problem: String) throws(HTTPError) -> Int {
    guard let id = Int(parameters["id"] ?? ""), (1...APILimits.seqMax).contains(id) else {
      throw HTTPError(.badRequest, problem)
    }
    return id
  }
}

extension Form {
  /// A moment, in milliseconds since 1970; nil when missing or empty.
  func time(_ name: String) throws(HTTPError) -> Int? {
    guard let text = self[name], !text.isEmpty else { return nil }
    guard let time = WallTime(rfc3339: text), time >= WallTime(seconds: 0) else {
      throw HTTPError(
        .badRequest, "\(name) must be a time such as 2026-11-28T13:20:00Z, from 1970 on")
    }
    return time.milliseconds
  }
}

extension ServerID {
  /// The error for an invalid id.
  static var problem: HTTPError {
    HTTPError(
      .badRequest,
      "a server's id is 1 to \(Limits.serverIDBytesMax) of A-Z a-z 0-9 . _ - and not dots alone")
  }
}

extension ServerReport {
  /// Reads what a chat server reports of itself, and checks each member.
  init(_ body: RequestObject) throws(HTTPError) {
    self.init(
      users: try body.count("users"), lines: try body.count("lines"),
      connections: try body.count("connections"), uptime: try body.count("uptime"),
      version: try body.string("version"), url: try Self.url(body),
      instance: try body.identifierIfPresent("instance"), port: try Self.port(body),
      bus: try Self.bus(body))
    guard version.utf8.count <= APILimits.versionBytesMax,
      TextRules.forbiddenCharacter(in: version, linesAllowed: false) == nil
    else {
      throw HTTPError(
        .badRequest,
        "\"version\" must have at most \(APILimits.versionBytesMax) bytes and no control characters"
      )
    }
  }

  /// Nil without one, and for a state that only a newer chat server knows: it is alive all the same.
  private static func bus(_ body: RequestObject) throws(HTTPError) -> BusReport? {
    guard let bus = try body.objectIfPresent("bus") else { return nil }
    let (state, lag, unsent) = (
      try bus.string("state"), try bus.count("lag"), try bus.count("unsent")
    )
    return BusReport.State(rawValue: state).map { BusReport(state: $0, lag: lag, unsent: unsent) }
  }

  private static func port(_ body: RequestObject) throws(HTTPError) -> Int? {
    guard body.has("port") else { return nil }
    let port = try body.count("port")
    guard (1...65_535).contains(port) else {
      throw HTTPError(.badRequest, "\"port\" must be from 1 to 65535")
    }
    return port
  }

  /// `http://host:port` and nothing after it: the API adds its own paths, and calls no others.
  private static func url(_ body: RequestObject) throws(HTTPError) -> String? {
    guard body.has("url") else { return nil }
    let url = try body.string("url")
    guard url.utf8.count <= APILimits.urlBytesMax, isHTTPURL(url), !url.dropFirst(7).contains("/")
    else {
      throw HTTPError(
        .badRequest,
        "\"url\" must be http://host:port without a path, of at most \(APILimits.urlBytesMax) "
          + "bytes")
    }
    return url
  }
}

extension RequestObject {
  /// A required member in the form of a `ServerID`.
  func identifier(_ key: String) throws(HTTPError) -> String {
    let text = try string(key)
    guard ServerID.isValid(text) else {
      throw HTTPError(
        .badRequest,
        "\"\(key)\" must be 1 to \(Limits.serverIDBytesMax) of A-Z a-z 0-9 . _ - and not dots alone"
      )
    }
    return text
  }

  /// The same, but nil when the member is missing or null.
  func identifierIfPresent(_ key: String) throws(HTTPError) -> String? {
    has(key) ? try identifier(key) : nil
  }
}
