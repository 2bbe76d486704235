/// One event of a `text/event-stream` (the HTML standard, "Server-sent events").
package struct ServerSentEvent: Sendable {
  /// The event type that listeners register for; nil means `message`.
  package var event: String?
  /// What a browser sends as Last-Event-ID when it reconnects.
  package var id: String?
  /// May have several lines, with any line ending.
  package var data: String

  package init(_ data: String, event: String? = nil, id: String? = nil) {
    self.data = data
    self.event = event
    self.id = id
  }

  /// Line endings in `event` and `id` are dropped; in `data` each begins another `data:` line, so
  /// that no text can end the event or forge another.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    if let id { Self.appendLine("id", id.utf8.filter(Self.isPlain), to: &bytes) }
    if let event { Self.appendLine("event", event.utf8.filter(Self.isPlain), to: &bytes) }
    var line: [UInt8] = []
    var previous: UInt8 = 0
    for byte in data.utf8 {
      defer { previous = byte }
      if byte == .lf, previous == .cr { continue }
      if byte == .cr || byte == .lf {
        Self.appendLine("data", line, to: &bytes)
        line.removeAll(keepingCapacity: true)
      } else {
        line.append(byte)
      }
    }
    Self.appendLine("data", line, to: &bytes)
    bytes.append(.lf)
    return bytes
  }

  private static func isPlain(_ byte: UInt8) -> Bool { byte != .cr && byte != .lf && byte != 0 }

  private static func appendLine(_ name: String, _ value: [UInt8], to bytes: inout [UInt8]) {
    bytes.append(name)
    bytes.append(": ")
    bytes.append(contentsOf: value)
    bytes.append(.lf)
  }
}

extension HTTPResponse {
  /// A stream of events that is never cached.
  package static func events(_ start: @escaping (HTTPBodyWriter) -> Void) -> HTTPResponse {
    var response = HTTPResponse.stream(contentType: "text/event-stream", start)
    response.fields.append("Cache-Control", "no-store")
    return response
  }
}

extension HTTPBodyWriter {
  /// One event, one chunk.
  package func send(_ event: ServerSentEvent) { write(event.bytes) }
}
