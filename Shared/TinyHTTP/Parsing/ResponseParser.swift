/// Parses responses (RFC 9112) from bytes cut anywhere. Strict like `RequestParser`: an answer
/// whose end is in doubt is refused.
package struct ResponseParser {
  /// What `next` and `finish` return.
  package enum Step {
    case needMore
    /// Of an answer that is streamed: status and fields, before its body.
    case head(HTTPResponse)
    /// Of an answer that is streamed: some of its body.
    case part([UInt8])
    /// `keepsAlive`: the connection can carry another request. Of a streamed answer all parts of the
    /// body have come before.
    case response(HTTPResponse, keepsAlive: Bool)
    case failed(ParseError)
  }

  private enum State {
    case statusLine
    case fields(HTTPVersion, HTTPStatus)
    case body(HTTPVersion, HTTPStatus)
    case failed(ParseError)
  }
  private let bodyBytesMax: Int
  private var state = State.statusLine
  private var answersHead = false
  private var streams = false
  private var input = InputBuffer()
  private var head = HeadParser(fieldsMax: Self.limits.fieldsMax)
  private var headBytes = 0
  private var body: BodyReader?
  private var interimResponses = 0

  private static let limits = HTTPLimits()
  /// `100 Continue` and `103 Early Hints` come once or twice; more is an attack.
  private static let interimResponsesMax = 16

  package init(bodyBytesMax: Int) { self.bodyBytesMax = bodyBytesMax }

  /// Call before each response: tells whether it answers HEAD, and so has no body (RFC 9112 §6.3),
  /// and whether its body comes in parts, and so has no limit.
  package mutating func begin(answeringHead: Bool, streams: Bool = false) {
    answersHead = answeringHead
    self.streams = streams
  }

  /// Nothing of a response has come.
  package var isIdle: Bool {
    if case .statusLine = state { headBytes + input.count + interimResponses == 0 } else { false }
  }

  /// Takes bytes as they come; ignored after a failure.
  package mutating func feed(_ data: Span<UInt8>) {
    if case .failed = state { return }
    input.append(data)
  }

  /// The response if it is complete; interim ones are skipped.
  package mutating func next() -> Step {
    do throws(ParseError) {
      while true {
        if let step = try advance() { return step }
      }
    } catch {
      return fail(error)
    }
  }

  /// The server has closed: a body without a length ends here, anything else is truncated.
  package mutating func finish() -> Step {
    if case .body(_, let status) = state, let reader = body, reader.endsAtClose {
      return complete(status, reader.bytes, keepsAlive: false)
    }
    return fail(.truncated)
  }

  private mutating func fail(_ error: ParseError) -> Step {
    state = .failed(error)
    input.removeAll()
    return .failed(error)
  }

  /// Handles one line or the body; nil means go on.
  private mutating func advance() throws(ParseError) -> Step? {
    switch state {
    case .statusLine:
      guard let line = try nextLine() else { return .needMore }
      let (version, status) = try Self.parseStatusLine(input.bytes.span.extracting(line))
      state = .fields(version, status)
      return nil
    case .fields(let version, let status):
      guard let line = try nextLine() else { return .needMore }
      guard line.isEmpty else {
        let bytes = input.bytes
        try head.addField(bytes.span.extracting(line))
        return nil
      }
      return try finishHead(version, status)
    case .body(let version, let status):
      guard var reader = body.take() else { preconditionFailure("a body state has a reader") }
      let isComplete = try reader.read(from: &input)
      let part = streams ? reader.takeBytes() : []
      if !part.isEmpty || !isComplete {
        body = reader
        return part.isEmpty ? .needMore : .part(part)
      }
      return complete(status, reader.bytes, keepsAlive: head.framing.keepsAlive(version))
    case .failed(let error):
      return .failed(error)
    }
  }

  private mutating func nextLine() throws(ParseError) -> Range<Int>? {
    let bytesMax = Self.limits.headBytesMax - headBytes
    guard let line = try input.nextLine(bytesMax: bytesMax) else { return nil }
    headBytes += line.count + 2
    return line
  }

  private mutating func finishHead(
    _ version: HTTPVersion, _ status: HTTPStatus
  ) throws(ParseError) -> Step? {
    if status.code < 200 {
      if status.code == 101 { throw .unexpectedUpgrade }
      interimResponses += 1
      if interimResponses > Self.interimResponsesMax { throw .tooManyInterimResponses }
      reset()
      return nil
    }
    let framing = try head.framing.bodyFraming(version)
    let isEmpty = answersHead || !status.hasBody
    if isEmpty, !streams {
      return complete(status, [], keepsAlive: head.framing.keepsAlive(version))
    }
    body = try BodyReader(
      isEmpty ? .length(0) : framing ?? .untilClose, bytesMax: streams ? .max : bodyBytesMax)
    state = .body(version, status)
    return streams ? .head(HTTPResponse(status, fields: head.fields)) : nil
  }

  private mutating func complete(
    _ status: HTTPStatus, _ bytes: [UInt8], keepsAlive: Bool
  ) -> Step {
    let response = HTTPResponse(status, fields: head.fields, body: bytes)
    reset()
    interimResponses = 0
    return .response(response, keepsAlive: keepsAlive && input.isEmpty)
  }

  private mutating func reset() {
    state = .statusLine
    head = HeadParser(fieldsMax: Self.limits.fieldsMax)
    headBytes = 0
    body = nil
  }

  /// `HTTP/1.1 200 OK`; the reason may be missing with or without its space (RFC 9112 §4).
  private static func parseStatusLine(
    _ line: Span<UInt8>
  ) throws(ParseError) -> (HTTPVersion, HTTPStatus) {
    try HeadParser.refuseControls(line)
    guard line.count >= 12, line[8] == .space, line.count == 12 || line[12] == .space else {
      throw .badStatusLine
    }
    let version = try HTTPVersion(line.extracting(0..<8))
    var code = 0
    for index in 9..<12 {
      guard line[index].isDigit else { throw .badStatusLine }
      code = code * 10 + Int(line[index] - 0x30)
    }
    guard (100...599).contains(code) else { throw .badStatusLine }
    return (version, HTTPStatus(code))
  }
}
