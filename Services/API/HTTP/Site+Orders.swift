import TinyHTTP
import TinyReactor
import Wire

/// Orders that chat servers carry out once, and their outcomes.
extension Site {
  var orderRoutes: [Route] {
    [
      memberRoute("/kicks", "Puts somebody out of the chat", .kick, "kick anybody"),
      memberRoute("/unmutes", "Lets somebody be heard again", .unmute, "unmute anybody"),
      memberRoute(
        "/voices", "Lets somebody talk while only some may", .voice, "give anybody voice"),
      memberRoute("/unvoices", "Takes that back", .unvoice, "take anybody's voice"),
      Route(
        .post, "/announcements", "Says something to everybody on every chat server",
        needs: .moderator(to: "announce anything"),
        body: .announcement, answer: .outcome, takesActor: true, mayWait: true,
        errors: [.conflict, .serviceUnavailable]
      ) { [self] request in
        let text = try request.object(.announcement).line(
          "text", charactersMax: Limits.lineBytesMax, bytesMax: Limits.lineBytesMax)
        return answer(
          orders.announce(text, on: presence.reachable, actor: try access.author(of: request)))
      },
      Route(
        .post, "/outcomes", "A chat server says what came of an order that had waited for it",
        needs: .service,
        body: .orderResult, answer: .outcome, errors: [.serviceUnavailable]
      ) { [self] request in
        orders.heard(try OrderResult(try request.object(.orderResult)))
          .addCallback { HTTPResponse.json(Outcome.success) }
      },
    ]
  }

  private func memberRoute(
    _ path: String, _ summary: String, _ action: Order.Action, _ act: String
  ) -> Route {
    Route(
      .post, path, summary, needs: .moderator(to: act), body: .memberAction, answer: .outcome,
      takesActor: true, mayWait: true,
      errors: [.notFound, .conflict, .serviceUnavailable]
    ) { [self] request in
      let whom = try MemberAction(try request.object(.memberAction))
      let server = try presence.server(whom.server)
      return answer(orders.give(action, whom, on: server, actor: try access.author(of: request)))
    }
  }

  func answer(_ order: Deferred<Orders.Answer>) -> Deferred<HTTPResponse> {
    order.addCallback { answer in
      switch answer {
      case .done(let message): .json(Outcome(status: Outcome.success.status, message: message))
      case .waiting(let message): .json(Outcome.waiting(message), .accepted)
      }
    }
  }
}

extension MemberAction {
  /// Checks each member but for the minutes, which only a mute has.
  init(_ body: RequestObject) throws(HTTPError) {
    self.init(
      server: try body.string("server"), instance: try body.identifierIfPresent("instance"),
      member: try body.number("member", in: 0...APILimits.seqMax),
      name: try body.line("name", charactersMax: Limits.nicknameColumnsMax),
      reason: try body.lineIfPresent("reason", charactersMax: Limits.reasonCharactersMax))
    guard ServerID.isValid(server) else { throw ServerID.problem }
  }
}

extension OrderResult {
  /// Checks each member.
  fileprivate init(_ body: RequestObject) throws {
    guard let outcome = Outcome(rawValue: try body.string("outcome")) else {
      throw HTTPError(
        .badRequest, "\"outcome\" must be done, absent, renamed, busy, held or muted")
    }
    self.init(
      order: try body.identifier("order"), server: try body.identifier("server"),
      outcome: outcome,
      name: try body.lineIfPresent("name", charactersMax: Limits.nicknameColumnsMax),
      range: body.has("range") ? try BanRules.canonical(try body.string("range")) : nil,
      mutes: try body.numbersIfPresent("mutes", in: 1...APILimits.seqMax, max: Limits.mutesMax))
  }
}
