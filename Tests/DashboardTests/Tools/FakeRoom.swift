import Dashboard
import TinyHTTP
import TinyReactor
import Wire

/// The part of the fake API that knows the room: its lines, how long they are kept, the bots.
final class FakeRoom {
  static let token = "bot_7f3a9c"
  /// 12:00:00 of the day on which the clock of the tests begins.
  static let noon = "2026-11-24T12:00:00.000Z"

  /// In order.
  var messages: [Message] = []
  var retentionDays = 30
  var bots: [Bot] = []
  /// An API from before there was a transcript.
  var isOlder = false
  /// Exports that were asked for; the test answers them.
  private(set) var exports: [FakeExport] = []
  /// 64 KiB each, of an export over sockets.
  var exportParts = 1
  private var followers: [(request: HTTPRequest, answer: Deferred<HTTPResponse>)] = []

  func add(to router: inout Router) {
    router.on(.get, "/messages", deferred: { [unowned self] in try list($0) })
    router.on(.get, "/messages/export") { [unowned self] _ in
      .stream(contentType: "text/plain; charset=utf-8") { self.pour(self.exportParts, to: $0) }
    }
    router.on(.get, "/retention") { [unowned self] _ in
      try check()
      return .json(Retention(days: retentionDays))
    }
    router.on(.get, "/bots") { [unowned self] _ in
      try check()
      return .json(BotList(bots: bots))
    }
  }

  private func pour(_ parts: Int, to writer: HTTPBodyWriter) {
    guard parts > 0 else { return writer.end() }
    writer.write([UInt8](repeating: 0x78, count: 65_536))
    writer.whenWritable { self.pour(parts - 1, to: writer) }
  }

  private func check() throws {
    if isOlder { throw HTTPError(.notFound, "there is nothing there") }
  }

  /// Long polls that wait.
  var followerCount: Int { followers.count { !$0.answer.hasFired } }

  /// Somebody says something; ids begin at 1.
  @discardableResult
  func say(
    _ text: String?, by name: String = "ann", _ kind: MessageKind = .said, member: Int? = 7,
    at time: String = noon, from origin: String = "chat-1.i1", hiddenBy: String? = nil
  ) -> Message {
    let id = (messages.last?.id ?? 0) + 1
    messages.append(
      Message(
        id: id, room: Limits.lobby, origin: origin, number: id, time: time, kind: kind,
        member: member, name: name, text: text, hiddenBy: hiddenBy))
    let waiting = followers
    followers = []
    for follower in waiting where !follower.answer.hasFired {
      follower.answer.callback(.json(found(follower.request)))
    }
    return messages[messages.count - 1]
  }

  private func list(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    try check()
    let list = found(request)
    guard list.messages.isEmpty, request.query["wait"] != nil else {
      return .succeeded(.json(list))
    }
    let answer = Deferred<HTTPResponse>()
    followers.append((request, answer))
    return answer
  }

  /// With milliseconds, so that texts are in the order of their times.
  private static func full(_ time: String) -> Substring { (time.dropLast() + ".000").prefix(23) }

  /// As the contract has it: newest first, or with `after` in order.
  private func found(_ request: HTTPRequest) -> MessageList {
    let query = request.query
    func id(_ name: String) -> Int? { query[name].flatMap { Int($0) } }
    let kinds = query["kind"]?.split(separator: ",").map(String.init)
    var all = messages.filter { line in
      (kinds?.contains(line.kind.rawValue) ?? true)
        && (query["q"].map { line.text?.contains($0) == true } ?? true)
        && (query["name"].map { line.name == $0 } ?? true)
        && (query["since"].map { Self.full(line.time) >= Self.full($0) } ?? true)
        && (query["until"].map { Self.full(line.time) <= Self.full($0) } ?? true)
        && line.id > id("after") ?? 0 && line.id < id("before") ?? .max
        && (query["hidden"] == "true" || line.text != nil)
    }
    if id("after") == nil { all.reverse() }
    let limit = id("limit") ?? 50
    return MessageList(messages: Array(all.prefix(limit)), more: all.count > limit)
  }

  func stream(_ request: HTTPRequest, _ deadline: Duration) -> Deferred<HTTPStreamedResponse> {
    let export = FakeExport(request)
    exports.append(export)
    return export.answer
  }
}

/// An export under way, as the API sees it.
final class FakeExport {
  let request: HTTPRequest
  private(set) var isPaused = true
  private(set) var isCancelled = false
  private(set) lazy var answer = Deferred<HTTPStreamedResponse>(
    canceller: { [weak self] _ in self?.isCancelled = true })
  private weak var response: HTTPStreamedResponse?

  init(_ request: HTTPRequest) { self.request = request }

  func begin(_ status: HTTPStatus = .ok, _ fields: [(String, String)] = []) {
    let response = HTTPStreamedResponse(
      status, fields: HTTPFields(fields),
      .init(
        pause: { [weak self] in self?.isPaused = true },
        resume: { [weak self] in self?.isPaused = false },
        cancel: { [weak self] in self?.isCancelled = true }))
    self.response = response
    answer.callback(response)
  }

  func send(_ text: String) { response?.take(Array(text.utf8)) }

  func end(_ result: Result<Void, any Error> = .success(())) { response?.finish(result) }
}
