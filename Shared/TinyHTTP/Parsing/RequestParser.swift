/// Parses requests (RFC 9112) from bytes cut anywhere: `feed`, then `next` until it needs more.
/// Bytes after a request stay for the next one (pipelining). No sockets, no clocks.
package struct RequestParser {
  /// What `next` returns.
  package enum Step {
    case needMore
    /// The client waits for `100 Continue` before it sends its body. Returned once, and only when
    /// nothing of the body has arrived (RFC 9110 §10.1.1).
    case continueExpected
    case request(ParsedRequest)
    /// Final: where the next message begins is no longer known.
    case failed(ParseError)
  }

  /// What the parser waits for.
  package enum Phase { case idle, head, body }

  private enum State {
    case requestLine, fields, body
    case failed(ParseError)
  }
  private let limits: HTTPLimits
  private var state = State.requestLine
  private var input = InputBuffer()
  private var requestLine: RequestLine?
  private var head: HeadParser
  private var headBytes = 0
  private var unfinished: (request: ParsedRequest, body: BodyReader)?

  package init(limits: HTTPLimits = HTTPLimits()) {
    self.limits = limits
    head = HeadParser(fieldsMax: limits.fieldsMax)
  }

  /// Idle between messages, before their first byte.
  package var phase: Phase {
    switch state {
    case .requestLine: headBytes + input.count == 0 ? .idle : .head
    case .fields, .failed: .head
    case .body: .body
    }
  }

  /// Bytes fed and not used yet.
  package var bufferedBytes: Int { input.count }

  /// Takes bytes as they come; ignored after a failure.
  package mutating func feed(_ data: Span<UInt8>) {
    if case .failed = state { return }
    input.append(data)
  }

  /// The next step in the bytes fed; call it until it needs more.
  package mutating func next() -> Step {
    do throws(ParseError) {
      while true {
        if let step = try advance() { return step }
      }
    } catch {
      state = .failed(error)
      input.removeAll()
      return .failed(error)
    }
  }

  /// Handles one line or the body; nil means go on.
  private mutating func advance() throws(ParseError) -> Step? {
    switch state {
    case .requestLine:
      guard let line = try nextLine() else { return .needMore }
      // One empty line before a request is tolerated (RFC 9112 §2.2).
      if line.isEmpty {
        guard headBytes == 2 else { throw .emptyRequestLine }
        return nil
      }
      requestLine = try RequestLine(
        input.bytes.span.extracting(line), targetBytesMax: limits.targetBytesMax)
      state = .fields
      return nil
    case .fields:
      guard let line = try nextLine() else { return .needMore }
      guard line.isEmpty else {
        let bytes = input.bytes
        try head.addField(bytes.span.extracting(line))
        return nil
      }
      return try finishHead()
    case .body:
      guard var (parsed, reader) = unfinished.take() else {
        preconditionFailure("a body belongs to a request")
      }
      guard try reader.read(from: &input) else {
        unfinished = (parsed, reader)
        return .needMore
      }
      parsed.request.body = reader.bytes
      return finish(parsed)
    case .failed(let error):
      return .failed(error)
    }
  }

  private mutating func nextLine() throws(ParseError) -> Range<Int>? {
    do throws(ParseError) {
      guard let line = try input.nextLine(bytesMax: limits.headBytesMax - headBytes) else {
        return nil
      }
      headBytes += line.count + 2
      return line
    } catch {
      // Only a target makes a request line long (RFC 9112 §3).
      if case .requestLine = state, error == .headTooLarge { throw .targetTooLong }
      throw error
    }
  }

  private mutating func finishHead() throws(ParseError) -> Step? {
    guard let line = requestLine.take() else {
      preconditionFailure("fields follow a request line")
    }
    let framing = head.framing
    if framing.hosts == 0, line.version == .http11 { throw .missingHost }
    if let host = line.host { head.replaceHost(host) }
    let parsed = ParsedRequest(
      request: HTTPRequest(line.method, line.target, fields: head.fields),
      version: line.version, keepsAlive: framing.keepsAlive(line.version))
    guard let bodyFraming = try framing.bodyFraming(line.version) else { return finish(parsed) }

    let reader = try BodyReader(bodyFraming, bytesMax: limits.bodyBytesMax)
    unfinished = (parsed, reader)
    state = .body
    // HTTP/1.0 has no 100 Continue; a length of 0 has nothing to continue with.
    let waits = framing.expectsContinue && line.version == .http11 && framing.contentLength != 0
    return waits && input.isEmpty ? .continueExpected : nil
  }

  private mutating func finish(_ parsed: consuming ParsedRequest) -> Step {
    state = .requestLine
    head = HeadParser(fieldsMax: limits.fieldsMax)
    headBytes = 0
    return .request(parsed)
  }
}

/// A request and what its head says about the connection.
package struct ParsedRequest: Sendable {
  /// Complete, with its body.
  package var request: HTTPRequest
  /// How to frame the answer.
  package let version: HTTPVersion
  /// The client would like to send another request on this connection.
  package let keepsAlive: Bool
}
