import ServiceKit
import TinyHTTP
import TinyReactor
import Wire

extension Site {
  var configurationRoutes: [Route] {
    [
      Route(
        .get, "/config",
        "What a chat server needs, with what it is to do since after; holds until there is more",
        needs: .service,
        query: [
          Route.Parameter(
            name: "after", summary: "The seq the caller has", kind: .number(0...APILimits.seqMax)),
          .wait,
        ], answer: .configuration, configuration),
      Route(
        .get, "/history", "How many past lines people see when they join", answer: .history
      ) { [self] _ in
        .succeeded(.json(HistorySetting(lines: journal.snapshot.configuration.historyLines)))
      },
      Route(
        .post, "/history", "Changes that; 0 shows none",
        needs: .owner(to: "change settings"), body: .history, answer: .outcome,
        takesActor: true
      ) { [self] request in
        let lines = try request.object(.history).number("lines", in: 0...Limits.historyLinesMax)
        return set(.history(lines: lines), actor: try access.author(of: request))
      },
    ]
  }

  /// Holds only a caller whose seq is current. A caller that is ahead of us has seen another
  /// database, and gets this one's configuration at once.
  private func configuration(_ request: HTTPRequest) throws -> Deferred<HTTPResponse> {
    let after = try request.after()
    let wait = try request.wait()
    guard wait > .zero, after == journal.snapshot.configuration.seq else {
      return .succeeded(.json(moderation.configuration(after: after)))
    }
    logWait(request, wait)
    return journal.configurationChanges.wait(atMost: wait).addCallback { [moderation] in
      HTTPResponse.json(moderation.configuration(after: after))
    }
  }

  func logWait(_ request: HTTPRequest, _ wait: Duration) {
    journal.log.debug("long poll", ["target": request.target, "seconds": wait.components.seconds])
  }

  func set(_ what: Change.What, actor: Author) -> Deferred<HTTPResponse> {
    moderation.commit(what, actor: actor).addCallback { HTTPResponse(outcomeOf: $0) }
  }
}
