package import TinyHTTP
package import TinyReactor
import Wire

/// What the API serves (Twisted's web.server.Site): its routes over the journal, the presence of
/// chat servers and moderation, behind the access rules.
package final class Site {
  let clock: any ReactorTime
  let journal: Journal
  let presence: Presence
  let samples: Samples
  let moderation: Moderation
  let orders: Orders
  let rosters: Rosters
  let transcript: Transcript
  let messageStreams: MessageStreams
  package let held: HeldLines
  let zones = ZoneFolder()
  let bots: Bots
  let speech: BotSpeech
  let admins: Admins
  let access: AccessRules
  private let idempotency: Idempotency
  let version: String
  let started: WallTime
  /// Why the log of the room cannot be read; nil when it can, or when there is none.
  let busProblem: () -> String?
  /// Does not change while the service runs.
  private lazy var descriptionAnswer = HTTPResponse.json(
    OpenAPI(routes: routes, version: version).document)
  private var bannerAnswer: (seq: Int, response: HTTPResponse)?

  package init(
    on clock: any ReactorTime, journal: Journal, presence: Presence, samples: Samples,
    moderation: Moderation, orders: Orders,
    rosters: Rosters, transcript: Transcript, bots: Bots, speech: BotSpeech,
    admins: Admins, access: AccessRules, version: String, started: WallTime = .now(),
    busProblem: @escaping () -> String? = { nil }
  ) {
    self.clock = clock
    self.journal = journal
    self.presence = presence
    self.samples = samples
    self.moderation = moderation
    self.orders = orders
    self.rosters = rosters
    self.transcript = transcript
    messageStreams = MessageStreams(on: clock, transcript)
    self.bots = bots
    self.speech = speech
    self.admins = admins
    self.access = access
    held = HeldLines(
      on: clock, journal: journal, moderation: moderation, orders: orders, presence: presence)
    idempotency = Idempotency(on: clock)
    self.version = version
    self.started = started
    self.busProblem = busProblem
  }

  /// Adds all routes to a router that already has the health endpoints.
  package func install(on router: inout Router) {
    router.refuse { [access] in access.refusal(of: $0) }
    router.defaultFields = Self.guards
    router.secretsFollow = [BotAccess.hooks]
    router.errorForm = { .json(Outcome.error($0.message), $0.status) }
    for route in routes { route.install(on: &router, idempotency, access) }
  }

  /// Rebuilt when the configuration's seq changes: the banner is read more often than it changes,
  /// and encoding its JSON would be a third of the work.
  func answerBanner() -> HTTPResponse {
    let configuration = journal.snapshot.configuration
    if let bannerAnswer, bannerAnswer.seq == configuration.seq { return bannerAnswer.response }
    let response = HTTPResponse.json(Banner(banner: configuration.banner))
    bannerAnswer = (configuration.seq, response)
    return response
  }

  /// All routes except health, in the order of the page and the document.
  package var routes: [Route] {
    [
      (bannerRoutes, "talk"), (messageRoutes, "transcript"), (serverRoutes, "servers"),
      (sampleRoutes, "servers"),
      (banRoutes, "moderation"), (muteRoutes, "moderation"), (peopleRoutes, "moderation"),
      (termRoutes, "moderation"), (noteRoutes, "moderation"), (orderRoutes, "moderation"),
      (botRoutes, "bots"), (sayRoutes, "bots"), (configurationRoutes, "configuration"),
      (roomRoutes, "configuration"), (eventRoutes, "log"),
      (filterRoutes, "moderation"), (heldRoutes, "moderation"),
      (backupRoutes, "log"), (statusRoutes, "log"), (sessionRoutes, "admins"),
      (adminRoutes, "admins"), (tokenRoutes, "admins"), (descriptionRoutes, "description"),
    ].flatMap { routes, tag in routes.map { $0.tagged(tag) } }
  }

  private var descriptionRoutes: [Route] {
    [
      Route(
        .get, "/openapi.json", "All of this, described for programs (OpenAPI 3.1)",
        contentType: "application/json"
      ) {
        [self] _ in .succeeded(descriptionAnswer)
      },
      Route(.get, "/", "This page", contentType: "text/html; charset=utf-8") { [self] _ in
        .succeeded(.html(Page.html(routes)))
      },
    ]
  }

  /// Answers must not be cached, and no browser may guess their type or run anything in them.
  private static let guards = HTTPFields([
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
  ])
}
