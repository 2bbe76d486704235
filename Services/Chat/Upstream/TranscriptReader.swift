import ServiceKit
import TinyHTTP
package import TinyReactor
package import Wire

/// Reads the transcript from the API: for people who search, and once for what was said before this
/// server started.
package final class TranscriptReader: Archive {
  package static let deadline = Duration.seconds(5)

  private let clock: any ReactorTime
  private let api: APILink
  private let room: String
  private var backoff = Backoff()
  private var isStopped = false

  package init(on clock: any ReactorTime, _ api: APILink, room: String) {
    self.clock = clock
    self.api = api
    self.room = room
  }

  package func stop() { isStopped = true }

  package func find(words: String?, name: String?, limit: Int) -> Deferred<[Message]> {
    var query = [
      ("room", room), ("limit", String(limit)),
      ("kind", MessageKind.talk.map(\.rawValue).joined(separator: ",")),
    ]
    if let words { query.append(("q", words)) }
    if let name { query.append(("name", name)) }
    return api.ask(
      HTTPRequest(.get, "/messages?\(Form.encode(query))"), deadline: Self.deadline
    ) {
      try JSON.decode(MessageList.self, from: $0.body).messages.reversed()
    }
  }

  /// Asks until the API has answered, then calls once with the last lines of talk, oldest first.
  package func readPast(_ take: @escaping ([Message]) -> Void) {
    find(words: nil, name: nil, limit: Limits.historyLinesMax).addCallbacks(
      { messages in take(messages) },
      { [self] _ in
        clock.callLater(backoff.next()) { [weak self] in
          guard let self, !isStopped else { return }
          readPast(take)
        }
      })
  }
}
