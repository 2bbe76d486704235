import TinyHTTP
import TinyReactor
import Wire

extension Site {
  var serverRoutes: [Route] {
    [
      Route(.get, "/servers", "The chat servers, and how they are", answer: .serverList) {
        [self] _ in
        .succeeded(.json(presence.servers))
      },
      Route(
        .put, "/servers/{id}",
        "A chat server says it is there; it counts for \(Limits.leaseSeconds) s",
        needs: .service,
        body: .serverReport, answer: .lease, takesActor: true, errors: [.conflict]
      ) { [self] request in
        let id = try request.serverID()
        let report = try ServerReport(try request.object(.serverReport))
        try presence.renew(id, report, actor: try access.author(of: request))
        return .succeeded(.json(Lease(status: "SUCCESS", lease: Limits.leaseSeconds)))
      },
      Route(
        .get, "/servers/{id}/users", "Who is there, asked of that chat server now",
        query: [
          Route.Parameter(
            name: "after", summary: "Only those with a greater id",
            kind: .number(0...APILimits.seqMax)),
          Route.Parameter(
            name: "limit", summary: "Users at most; \(Limits.rosterPageDefault) when not given",
            kind: .number(1...Limits.rosterPageMax)),
          Route.Parameter(
            name: "q", summary: "Only those whose name or address holds this",
            kind: .text(charactersMax: Limits.searchCharactersMax)),
        ], answer: .roster,
        errors: [.notFound, .conflict, .badGateway, .serviceUnavailable, .gatewayTimeout]
      ) { [self] request in
        let server = try presence.server(try request.serverID())
        let query = Rosters.Query(
          after: try request.after(),
          limit: try request.query.number("limit", in: 1...Limits.rosterPageMax)
            ?? Limits.rosterPageDefault,
          search: try request.text("q", charactersMax: Limits.searchCharactersMax))
        return rosters.ask(server, query).addCallback { HTTPResponse.json($0) }
      },
      Route(
        .delete, "/servers/{id}", "A chat server says goodbye", needs: .service,
        query: [
          Route.Parameter(
            name: "instance", summary: "Only if it is this process that is there",
            kind: .text(charactersMax: Limits.serverIDBytesMax))
        ], answer: .outcome, takesActor: true, errors: [.notFound, .conflict]
      ) { [self] request in
        let instance = try request.text("instance", charactersMax: Limits.serverIDBytesMax)
        try presence.end(
          try request.serverID(), instance: instance, actor: try access.author(of: request))
        return .succeeded(.json(Outcome.success))
      },
    ]
  }
}
