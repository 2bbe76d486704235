package import TinyHTTP
import TinyReactor
import Wire

/// Words that are not said, and lines that wait for a moderator because of them.
extension Site {
  var filterRoutes: [Route] {
    [
      Route(.get, "/filters", "Words that are not said, oldest filter first", answer: .filterList) {
        [self] _ in
        .succeeded(.json(FilterList(filters: journal.snapshot.configuration.filters ?? [])))
      },
      Route(
        .post, "/filters", "Has lines with these words refused, or held for a moderator",
        needs: .moderator(to: "filter words"), body: .newFilter, answer: .outcome,
        takesActor: true, errors: [.conflict]
      ) { [self] request in
        let filter = try NewFilter(try request.object(.newFilter))
        return set(.filterAdded(filter), actor: try access.author(of: request))
      },
      Route(
        .delete, "/filters/{id}", "Lets them be said again",
        needs: .moderator(to: "remove a filter"), id: .filter, answer: .outcome, takesActor: true,
        errors: [.notFound]
      ) { [self] request in
        set(.filterRemoved(id: try request.filterID()), actor: try access.author(of: request))
      },
    ]
  }

  var heldRoutes: [Route] {
    [
      Route(
        .get, "/held", "Lines that filters held, oldest first",
        needs: .moderator(to: "read held lines"),
        query: [
          Route.Parameter(
            name: "after", summary: "The id after which to go on",
            kind: .number(0...APILimits.seqMax)),
          Route.Parameter(
            name: "limit", summary: "\(Limits.heldPageDefault) unless given",
            kind: .number(1...Limits.heldPageMax)),
        ], answer: .heldList
      ) { [self] request in
        let limit = try request.query.number("limit", in: 1...Limits.heldPageMax)
        return held.lines(after: try request.after() ?? 0, limit: limit ?? Limits.heldPageDefault)
          .addCallback { .json($0) }
      },
      Route(
        .post, "/held", "A chat server hands a line over that a filter held; again does nothing",
        needs: .service, body: .newHeldLine, answer: .outcome,
        errors: [.conflict, .serviceUnavailable]
      ) { [self] request in
        held.take(try NewHeldLine(try request.object(.newHeldLine)))
          .addCallback { HTTPResponse.json(Outcome.success) }
      },
      Route(
        .post, "/held/{id}/release", "Has its author say it now, if they are still there",
        needs: .moderator(to: "release a held line"), id: .held, answer: .outcome,
        takesActor: true, mayWait: true, errors: [.notFound, .conflict, .serviceUnavailable]
      ) { [self] request in
        answer(held.release(try request.heldID(), actor: try access.author(of: request)))
      },
      Route(
        .delete, "/held/{id}", "Drops a held line: it is never said",
        needs: .moderator(to: "drop a held line"), id: .held, answer: .outcome, takesActor: true,
        errors: [.notFound, .conflict]
      ) { [self] request in
        held.drop(try request.heldID(), actor: try access.author(of: request))
          .addCallback { HTTPResponse(outcomeOf: $0) }
      },
    ]
  }
}

extension NewFilter {
  /// Checks each member, and that there is something to look for.
  fileprivate init(_ body: RequestObject) throws {
    self.init(
      pattern: try body.line("pattern", charactersMax: Limits.filterCharactersMax),
      action: try body.choice("action"),
      reason: try body.lineIfPresent("reason", charactersMax: Limits.reasonCharactersMax))
    _ = try FilterPattern(pattern)
  }
}

extension NewHeldLine {
  /// Checks each member.
  fileprivate init(_ body: RequestObject) throws(HTTPError) {
    self.init(
      key: try body.identifier("key"), server: try body.identifier("server"),
      instance: try body.identifier("instance"),
      member: try body.number("member", in: 0...APILimits.seqMax),
      name: try body.line("name", charactersMax: Limits.nicknameColumnsMax),
      kind: try body.choice("kind"),
      text: try body.line(
        "text", charactersMax: Limits.longLineBytesMax, bytesMax: Limits.longLineBytesMax),
      filter: try body.number("filter", in: 1...APILimits.seqMax))
  }
}

extension RequestObject {
  /// A required member that must be one of a few words.
  fileprivate func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String
  ) throws(HTTPError) -> Choice {
    guard let choice = Choice(rawValue: try string(key)) else {
      let all = Choice.allCases.map(\.rawValue).joined(separator: " or ")
      throw HTTPError(.badRequest, "\"\(key)\" must be \(all)")
    }
    return choice
  }
}

extension FilterProblem: HTTPResponseError {
  package var status: HTTPStatus { .badRequest }
}
