import ServiceKit
import TinyHTTP
import TinyReactor
import Wire

/// The dashboard: the web pages from which an admin watches and moderates the chat.
///
/// Every request first passes the `Gate`: the `HostGuard`, the `OriginGuard`, and `Admission`,
/// which knows who is logged in. `Routes` maps paths to handlers; these are in
/// `Routes+Overview.swift`, `Routes+Banner.swift`, `Routes+Room.swift`, `Routes+Lists.swift`, `Routes+Commands.swift` and
/// `Routes+Login.swift`.
///
/// A handler asks the API through `APIClient`, whose only error is `APIFailure`, and answers with a
/// page: `OverviewPage`, `RoomPage`, `PeoplePage`, `BansPage`, `BotsPage`, `BannerPage` or `LogPage`,
/// inside a `PageFrame`. Apart from the banner, what an admin does is an `AdminCommand`: GET shows its `Question`, and POST has the
/// API carry it out.
///
/// Pages stay current. For overview and banner, a `Monitor` keeps a `Snapshot` of what the API last
/// said, a `Transcript` follows the room, `Day` has the curves of the last 24 hours, and `Viewers` streams the `Regions` that change and the lines
/// that are said to every open page. The script reloads the lists (`LiveUpdates`).
///
/// Start reading at `Routes`. From the ground up, the folders are Upstream, Words, Access, Pages,
/// Web and Routes.
@main
enum Main {
  static func main() {
    Service.main("dashboard", about: "the admin's page of NetCatChat", DashboardSettings.self) {
      service, settings in
      try start(service, settings)
    }
  }

  private static func start(_ service: Service, _ settings: DashboardSettings) throws {
    let reactor = service.reactor
    let client = try HTTPClient(
      on: reactor, base: settings.apiURL,
      fields: HTTPFields(settings.apiToken.map { [BearerToken($0).field] } ?? []))
    service.watch(client)
    let api = APIClient(client)
    let timeOfDay = { WallTime.now().rfc3339 }
    let monitor = Monitor(on: reactor, api: api, timeOfDay: timeOfDay) { outage in
      if let outage {
        service.log.warning("API away", ["url": settings.apiURL, "why": outage.failure.detail])
      } else {
        service.log.info("API back", ["url": settings.apiURL])
      }
    }
    let admission = Admission(
      on: reactor, password: settings.password, log: service.log, metrics: service.metrics
    ) { event in
      api.note(event, actor: "dashboard").addErrback { error -> Void in
        service.log.warning(
          "login not reported", ["event": event.action, "why": APIFailure(error).detail])
      }
    }
    let transcript = Transcript(on: reactor, api: api, timeOfDay: timeOfDay)
    let day = Day(api: api, timeOfDay: timeOfDay)
    let viewers = Viewers(
      on: reactor, monitor: monitor, transcript: transcript, day: day, timeOfDay: timeOfDay,
      isLive: admission.isLive)
    let hosts = HostGuard(listen: settings.listen, extra: settings.hosts)
    let gate = Gate(hosts: hosts, admission: admission)
    let routes = Routes(
      on: reactor, api: api, monitor: monitor, transcript: transcript, viewers: viewers,
      day: day, admission: admission, chatAddress: settings.chatAddress, timeOfDay: timeOfDay,
      log: service.log)

    service.metrics.gauge("dashboard_viewers", help: "Pages that update themselves.") {
      Double(viewers.count)
    }
    gate.guards(&service.router)
    routes.add(to: &service.router)
    service.goBy(hosts.allows)
    try service.listenHTTP()
    service.onShutdown {
      viewers.dismissAll()
      return nil  // requests under way end by themselves, each with its answer
    }
  }
}
