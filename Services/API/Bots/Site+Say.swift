import TinyHTTP
import TinyReactor
import Wire

/// What bots say.
extension Site {
  var sayRoutes: [Route] {
    [
      Route(
        .post, "/say", "A bot says something, as {deploy} text, to everybody on every chat server",
        needs: .owner(to: "talk for a bot"),
        body: .botText, answer: .outcome,
        errors: [.notFound, .tooManyRequests, .serviceUnavailable]
      ) { [self] request in
        let body = try request.object(.botText)
        let lines = BotLines(try body.string("text"))
        guard !lines.isEmpty else {
          throw HTTPError(.badRequest, "\"text\" has nothing in it that can be seen")
        }
        let name =
          body.has("name")
          ? try body.line("name", charactersMax: Limits.nicknameColumnsMax) : nil
        let bot = try speaker(of: request, named: name)
        return say(try lines.all(), as: bot).addCallback { HTTPResponse.json(Outcome.success) }
      },
      Route(
        .post, "/hooks/{token}",
        "The same for programs that post to Slack's incoming webhooks, or a form with text=",
        needs: .bot,
        id: .hook, body: .slackMessage, contentType: "text/plain; charset=utf-8",
        errors: [.notFound, .tooManyRequests, .serviceUnavailable]
      ) { [self] request in
        guard let bot = access.bot(behind: request) else {
          throw HTTPError(.notFound, "there is no such hook")
        }
        let lines = BotLines(try request.hookText())
        guard !lines.isEmpty else {
          throw HTTPError(.badRequest, "neither text nor attachments have anything to say")
        }
        // As Slack answers.
        return say(lines.shortened, as: bot).addCallback { HTTPResponse.text("ok") }
      },
    ]
  }

  /// Who speaks: the bot whose token it is, else the one that is named.
  private func speaker(of request: HTTPRequest, named name: String?) throws(HTTPError) -> Bot {
    if let bot = access.bot(behind: request) {
      guard name.map({ bot.name.utf8.elementsEqual($0.utf8) }) ?? true else {
        throw HTTPError(
          .badRequest,
          "this token is \(bot.name)'s, which talks in no other name; leave \"name\" out")
      }
      return bot
    }
    guard let name else {
      throw HTTPError(
        .badRequest,
        "\"name\" is missing: say which bot talks, or send its token (Authorization: Bearer ncb_…)")
    }
    guard let bot = bots.bot(named: name) else {
      throw HTTPError(.notFound, "there is no bot called \(quoted(name)); GET /bots lists them")
    }
    return bot
  }

  private func say(_ lines: [String], as bot: Bot) -> Deferred<Void> {
    speech.say(lines, as: bot, on: presence.servers.servers.filter(\.live))
  }
}

extension HTTPRequest {
  /// What was posted to a hook: a `SlackMessage`, as it is or as `payload` of a form; or a form with
  /// the plain `text`, which a shell makes most easily. Senders give all of these any content type.
  fileprivate func hookText() throws(HTTPError) -> String {
    if let coding = fields["Content-Encoding"], coding.lowercased() != "identity" {
      throw HTTPError(.unsupportedMediaType, "send the body without Content-Encoding")
    }
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
    guard let first = body.first(where: { !blanks.contains($0) }), first != UInt8(ascii: "{") else {
      return try SlackMessage(body).plainText
    }
    let form = try Form(decoding: String(decoding: body, as: UTF8.self))
    if let payload = form["payload"] { return try SlackMessage(Array(payload.utf8)).plainText }
    guard let text = form["text"] else {
      throw HTTPError(
        .badRequest,
        "send JSON, {\"text\": \"…\"}, or a form with payload=JSON, as Slack takes them, or with text=…"
      )
    }
    return text
  }
}
