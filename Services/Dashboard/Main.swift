import ServiceKit
import TinyHTTP
import TinyReactor
import Wire

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
    let viewers = Viewers(
      on: reactor, monitor: monitor, timeOfDay: timeOfDay, isLive: admission.isLive)
    let hosts = HostGuard(listen: settings.listen, extra: settings.hosts)
    let gate = Gate(hosts: hosts, admission: admission)
    let routes = Routes(
      on: reactor, api: api, monitor: monitor, viewers: viewers, admission: admission,
      timeOfDay: timeOfDay, log: service.log)

    service.metrics.gauge("dashboard_viewers", help: "Pages that update themselves.") {
      Double(viewers.count)
    }
    gate.guards(&service.router)
    routes.add(to: &service.router)
    service.goBy(hosts.allows)
    try service.listenHTTP()
    service.onShutdown {
      viewers.dismissAll()
      return nil  // requests under way end by themselves, with an answer for who waits for one
    }
  }
}
