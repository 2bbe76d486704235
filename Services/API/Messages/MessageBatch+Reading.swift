import TinyHTTP
import Wire

/// Reads the body of `POST /messages`, which has more members than `RequestObject` takes.
extension MessageBatch {
  init(_ body: [UInt8]) throws(HTTPError) {
    var reading = BatchReading()
    do throws(JSONError) {
      try JSON.read(body) { (reader) throws(JSONProblem) in try reading.take(from: &reader) }
    } catch {
      throw HTTPError(.badRequest, error.message)
    }
    self = try reading.batch()
  }
}

/// What was read so far.
private struct BatchReading {
  private var room: String?
  private var origin: String?
  private var first: Int?
  private var messages: [NewMessage] = []
  private var problem: String?

  mutating func take(from reader: inout JSONReader) throws(JSONProblem) {
    guard try reader.next() == .beginObject else { return fail("the body must be a JSON object") }
    while case .name(let name) = try reader.next() {
      if reader.says(name, "room") {
        room = try string(&reader)
      } else if reader.says(name, "origin") {
        origin = try string(&reader)
      } else if reader.says(name, "first") {
        first = try number(&reader)
      } else if reader.says(name, "messages") {
        try takeMessages(&reader)
      } else {
        try reader.skipValue()
      }
      if problem != nil { return }
    }
  }

  private mutating func takeMessages(_ reader: inout JSONReader) throws(JSONProblem) {
    guard try reader.next() == .beginArray else { return fail("\"messages\" must be an array") }
    while true {
      switch try reader.next() {
      case .endArray: return
      case .beginObject: try takeMessage(&reader)
      default: return fail("\"messages\" must hold objects")
      }
      if messages.count > Limits.messagesBatchMax {
        return fail("\"messages\" holds \(Limits.messagesBatchMax) lines at most")
      }
      if problem != nil { return }
    }
  }

  private mutating func takeMessage(_ reader: inout JSONReader) throws(JSONProblem) {
    var time: Int?
    var kind: String?
    var member: Int?
    var name: String?
    var text: String?
    while case .name(let key) = try reader.next() {
      if reader.says(key, "time") {
        time = try number(&reader)
      } else if reader.says(key, "kind") {
        kind = try string(&reader)
      } else if reader.says(key, "member") {
        member = try memberID(&reader)
      } else if reader.says(key, "name") {
        name = try string(&reader)
      } else if reader.says(key, "text") {
        text = try string(&reader)
      } else {
        try reader.skipValue()
      }
    }
    let position = messages.count + 1
    guard let time, let kind, let name, let text else {
      return fail(
        "message \(position) needs a \"time\" in milliseconds since 1970, and a \"kind\", a "
          + "\"name\" and a \"text\" that are strings")
    }
    // A kind that only a newer chat server knows is the server's own.
    let message = NewMessage(
      time: time, kind: MessageKind(rawValue: kind) ?? .notice, member: member, name: name,
      text: text)
    if let why = MessageRules.problem(with: message) { return fail("message \(position) \(why)") }
    messages.append(message)
  }

  /// Nil for anything but a string.
  private func string(_ reader: inout JSONReader) throws(JSONProblem) -> String? {
    let token = try reader.next()
    if case .string(let text) = token { return reader.string(text) }
    try skip(token, &reader)
    return nil
  }

  /// Nil for anything but a whole number.
  private func number(_ reader: inout JSONReader) throws(JSONProblem) -> Int? {
    let token = try reader.next()
    if case .number(let range) = token { return Int(reader.number(range)) }
    try skip(token, &reader)
    return nil
  }

  /// Nil for null; -1, which is no id, for anything else but a whole number.
  private func memberID(_ reader: inout JSONReader) throws(JSONProblem) -> Int? {
    let token = try reader.next()
    if token == .null { return nil }
    if case .number(let range) = token { return Int(reader.number(range)) ?? -1 }
    try skip(token, &reader)
    return -1
  }

  private func skip(
    _ token: JSONReader.Token, _ reader: inout JSONReader
  ) throws(JSONProblem) {
    if token == .beginArray || token == .beginObject { try reader.skipRest() }
  }

  private mutating func fail(_ what: String) { problem = problem ?? what }

  func batch() throws(HTTPError) -> MessageBatch {
    if let problem { throw HTTPError(.badRequest, problem) }
    guard let room, RoomName.isValid(room) else { throw RoomName.problem }
    guard let origin, MessageRules.isOrigin(origin) else {
      throw HTTPError(.badRequest, "\"origin\" must be SERVER.INSTANCE")
    }
    guard let first, (1...APILimits.seqMax).contains(first) else {
      throw HTTPError(.badRequest, "\"first\" must be the number of the first line, from 1")
    }
    guard !messages.isEmpty else {
      throw HTTPError(.badRequest, "\"messages\" is missing or empty")
    }
    return MessageBatch(room: room, origin: origin, first: first, messages: messages)
  }
}

/// The names of rooms.
enum RoomName {
  /// 1 to 32 of `a-z 0-9 . _ -`, not dots alone.
  static func isValid(_ name: String) -> Bool {
    name.utf8.count <= 32 && ServerID.isValid(name) && name.utf8.allSatisfy { $0 < 65 || $0 > 90 }
  }

  static var problem: HTTPError {
    HTTPError(.badRequest, "a room's name is 1 to 32 of a-z 0-9 . _ - and not dots alone")
  }
}
