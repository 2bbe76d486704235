import ServiceKit
import TinyHTTP
import TinyReactor
import Wire

extension Site {
  /// The routes under "talk": how many people are here, and the banner that greets them.
  var bannerRoutes: [Route] {
    [
      Route(.get, "/users/", "How many people are in the chat", answer: .userCount) { [self] _ in
        .json(UserCount(users: presence.users))
      },
      Route(.get, "/banner/", "What people see when they connect", answer: .banner) { [self] _ in
        answerBanner()
      },
      Route(
        .post, "/banner/", "Changes the banner; on success it is on disk",
        needs: .owner(to: "change the banner"),
        body: .banner, answer: .outcome, takesActor: true, setBanner),
    ]
  }

  private func setBanner(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let actor = try access.author(of: request)
    let banner = try BannerRules.check(try request.object(.banner).string("banner"))
    return journal.commit(Change(.banner(banner), actor: actor, time: WallTime.now().rfc3339))
      .addCallback { HTTPResponse(outcomeOf: $0) }
  }
}

extension HTTPResponse {
  /// The answer to a change that is on disk; one without an event changed nothing.
  init(outcomeOf event: Event?) {
    self = .json(event == nil ? Outcome.unchanged : .success)
  }
}
