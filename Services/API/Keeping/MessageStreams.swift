import TinyHTTP
import TinyReactor
import Wire

/// Those who follow the transcript over server-sent events. A program that reads slowly is behind,
/// and costs no memory: lines are read from the file when there is room.
final class MessageStreams {
  /// How often a quiet stream sends a comment, so that a reader who has gone is noticed, and no
  /// proxy takes it for dead.
  static let heartbeat = Duration.seconds(15)

  private let clock: any ReactorTime
  private let transcript: Transcript
  private(set) var count = 0

  init(on clock: any ReactorTime, _ transcript: Transcript) {
    self.clock = clock
    self.transcript = transcript
  }

  /// A stream of what comes after the filter's `after`, until its reader may not read any more.
  func open(_ filter: MessageFilter, mayRead: @escaping () -> Bool) -> HTTPResponse {
    var response = HTTPResponse.events { [self] writer in
      count += 1
      writer.whenClosed { [self] in count -= 1 }
      // The head leaves at once, so that the reader knows that it is heard.
      writer.write(Array(": netcatchat\n\n".utf8))
      pump(filter, mayRead, to: writer)
    }
    // Without it nginx 1.22 holds a quiet stream's first event back, and may lose it.
    response.fields.append("X-Accel-Buffering", "no")
    return response
  }

  private func pump(
    _ filter: MessageFilter, _ mayRead: @escaping () -> Bool, to writer: HTTPBodyWriter
  ) {
    guard !writer.isClosed else { return }
    if transcript.isClosed { return writer.end() }
    let page = transcript.page(filter, waitingAtMost: Self.heartbeat, among: transcript.streams)
    page.addCallbacks(
      { [self] page in
        guard mayRead() else { return writer.end() }
        var filter = filter
        for message in page.messages {
          filter.after = message.id
          writer.send(ServerSentEvent(message.line, id: String(message.id)))
        }
        if page.messages.isEmpty { writer.write(Array(":\n\n".utf8)) }
        let next = filter
        // Not before the next turn: a long past must not hold the loop.
        writer.whenWritable { [self] in
          clock.callLater(.zero) { [self] in pump(next, mayRead, to: writer) }
        }
      },
      { _ in writer.end() })
  }
}
