import TinyHTTP
package import TinyReactor
package import Wire

/// Has chat servers say what bots say.
///
/// The first chat server that says it hands it over to the transcript too; the others, each a room of
/// its own, only show it. What could not be said waits nowhere: the bot is told, and tries again.
package final class BotSpeech {
  private let clock: any ReactorTime
  private let chats: ChatServers
  private var allowances: [Int: Allowance] = [:]
  private var underWay = 0
  /// Lines that at least one chat server has said, since the start of the process.
  package private(set) var linesSaid = 0

  package init(on clock: any ReactorTime, chats: ChatServers) {
    self.clock = clock
    self.chats = chats
  }

  /// Fires when all `servers` that can be asked have said the `lines`, and at least one has. Fails
  /// with `TooFast`, or with a `StateError`: `.unavailable` when too many posts are under way or no
  /// server says it. At most `Limits.botLinesMax` lines.
  ///
  /// A server that answers too late may have said it all the same, and handed it over.
  package func say(
    _ lines: [String], as bot: Bot, on servers: [ServerEntry]
  ) -> Deferred<Void> {
    let rate = APILimits.botRate
    let wait = allowances[bot.id, default: Allowance()].wait(for: lines.count, at: clock.now, rate)
    guard wait == .zero else { return .failed(TooFast(wait: wait)) }
    guard underWay < APILimits.saysUnderWayMax else {
      return .failed(
        StateError(.busy, "\(APILimits.saysUnderWayMax) bots are being heard; try again"))
    }
    forgetFull()
    allowances[bot.id, default: Allowance()].take(lines.count, at: clock.now, rate)
    underWay += 1
    let done = Deferred<Void>()
    let words = BotWords(name: bot.name, lines: lines, isRecorded: true)
    begin(words, on: servers[...], until: clock.now + APILimits.sayTimeMax, reasons: [])
      .addBoth { [self] result in
        underWay -= 1
        switch result {
        case .success: linesSaid += lines.count
        case .failure: allowances[bot.id]?.giveBack(lines.count, rate)
        }
        done.fire(result)
      }
    return done
  }

  /// A full allowance is the same as none.
  private func forgetFull() {
    let now = clock.now
    allowances = allowances.filter { !$0.value.isFull(at: now) }
  }

  /// Asks one server after the other until one has said it, then the rest at once.
  private func begin(
    _ words: BotWords, on servers: ArraySlice<ServerEntry>, until end: Duration, reasons: [String]
  ) -> Deferred<Void> {
    guard let first = servers.first, clock.now < end else {
      let why = reasons.isEmpty ? "no chat server is there" : reasons.joined(separator: "; ")
      return .failed(StateError(.unavailable, "not said: \(why)"))
    }
    let rest = servers.dropFirst()
    return chats.say(words, on: first).addBoth { [self] result -> Deferred<Void> in
      switch result {
      case .success: goOn(words, on: rest)
      case .failure(let error):
        begin(words, on: rest, until: end, reasons: reasons + ["\(error)"])
      }
    }
  }

  /// Those that cannot be asked miss it.
  private func goOn(_ words: BotWords, on servers: ArraySlice<ServerEntry>) -> Deferred<Void> {
    var words = words
    words.isRecorded = false
    return DeferredList.all(servers.map { chats.say(words, on: $0) }, consumeErrors: true)
      .addCallback { _ in }
  }
}

/// A bot says more than it may.
package struct TooFast: Error, Equatable, CustomStringConvertible {
  /// Whole seconds to wait, rounded up.
  package let seconds: Int

  init(wait: Duration) {
    let (whole, rest) = wait.components
    seconds = Int(whole) + (rest > 0 ? 1 : 0)
  }

  package var description: String {
    "a bot says \(APILimits.botRate.burst) lines at once and one a second in the long run; try again "
      + "in \(seconds) s"
  }
}

extension ChatServers {
  /// Has a chat server say something. Fails with a `StateError` when it is not known whether it did.
  fileprivate func say(_ words: BotWords, on server: ServerEntry) -> Deferred<Void> {
    // Known only to those whom the process has told: without a token, it keeps others from talking.
    let target = "/say?" + Form.encode([("instance", server.report.instance ?? "")])
    // Numbers and strings always have a JSON form.
    let request = HTTPRequest(
      .post, target, fields: HTTPFields([("Content-Type", "application/json")]),
      body: (try? JSON.encode(words)) ?? [])
    return ask(
      server, request, deadline: APILimits.sayWaitMax,
      answerBytesMax: APILimits.sayAnswerBytesMax
    ).addCallback { _ in }
  }
}
