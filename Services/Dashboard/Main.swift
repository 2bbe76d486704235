import ServiceKit
import TinyHTTP
import TinyReactor
import Wire

/// The dashboard: the web pages from which an admin watches and moderates the chat.
///
/// Every request first passes the `Gate`: the `HostGuard`, the `OriginGuard`, and `Admission`,
/// which knows who is logged in, and by the `FrontDoor` whether one has to be. `Routes` maps paths to
/// handlers; these are in `Routes+Overview.swift`, `Routes+Banner.swift`, `Routes+Room.swift`,
/// `Routes+Lists.swift`, `Routes+Accounts.swift`, `Routes+Commands.swift` and `Routes+Login.swift`.
///
/// A handler asks the API on behalf of its `Visitor`, through an `APIClient` whose only error is
/// `APIFailure`, and answers with a page: `OverviewPage`, `RoomPage`, `PeoplePage`, `BansPage`, `BotsPage`,
/// `BannerPage`, `LogPage`, `AdminsPage` or `AccountPage`, inside a `PageFrame`. Apart from the banner, what an admin does is an `AdminCommand`: GET shows its `Question`, and POST has the
/// API carry it out.
///
/// Pages stay current. For overview and banner, a `Monitor` keeps a `Snapshot` of what the API last
/// said, a `Transcript` follows the room, `Day` has the curves of the last 24 hours, and `Viewers` streams the `Regions` that change and the lines
/// that are said to every open page. The script reloads the lists (`LiveUpdates`).
///
/// Start reading at `Routes`. From the ground up, the folders are Upstream, Words, Access, Parts,
/// Pages, Web and Routes.
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
    let door = FrontDoor(on: reactor, api: api, isPasswordSet: settings.password != nil) {
      Self.report($0, to: service.log)
    }
    let admission = Admission(
      on: reactor, api: api, door: door, log: service.log, metrics: service.metrics)
    let transcript = Transcript(on: reactor, api: api, timeOfDay: timeOfDay)
    let day = Day(api: api, timeOfDay: timeOfDay)
    let viewers = Viewers(
      on: reactor, monitor: monitor, transcript: transcript, day: day, timeOfDay: timeOfDay,
      isLive: admission.isLive, confirm: admission.confirm(session:))
    let hosts = HostGuard(listen: settings.listen, extra: settings.hosts)
    let gate = Gate(hosts: hosts, admission: admission)
    let routes = Routes(
      on: reactor, monitor: monitor, transcript: transcript, viewers: viewers,
      day: day, admission: admission, chatAddress: settings.chatAddress, timeOfDay: timeOfDay,
      log: service.log)

    service.metrics.gauge("dashboard_viewers", help: "Pages that update themselves.") {
      Double(viewers.count)
    }
    gate.guards(&service.router)
    routes.add(to: &service.router)
    service.goBy(hosts.allows)
    try service.listenHTTP()
    _ = door.ask()  // so that the log says at once what is wrong
    service.onShutdown {
      viewers.dismissAll()
      return nil  // requests under way end by themselves, each with its answer
    }
  }

  private static func report(_ standing: FrontDoor.Standing, to log: Log) {
    switch standing {
    case .admins: log.info("admins log in")
    case .open: log.info("open to whoever reaches it", ["why": "no ADMIN_PASSWORD, and no admins"])
    case .nobody: log.warning("nobody can log in", ["why": LoginWords.nobody])
    case .unknown(let failure): log.warning("not known who may log in", ["why": failure.detail])
    }
  }
}
