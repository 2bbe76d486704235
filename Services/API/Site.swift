package import TinyHTTP
import TinyReactor

/// What the API serves (Twisted's web.server.Site): its routes over the journal, the presence of chat
/// servers and moderation, behind the access rules.
package final class Site {
  let journal: Journal
  let presence: Presence
  let moderation: Moderation
  let rosters: Rosters
  private let access: AccessRules
  private let version: String

  package init(
    journal: Journal, presence: Presence, moderation: Moderation, rosters: Rosters,
    access: AccessRules, version: String
  ) {
    self.journal = journal
    self.presence = presence
    self.moderation = moderation
    self.rosters = rosters
    self.access = access
    self.version = version
  }

  /// Adds all of it to a router that has the health endpoints already.
  package func install(on router: inout Router) {
    router.use { [access] request, next in
      if let refusal = access.refusal(of: request) { return .succeeded(Self.guarded(refusal)) }
      return try next(request).addCallback { Self.guarded($0) }
    }
    for route in routes { route.install(on: &router) }
  }

  /// Everything served, health apart; the order is that of the page and the document.
  package var routes: [Route] {
    bannerRoutes + serverRoutes + banRoutes + orderRoutes + configurationRoutes + eventRoutes
      + descriptionRoutes
  }

  private var descriptionRoutes: [Route] {
    [
      Route(.get, "/openapi.json", "All of this, described for programs (OpenAPI 3.1)") {
        [self] _ in
        .succeeded(.json(OpenAPI(routes: routes, version: version).document))
      },
      Route(.get, "/", "This page") { [self] _ in .succeeded(.html(Page.html(routes))) },
    ]
  }

  /// Answers are of the moment, and no browser is to guess what they are or run anything in them.
  private static func guarded(_ response: HTTPResponse) -> HTTPResponse {
    var response = response
    response.fields["Cache-Control"] = "no-store"
    response.fields["X-Content-Type-Options"] = "nosniff"
    response.fields["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response
  }
}
