import TinyHTTP
import TinyReactor
import Wire

extension Site {
  var configurationRoutes: [Route] {
    [
      Route(
        .get, "/config", "What a chat server needs; holds until it is newer",
        query: [
          Route.Parameter(
            name: "after", summary: "The seq the caller has", range: 0...Int.max), .wait,
        ], answer: .configuration, configuration)
    ]
  }

  /// Holds only a caller whose seq is the current one. One that is ahead of us knew another database,
  /// and gets this one's configuration at once.
  private func configuration(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let after = try request.after()
    let wait = try request.wait()
    guard wait > .zero, after == journal.snapshot.configuration.seq else {
      return .succeeded(.json(journal.snapshot.configuration))
    }
    return try journal.configurationChanges.wait(atMost: wait).addCallback { [journal] in
      HTTPResponse.json(journal.snapshot.configuration)
    }
  }
}
