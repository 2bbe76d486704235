package import TinyHTTP
import TinyReactor
import Wire

/// What holds for the whole room, at once and without a restart: chat servers learn of it by their
/// configuration.
extension Site {
  var roomRoutes: [Route] { doorRoutes + ruleRoutes + limitRoutes }

  private var doorRoutes: [Route] {
    [
      Route(.get, "/doors", "Whether newcomers get in", answer: .doors) { [self] request in
        let configuration = journal.snapshot.configuration
        let mayRead = try access.principal(of: request).role >= .moderator
        return .succeeded(
          .json(
            Doors(
              open: configuration.doorsOpen, keyed: configuration.doorsKey == nil ? nil : true,
              key: mayRead ? configuration.doorsKey : nil)))
      },
      Route(
        .post, "/doors",
        "Closes the doors to newcomers, or to those who do not know a word, or opens them",
        needs: .moderator(to: "close or open the doors"), body: .newDoors,
        answer: .outcome, takesActor: true
      ) { [self] request in
        let body = try request.object(.newDoors)
        let isOpen = try body.bool("open")
        let key = body.has("key") ? try DoorRules.key(try body.string("key"), isOpen: isOpen) : nil
        return set(.doors(open: isOpen, key: key), actor: try access.author(of: request))
      },
    ]
  }

  private var ruleRoutes: [Route] {
    [
      Route(.get, "/rules", "Who may talk in the room, and how often", answer: .rules) { [self] _ in
        .succeeded(.json(journal.snapshot.configuration.rules ?? RoomRules()))
      },
      Route(
        .post, "/rules", "Changes that; what is missing stays as it is",
        needs: .moderator(to: "change the rules of the room"), body: .newRules, answer: .outcome,
        takesActor: true
      ) { [self] request in
        let body = try request.object(.newRules)
        let slowSeconds = try body.numberIfPresent("slow_seconds", in: 0...Limits.slowSecondsMax)
        let voicedOnly = body.has("voiced_only") ? try body.bool("voiced_only") : nil
        guard slowSeconds != nil || voicedOnly != nil else {
          throw HTTPError(
            .badRequest, "there is no rule in it: \"slow_seconds\" or \"voiced_only\"")
        }
        return set(
          .rules(slowSeconds: slowSeconds, voicedOnly: voicedOnly),
          actor: try access.author(of: request))
      },
    ]
  }

  private var limitRoutes: [Route] {
    [
      Route(
        .get, "/limits", "What is set in place of the chat servers' own limits", answer: .limits
      ) { [self] _ in
        .succeeded(.json(journal.snapshot.configuration.limits ?? RoomLimits()))
      },
      Route(
        .post, "/limits",
        "Changes that; what is missing stays as it is, null gives it back to the chat servers, and 0 is no limit",
        needs: .owner(to: "change limits"), body: .newLimits, answer: .outcome, takesActor: true
      ) { [self] request in
        let body = try request.object(.newLimits)
        var limits: [RoomLimits.CodingKeys: Int?] = [:]
        for key in RoomLimits.CodingKeys.allCases where body.isGiven(key.rawValue) {
          limits[key] = .some(
            try body.numberIfPresent(key.rawValue, in: 0...Limits.roomLimitMax))
        }
        guard !limits.isEmpty else {
          let names = RoomLimits.CodingKeys.allCases.map { "\"\($0.rawValue)\"" }
          throw HTTPError(
            .badRequest, "there is no limit in it; there is \(names.joined(separator: ", "))")
        }
        return set(.limits(limits), actor: try access.author(of: request))
      },
    ]
  }
}

extension DoorProblem: HTTPResponseError {
  package var status: HTTPStatus { .badRequest }
}
