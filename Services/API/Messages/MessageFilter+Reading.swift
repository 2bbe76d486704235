import ServiceKit
import TinyHTTP
import TinyReactor
import Wire

/// Reads which lines somebody asks for.
extension MessageFilter {
  /// Throws 400 with a sentence for the caller.
  init(_ request: HTTPRequest) throws(HTTPError) {
    let query = request.query
    self.init(room: query["room"] ?? Limits.lobby)
    guard RoomName.isValid(room) else { throw RoomName.problem }
    before = try query.number("before", in: 1...APILimits.seqMax)
    after = try request.after()
    limit = try query.number("limit", in: 1...Limits.messagesBatchMax) ?? limit
    self.query = try request.text("q", charactersMax: Limits.messageSearchCharactersMax)
    name = try request.text("name", charactersMax: Limits.searchCharactersMax)
    kinds = try Self.kinds(query["kind"] ?? "")
    since = try query.time("since")
    until = try query.time("until")
    showsHidden = try request.flag("hidden")
  }

  private static func kinds(_ text: String) throws(HTTPError) -> [MessageKind] {
    var kinds: [MessageKind] = []
    for word in text.split(separator: ",") {
      guard let kind = MessageKind(rawValue: String(word)) else {
        let all = MessageKind.allCases.map(\.rawValue).joined(separator: ", ")
        throw HTTPError(.badRequest, "there is no kind \(quoted(String(word))); there is \(all)")
      }
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    return kinds
  }
}

extension Route.Parameter {
  /// What `MessageFilter` reads, but for what depends on the way of reading.
  static let messageFilter =
    [
      Route.Parameter(
        name: "room", summary: "The room; \(Limits.lobby) when not given",
        kind: .form(Schema.room)),
      Route.Parameter(
        name: "q",
        summary: "Only lines with these words or beginnings of words, \"phrases\", @names",
        kind: .text(charactersMax: Limits.messageSearchCharactersMax)),
      Route.Parameter(
        name: "name", summary: "Only what somebody of that name said",
        kind: .text(charactersMax: Limits.searchCharactersMax)),
      Route.Parameter(
        name: "kind", summary: "Only these, with commas between them",
        kind: .list(of: Schema.kind)),
    ] + span + [
      Route.Parameter(
        name: "hidden", summary: "true: hidden lines too, without their text",
        kind: .form(Schema.flag))
    ]
  static let messageAfter = Route.Parameter(
    name: "after", summary: "Only lines after this id, in order",
    kind: .number(0...APILimits.seqMax))
}
