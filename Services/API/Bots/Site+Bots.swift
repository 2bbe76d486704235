import TinyHTTP
import TinyReactor
import Wire

/// Programs that may talk, as admins make and revoke them.
extension Site {
  var botRoutes: [Route] {
    [
      Route(.get, "/bots", "Programs that may talk, oldest first", answer: .botList) { [self] _ in
        .succeeded(.json(BotList(bots: bots.all)))
      },
      Route(
        .post, "/bots", "Lets a program talk; its token is in this answer and in no other",
        needs: .owner(to: "make bots"),
        body: .newBot, answer: .botCredentials, takesActor: true, answerIsSecret: true,
        errors: [.conflict]
      ) { [self] request in
        let body = try request.object(.newBot)
        let name = try BotRules.name(try body.string("name"))
        let mayRead = body.has("may_read") ? try body.bool("may_read") : false
        return bots.make(name, mayRead: mayRead, actor: try access.author(of: request))
          .addCallback { HTTPResponse.json($0) }
      },
      Route(
        .delete, "/bots/{id}", "Revokes a bot: from then on its token is worth nothing",
        needs: .owner(to: "revoke bots"), id: .bot, answer: .outcome, takesActor: true,
        errors: [.notFound]
      ) { [self] request in
        bots.revoke(try request.botID(), actor: try access.author(of: request))
          .addCallback { HTTPResponse(outcomeOf: $0) }
      },
    ]
  }
}
