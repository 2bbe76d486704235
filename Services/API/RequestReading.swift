import TinyHTTP
import Wire

/// What handlers read out of a request; all of it throws 4xx with a sentence for the caller.
extension HTTPRequest {
  /// The body as a JSON object, whatever content type a caller gives: `requests.post(url, data=…)`
  /// sends none and `curl -d` that of a form.
  func object() throws(HTTPError) -> RequestObject {
    if let coding = fields["Content-Encoding"], coding.lowercased() != "identity" {
      throw HTTPError(.unsupportedMediaType, "send the body without Content-Encoding")
    }
    if let type = fields["Content-Type"], !Self.mayBeJSON(type) {
      throw HTTPError(
        .unsupportedMediaType, "send JSON, with Content-Type: application/json or without any")
    }
    let value: JSONValue
    do throws(JSONProblem) {
      value = try JSONParser.parse(body)
    } catch {
      throw HTTPError(.badRequest, body.isEmpty ? "the body is empty; send JSON" : "\(error)")
    }
    guard case .object(let members) = value else {
      throw HTTPError(.badRequest, "the body must be a JSON object, not \(value.kind)")
    }
    return RequestObject(members: members)
  }

  private static func mayBeJSON(_ contentType: String) -> Bool {
    let type = contentType.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
    return type.hasSuffix("/json") || type.hasSuffix("+json")
      || type == "application/x-www-form-urlencoded" || type == "text/plain"
  }

  /// A whole number from the query; nil when it is not there.
  func number(_ name: String, in range: ClosedRange<Int>) throws(HTTPError) -> Int? {
    guard let text = query[name] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      let upper = range.upperBound == .max ? "" : " to \(range.upperBound)"
      throw HTTPError(
        .badRequest, "\(name) must be a whole number from \(range.lowerBound)\(upper)")
    }
    return number
  }

  /// `?after=`: the seq the caller has.
  func after() throws(HTTPError) -> Int? { try number("after", in: 0...Int.max) }

  /// `?wait=`: how long the caller wants to be held; zero when it does not say.
  func wait() throws(HTTPError) -> Duration {
    .seconds(try number("wait", in: 0...Limits.waitSecondsMax) ?? 0)
  }

  /// Who does this, as far as the caller says: `X-Actor`, else `api`.
  func actor() throws(HTTPError) -> String {
    guard let actor = fields["X-Actor"] else { return "api" }
    guard (1...Limits.actorCharactersMax).contains(actor.count),
      TextRules.forbiddenCharacter(in: actor, linesAllowed: false) == nil,
      actor.utf8.count <= Limits.actorCharactersMax * 4
    else {
      throw HTTPError(
        .badRequest,
        "X-Actor must be 1 to \(Limits.actorCharactersMax) characters without control characters")
    }
    return actor
  }

  /// `{id}` of a path: a valid `ServerID`.
  func serverID() throws(HTTPError) -> String {
    let id = parameters["id"] ?? ""
    guard ServerID.isValid(id) else {
      throw HTTPError(
        .badRequest,
        "a server's id is 1 to \(Limits.serverIDBytesMax) of A-Z a-z 0-9 . _ - and not dots alone")
    }
    return id
  }
}

/// A JSON object that a caller sent, read member by member.
struct RequestObject {
  let members: [String: JSONValue]

  /// A member that has to be there and be a string.
  func string(_ key: String) throws(HTTPError) -> String {
    let value = try member(key, "a string")
    guard case .string(let text) = value else { throw mismatch(key, "a string", value) }
    return text
  }

  /// A member that has to be a whole number from 0 to `APILimits.reportedCountMax`.
  func count(_ key: String) throws(HTTPError) -> Int {
    let value = try member(key, "a whole number")
    guard case .integer(let number) = value else { throw mismatch(key, "a whole number", value) }
    guard (0...APILimits.reportedCountMax).contains(number) else {
      throw HTTPError(
        .badRequest, "\"\(key)\" must be from 0 to \(APILimits.reportedCountMax)")
    }
    return number
  }

  private func member(_ key: String, _ wanted: String) throws(HTTPError) -> JSONValue {
    guard let value = members[key] else {
      throw HTTPError(.badRequest, "\"\(key)\" is missing; it must be \(wanted)")
    }
    return value
  }

  private func mismatch(_ key: String, _ wanted: String, _ value: JSONValue) -> HTTPError {
    HTTPError(.badRequest, "\"\(key)\" must be \(wanted), not \(value.kind)")
  }
}

extension ServerReport {
  /// What a chat server says of itself, each member checked.
  init(_ body: RequestObject) throws(HTTPError) {
    self.init(
      users: try body.count("users"), lines: try body.count("lines"),
      connections: try body.count("connections"), uptime: try body.count("uptime"),
      version: try body.string("version"))
    guard version.utf8.count <= APILimits.versionBytesMax,
      TextRules.forbiddenCharacter(in: version, linesAllowed: false) == nil
    else {
      throw HTTPError(
        .badRequest,
        "\"version\" must have at most \(APILimits.versionBytesMax) bytes and no control characters"
      )
    }
  }
}
