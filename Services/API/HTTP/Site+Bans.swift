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
        .post, "/bans", "Bans an address or a range; those who are in are put out",
        needs: .moderator(to: "ban anybody"),
        body: .newBan, answer: .outcome, takesActor: true, errors: [.conflict]
      ) { [self] request in
        let ban = try NewBan(try request.object(.newBan))
        return moderation.ban(
          ban.range, reason: ban.reason, minutes: ban.minutes, actor: try access.author(of: request)
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
  /// Checks each member, and puts the range in canonical form.
  fileprivate init(_ body: RequestObject) throws {
    self.init(
      range: try BanRules.check(try body.string("range")),
      reason: try body.line("reason", charactersMax: Limits.reasonCharactersMax, mayBeEmpty: true),
      minutes: try body.numberIfPresent("minutes", in: 1...Limits.banMinutesMax))
  }
}
