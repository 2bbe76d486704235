package import TinyHTTP
package import TinyReactor
import Wire

/// Takes what bots say from the API, and says it in the room, once the room has read what was said
/// before.
package final class BotTalk {
  /// Posts that wait for a congested room; the API has no more under way.
  package static let waitingMax = 32
  /// How long one waits; the API waits for 2 s.
  package static let waitMax = Duration.milliseconds(1_500)

  private typealias Waiting = (words: Words, until: Duration, done: Deferred<HTTPResponse>)

  /// What a bot says, checked.
  fileprivate struct Words {
    let name: Nickname
    let lines: [CleanText]
    let isRecorded: Bool
  }

  private let clock: any ReactorTime
  private let room: Room
  private let instance: String
  private var waiting: [Waiting] = []

  /// `instance` is what the API knows this process by.
  package init(on clock: any ReactorTime, _ room: Room, instance: String) {
    self.clock = clock
    self.room = room
    self.instance = instance
  }

  /// Answers `POST /say?instance=` when it is said. It has to name this process's instance, known only
  /// to the API and those whom it tells: without a token, that keeps others from talking as bots.
  ///
  /// Throws 400 for what cannot be said and 409 for another process's; fails with 503 when the room
  /// is congested for too long.
  package func hear(_ request: HTTPRequest) throws(HTTPError) -> Deferred<HTTPResponse> {
    guard request.query["instance"] == instance else {
      throw HTTPError(.conflict, "this is another process than the one that is meant")
    }
    let words = try Words(try request.json(BotWords.self))
    guard room.isCongested || !waiting.isEmpty else {
      say(words)
      return .succeeded(.json(Outcome.success))
    }
    guard waiting.count < Self.waitingMax else { throw Self.congestion }
    let done = Deferred<HTTPResponse>()
    waiting.append((words, clock.now + Self.waitMax, done))
    if waiting.count == 1 { tryLater() }
    return done
  }

  private static let congestion = HTTPError(
    .serviceUnavailable, "the room has not read yet what was said before",
    fields: HTTPFields([("Retry-After", "1")]))

  private func say(_ words: Words) {
    for line in words.lines {
      room.sayAsBot(words.name, line, isRecorded: words.isRecorded)
    }
  }

  private func tryLater() {
    clock.callLater(Fanout.congestionPause) { [weak self] in self?.goOn() }
  }

  /// In order, until the room is congested again.
  private func goOn() {
    while let next = waiting.first {
      if !room.isCongested {
        say(next.words)
        waiting.removeFirst()
        next.done.callback(.json(Outcome.success))
      } else if clock.now >= next.until {
        waiting.removeFirst()
        next.done.errback(Self.congestion)
      } else {
        return tryLater()
      }
    }
  }
}

extension BotTalk.Words {
  /// Checks each member: the API is checked like every caller.
  fileprivate init(_ words: BotWords) throws(HTTPError) {
    do throws(NicknameProblem) {
      name = try Nickname(chosen: words.name)
    } catch {
      throw HTTPError(.badRequest, "\"name\" is no bot's: \(error)")
    }
    lines = words.lines.map { CleanText($0) }.filter { !$0.isBlank }
    isRecorded = words.isRecorded
    guard (1...Limits.botLinesMax).contains(lines.count) else {
      throw HTTPError(.badRequest, "\"lines\" must be 1 to \(Limits.botLinesMax) lines to be seen")
    }
    guard lines.allSatisfy({ $0.bytes.count <= Limits.lineBytesMax }) else {
      throw HTTPError(
        .badRequest, "each of \"lines\" must have at most \(Limits.lineBytesMax) bytes")
    }
  }
}
