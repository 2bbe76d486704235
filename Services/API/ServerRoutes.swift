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
        body: .serverReport, answer: .lease, takesActor: true
      ) { [self] request in
        let id = try request.serverID()
        let report = try ServerReport(try request.object())
        try presence.renew(id, report, actor: try request.actor())
        return .succeeded(.json(Lease(status: "SUCCESS", lease: Limits.leaseSeconds)))
      },
      Route(
        .delete, "/servers/{id}", "A chat server says goodbye", answer: .outcome, takesActor: true
      ) { [self] request in
        try presence.end(try request.serverID(), actor: try request.actor())
        return .succeeded(.json(Outcome.success))
      },
    ]
  }
}
