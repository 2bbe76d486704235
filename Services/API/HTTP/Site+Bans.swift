import TinyHTTP
import TinyReactor
import Wire

extension Site {
  var banRoutes: [Route] {
    [
      Route(.get, "/bans", "Who may not join, oldest ban first", answer: .banList) { [self] _ in
        .succeeded(.json(BanList(bans: moderation.bans)))
      },
      Route(
        .post, "/bans", "Bans a range of addresses, or a name; those whom it means are put out",
        needs: .moderator(to: "ban anybody"),
        body: .newBan, answer: .outcome, takesActor: true, errors: [.conflict]
      ) { [self] request in
        let ban = try NewBan(try request.object(.newBan))
        return moderation.ban(
          ban.range, name: ban.name, reason: ban.reason, minutes: ban.minutes,
          actor: try access.author(of: request)
        ).addCallback { HTTPResponse(outcomeOf: $0) }
      },
      Route(
        .delete, "/bans/{id}", "Lifts a ban", needs: .moderator(to: "lift a ban"), id: .ban,
        answer: .outcome, takesActor: true, errors: [.notFound]
      ) { [self] request in
        moderation.commit(
          .banLifted(id: try request.banID()), actor: try access.author(of: request)
        )
        .addCallback { HTTPResponse(outcomeOf: $0) }
      },
    ]
  }
}

extension NewBan {
  /// Checks each member, and puts range and name in canonical form.
  fileprivate init(_ body: RequestObject) throws {
    let name = body.has("name") ? try BanRules.check(name: try body.string("name")) : nil
    if name != nil, body.has("range") {
      throw HTTPError(.badRequest, "ban a \"name\" or a \"range\", not both with one ban")
    }
    self.init(
      range: name == nil ? try BanRules.check(try body.string("range")) : nil, name: name,
      reason: try body.line("reason", charactersMax: Limits.reasonCharactersMax, mayBeEmpty: true),
      minutes: try body.numberIfPresent("minutes", in: 1...Limits.banMinutesMax))
  }
}
