import TinyHTTP
import TinyReactor
import Wire

/// What chat servers are told to do once. An order that is on disk reaches those that follow
/// `GET /config` within milliseconds, and those that were away for a while when they are back.
extension Site {
  var orderRoutes: [Route] {
    [
      memberRoute("/kicks", "Puts somebody out of the chat", .kick),
      memberRoute("/mutes", "Lets nobody hear what somebody says", .mute),
      memberRoute("/unmutes", "Lets somebody be heard again", .unmute),
      Route(
        .post, "/announcements", "Says something to everybody on every chat server",
        body: .announcement, answer: .outcome, takesActor: true
      ) { [self] request in
        let text = try request.object(.announcement).line(
          "text", charactersMax: Limits.lineBytesMax, bytesMax: Limits.lineBytesMax)
        return give(.announce, to: nil, text, actor: try request.actor())
      },
    ]
  }

  private func memberRoute(_ path: String, _ summary: String, _ action: Order.Action) -> Route {
    Route(
      .post, path, summary, body: .memberAction, answer: .outcome, takesActor: true,
      errors: [.notFound, .conflict]
    ) { [self] request in
      let member = try MemberAction(try request.object(.memberAction))
      guard try presence.server(member.server).live else {
        throw HTTPError(.conflict, "chat server \(member.server) is gone, with all who were on it")
      }
      return give(
        action,
        to: Change.Addressee(server: member.server, member: member.member, name: member.name),
        member.reason, actor: try request.actor())
    }
  }

  private func give(
    _ action: Order.Action, to addressee: Change.Addressee?, _ text: String?, actor: String
  ) -> Deferred<HTTPResponse> {
    moderation.commit(.ordered(action, to: addressee, text: text), actor: actor)
      .addCallback { _ in HTTPResponse.json(Outcome.success) }
  }
}

extension MemberAction {
  /// Each member checked.
  fileprivate init(_ body: RequestObject) throws(HTTPError) {
    self.init(
      server: try body.string("server"),
      member: try body.number("member", in: 0...APILimits.seqMax),
      name: try body.line("name", charactersMax: Limits.nicknameColumnsMax),
      reason: try body.lineIfPresent("reason", charactersMax: Limits.reasonCharactersMax))
    guard ServerID.isValid(server) else { throw ServerID.problem }
  }
}
