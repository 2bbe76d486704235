import ServiceKit
import TinyReactor

@main
enum Main {
  static func main() {
    Service.main(
      "api", about: "Owns the banner, the bans, the events and who is there; JSON over HTTP.",
      APISettings.self
    ) { service, settings in
      let store = try Store.open(settings.database)
      let isNew = store.isNew
      let journal = try Journal(on: service.reactor, store: store, log: service.log)
      let presence = Presence(on: service.reactor, record: journal.note)
      let moderation = Moderation(on: service.reactor, journal: journal)
      let chats = ChatServers(on: service.reactor, token: settings.token)
      let orders = Orders(
        on: service.reactor, journal: journal, moderation: moderation, chats: chats)
      let access = AccessRules(
        token: settings.token,
        refusals: RepeatedReport(about: "API_TOKEN", on: service.reactor))
      let site = Site(
        on: service.reactor, journal: journal, presence: presence, moderation: moderation,
        orders: orders, rosters: Rosters(chats), access: access, version: Version.number)
      site.install(on: &service.router)
      service.goBy(access.isOurs)
      service.metrics.add(journal, presence, moderation, access)
      service.addReadinessCheck("database", journal.readiness)
      service.onShutdown(journal.close)
      do {
        try service.listenHTTP()
      } catch {
        // A mistyped start that finds its port taken leaves nothing behind.
        if isNew { Store.remove(new: settings.database) }
        throw error
      }
    }
  }
}
