import TinyHTTP
import TinyReactor
import Wire

/// Mutes: of a person, by an order to their chat server, and of names and addresses, which chat servers
/// learn from the configuration.
extension Site {
  var muteRoutes: [Route] {
    [
      Route(.get, "/mutes", "Whom nobody hears, oldest mute first", answer: .muteList) {
        [self] _ in
        .succeeded(.json(MuteList(mutes: moderation.mutes)))
      },
      Route(
        .post, "/mutes",
        "Lets nobody hear a person, or whoever goes by a name or comes from somewhere",
        needs: .moderator(to: "mute anybody"), body: .newMute, answer: .outcome,
        takesActor: true, mayWait: true, errors: [.notFound, .conflict, .serviceUnavailable], mute),
      Route(
        .delete, "/mutes/{id}", "Lifts a mute", needs: .moderator(to: "lift a mute"), id: .mute,
        answer: .outcome, takesActor: true, errors: [.notFound]
      ) { [self] request in
        moderation.commit(
          .muteLifted(id: try request.muteID()), actor: try access.author(of: request)
        )
        .addCallback { HTTPResponse(outcomeOf: $0) }
      },
    ]
  }

  private func mute(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let body = try request.object(.newMute)
    let actor = try access.author(of: request)
    let minutes = try body.numberIfPresent("minutes", in: 1...Limits.banMinutesMax)
    guard body.has("server") || body.has("member") || body.isOfNobody else {
      let mute = try NewMute(body)
      return moderation.mute(
        name: mute.name, range: mute.range, reason: mute.reason ?? "", minutes: minutes,
        actor: actor
      ).addCallback { HTTPResponse(outcomeOf: $0) }
    }
    var whom = try MemberAction(body)
    whom.minutes = minutes
    if body.has("range") {
      throw HTTPError(.badRequest, "mute a person or a \"range\", not both with one mute")
    }
    return answer(
      orders.give(.mute, whom, on: try presence.server(whom.server), actor: actor))
  }
}

extension RequestObject {
  /// It names nobody: what is missing is said as for a person.
  fileprivate var isOfNobody: Bool { !has("name") && !has("range") }
}

extension NewMute {
  /// Checks each member but for the minutes, and puts name and range in canonical form.
  fileprivate init(_ body: RequestObject) throws {
    self.init(
      name: body.has("name") ? try BanRules.check(name: try body.string("name")) : nil,
      range: body.has("range") ? try BanRules.check(try body.string("range")) : nil,
      reason: try body.lineIfPresent("reason", charactersMax: Limits.reasonCharactersMax))
    if name != nil, range != nil {
      throw HTTPError(
        .badRequest,
        "mute a \"name\" or a \"range\", not both with one mute; a person is named with \"server\" "
          + "and \"member\"")
    }
  }
}
