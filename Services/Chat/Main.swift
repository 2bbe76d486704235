import RoomLog
import ServiceKit
import TinyHTTP
import TinyReactor
import TinyRedis
import Wire

/// The chat server: a room that anybody joins over plain TCP, with `nc` or telnet.
///
/// `ChatFactory` starts the conversations. Its `Doorkeeper` refuses some newcomers; each of the
/// others gets a `ChatProtocol`: a `LineDecoder` turns its bytes into lines, an `Utterance` tells
/// talk from a `Command`, and a `Pace` makes those who talk too fast wait. The `Room` holds the
/// `Member`s and their `Nickname`s, and its `Fanout` sends what is said to all of them, a `Frame`
/// at a time.
///
/// The API owns what admins decide. `ConfigurationFollower` fetches the banner, the bans and
/// waiting orders, `LeaseKeeper` reports that this server is alive, and `OutcomeReporter` tells
/// what came of orders that had waited; all three ask through one `APILink`. In the other
/// direction, the API asks this process for its roster, posts orders over HTTP, which `Orders` carries
/// out, and hands over what bots say, which `BotTalk` puts into the room. Admins who log in at their prompt
/// ask it for more, by the `AdminDesk`.
///
/// Everything runs on one reactor. Start reading at `ChatProtocol`, then `Room`. `RedisBus` makes one room of
/// several servers. From the ground up, the folders are Line, Talk, Neighbours, Rules, Decisions, Room, Login,
/// Commands, Door, Roster, Upstream and Bus.
@main
enum Main {
  /// How long people get to read the farewell; leaves time to tell the API, within
  /// `Service.goodbyeMax`.
  private static let farewellMax = Duration.seconds(4)

  static func main() {
    Service.main(
      "chat", about: "a room that anyone can join with nc", ChatSettings.self, start: start)
  }

  private static func start(_ service: Service, _ settings: ChatSettings) throws {
    let reactor = service.reactor
    let chat = ChatFactory(
      on: reactor, log: service.log, limits: limits(service, settings),
      firstMemberID: MemberID.first)
    let instance = String(UInt64.random(in: .min ... .max), radix: 36)
    chat.room.origin = MessageOrigin(server: settings.serverID, instance: instance)
    let orders = Orders(on: reactor, chat, server: settings.serverID, instance: instance)
    let botTalk = BotTalk(on: reactor, chat.room, instance: instance)

    let authorization = settings.apiToken.map { [BearerToken($0).field] } ?? []
    let client = try HTTPClient(
      on: reactor, base: settings.apiURL, fields: HTTPFields(authorization))
    service.watch(client)
    let api = APILink(on: reactor, log: service.log) { client.send($0, deadline: $1) }
    let desk = AdminDesk(
      on: reactor, chat.room, server: settings.serverID, instance: instance
    ) { client.send($0, deadline: $1) }
    chat.desk = desk
    let url = try listenHTTP(service, settings, chat.room, orders, botTalk)
    let bus = settings.bus.map { makeBus(service, $0, chat.room, settings.serverID, instance) }
    let started = reactor.now
    var port: Int?
    let lease = LeaseKeeper(on: reactor, api, id: settings.serverID) {
      ServerReport(
        users: chat.room.members.count, lines: chat.room.linesSaid, connections: chat.accepted,
        uptime: Int((reactor.now - started).components.seconds), version: Version.number, url: url,
        instance: instance, port: port, bus: bus?.report)
    } nameTaken: {
      logNameTaken($0, settings, service.log)
    }
    let outcomes = OutcomeReporter(on: reactor, api)
    let follower = ConfigurationFollower(on: reactor, api) {
      chat.adopt($0)
    } carryOut: {
      if let result = orders.carryOutLate($0) { outcomes.tell(result) }
    }
    chat.room.onChange = { lease.reportSoon() }
    let outbox = TranscriptOutbox(
      on: reactor, api, room: Limits.lobby,
      origin: MessageOrigin(server: settings.serverID, instance: instance).text)
    let held = HeldOutbox(on: reactor, api, server: settings.serverID, instance: instance)
    chat.room.onHold = { held.hold($1, $2, by: $0, $3) }
    let reader = TranscriptReader(on: reactor, api, room: Limits.lobby)
    keepTranscript(of: chat, outbox, reader, byBus: bus != nil)

    addMetrics(to: service.metrics, chat, api, outbox)
    addFilterMetrics(to: service.metrics, chat.room, held)
    if let bus {
      bus.addMetrics(to: service.metrics)
      service.addReadinessNote("bus") { bus.readinessNote }
    }
    service.onShutdown {
      api.isStopping = true
      follower.stop()
      reader.stop()
      let empty = chat.shutDown()
      let told = bus?.finish() ?? .succeeded(())
      return
        empty
        .addTimeout(farewellMax, on: reactor)
        .addErrback { _ in }  // a slow reader must not hold up the others or the lease
        .addCallback { told }
        .addCallback { desk.finish() }
        .addCallback {
          let handedOver = held.finish()
          return outbox.finish().addCallback { handedOver }
        }
        .addCallback { lease.end() }
        .addBoth { _ in
          bus?.close()
          client.close()
        }
    }
    let people = try service.listen(settings.listen, chat).address
    port = settings.publishedPort ?? (people.isUnix ? nil : people.port)
    bus?.start()
    follower.start()
    lease.start()
  }

  /// Makes one room of this server and others.
  private static func makeBus(
    _ service: Service, _ settings: BusSettings, _ room: Room, _ server: String, _ instance: String
  ) -> RedisBus {
    let bus = RedisBus(
      on: service.reactor, room, log: service.log,
      origin: MessageOrigin(server: server, instance: instance).text, roomName: Limits.lobby,
      settings
    ) { name, options in
      var options = options
      options.name = "netcatchat-\(name)"
      return RedisClient(on: service.reactor, at: settings.address, options)
    }
    room.bus = bus
    return bus
  }

  /// Hands over what is said, if it is kept, and shows what was.
  private static func keepTranscript(
    of chat: ChatFactory, _ outbox: TranscriptOutbox, _ reader: TranscriptReader, byBus: Bool
  ) {
    // With a bus, the API reads it.
    if !byBus { chat.room.onLine = { outbox.add($0) } }
    chat.room.archive = reader
    var hasRead = false
    chat.onConfiguration = { configuration in
      // An API that knows no retention keeps nothing.
      outbox.isKept = configuration.retentionDays ?? 0 > 0
      chat.room.archive = outbox.isKept ? reader : nil
      let isShownAgain = chat.room.forget(configuration.hidden ?? [], origin: outbox.origin)
      if outbox.isKept, !hasRead || isShownAgain {
        hasRead = true
        reader.readPast { chat.room.remember($0, origin: outbox.origin, ownToo: isShownAgain) }
      }
    }
  }

  /// The limits from the settings, lowered to what the system allows.
  private static func limits(_ service: Service, _ settings: ChatSettings) -> ChatLimits {
    var limits = settings.limits
    if let most = service.descriptorsMax, limits.fit(descriptorsMax: most) {
      service.log.warning(
        "fewer people fit than CHAT_CONNECTIONS_MAX allows",
        [
          "CHAT_CONNECTIONS_MAX": settings.limits.connectionsMax, "fit": limits.connectionsMax,
          "descriptors": most,
          "help": "raise the limit on open files (ulimit -Hn, LimitNOFILE= in systemd, nofile in "
            + "compose) to \(settings.limits.connectionsMax + ChatLimits.descriptorsReserved), or "
            + "lower CHAT_CONNECTIONS_MAX",
        ])
    }
    return limits
  }

  /// Serves health, metrics and the roster, and takes orders and what bots say. Returns the URL to advertise, if any.
  private static func listenHTTP(
    _ service: Service, _ settings: ChatSettings, _ room: Room, _ orders: Orders,
    _ botTalk: BotTalk
  ) throws -> String? {
    let access = RosterAccess(token: settings.apiToken, url: settings.httpURL)
    service.router.errorForm = { .json(Outcome.error($0.message), $0.status) }
    service.router.on(.get, "/roster") { request in
      try access.check(request)
      return .json(room.roster(try RosterQuery(request.query)))
    }
    service.router.on(.post, "/orders") { request in
      try access.checkOrder(request)
      return .json(orders.carryOut(try request.json(Order.self)))
    }
    service.router.on(
      .post, "/say",
      deferred: { request in
        try access.checkOrder(request)
        return try botTalk.hear(request)
      })
    service.goBy(access.isOurs)
    var limits = HTTPLimits()
    limits.connectionsMax = ChatLimits.httpConnectionsMax
    try service.listenHTTP(limits: limits)
    return service.ports.last.flatMap { settings.advertisedURL(listeningAt: $0.port.address) }
  }

  private static func logNameTaken(_ isTaken: Bool, _ settings: ChatSettings, _ log: Log) {
    if isTaken {
      log.warning(
        "another chat server goes by our name",
        [
          "server": settings.serverID,
          "meaning": "people talk here, and the API does not know of them",
          "help": "give each its own CHAT_SERVER_ID",
        ])
    } else {
      log.info("our name is ours", ["server": settings.serverID])
    }
  }

  private static func addFilterMetrics(to metrics: Metrics, _ room: Room, _ held: HeldOutbox) {
    metrics.counter("chat_lines_refused_total", help: "Lines that filters did not let be said.") {
      Double(room.linesRefused)
    }
    metrics.counter("chat_lines_held_total", help: "Lines that filters held for a moderator.") {
      Double(room.linesHeld)
    }
    metrics.gauge("chat_held_unsent", help: "Held lines that wait to be handed over.") {
      Double(held.lines)
    }
  }

  private static func addMetrics(
    to metrics: Metrics, _ chat: ChatFactory, _ api: APILink, _ outbox: TranscriptOutbox
  ) {
    let room = chat.room
    metrics.gauge("chat_users", help: "People in the room.") { Double(room.members.count) }
    metrics.gauge("chat_users_gone", help: "People who are gone and still heard.") {
      Double(room.leaving.count)
    }
    metrics.counter(
      "chat_lines_unsaid_total", help: "Lines dropped: their senders were gone for too long."
    ) { Double(chat.linesUnsaid) }
    metrics.counter("chat_proxy_checks_total", help: "Health checks of proxies.") {
      Double(chat.proxyChecks)
    }
    metrics.gauge("chat_api_up", help: "1 when the API's last answer was good.") {
      api.isUp ? 1 : 0
    }
    metrics.gauge("chat_outbox_lines", help: "Lines that wait to be handed over.") {
      Double(outbox.lines)
    }
    metrics.counter("chat_handed_over_lines_total", help: "Lines handed over to the API.") {
      Double(outbox.handedOver)
    }
    metrics.counter("chat_resent_lines_total", help: "Lines handed over once more.") {
      Double(outbox.resends)
    }
    metrics.counter(
      "chat_dropped_lines_total", help: "Lines not handed over: the API was away for too long."
    ) { Double(outbox.dropped) }
    metrics.counter("chat_lines_total", help: "Lines said.") { Double(room.linesSaid) }
    metrics.counter("chat_frames_total", help: "Frames sent to the room.") {
      Double(room.framesSent)
    }
    metrics.counter("chat_received_bytes_total", help: "Bytes read from people.") {
      Double(chat.bytesReceived)
    }
    metrics.counter("chat_sent_bytes_total", help: "Bytes written to people.") {
      Double(room.bytesSent)
    }
    metrics.counter("chat_connections_accepted_total", help: "Connections let in.") {
      Double(chat.accepted)
    }
    metrics.gauge("chat_connections", help: "Connections that are open.") { Double(chat.open) }
    for reason in Doorkeeper.Reason.allCases {
      metrics.counter(
        "chat_connections_refused_total", help: "Connections turned away.",
        labels: ["reason": "\(reason)"]
      ) { Double(chat.refused[reason, default: 0]) }
    }
    metrics.counter("chat_slow_readers_total", help: "Connections cut for reading too slowly.") {
      Double(chat.slowReaders)
    }
  }
}
