import RoomLog
import ServiceKit
import TinyReactor
import TinyRedis
import Wire

/// The API: it owns the database, and serves it as JSON over HTTP to chat servers, the dashboard
/// and scripts.
///
/// On disk are the banner and other settings, the bans, the mutes, the bots, the admins, the orders to chat servers
/// and the audit log. Which chat servers are there is known in memory only. Everything runs on the reactor except
/// SQLite, which has a thread of its own.
///
/// The main types, each in the file of its name, as `main` meets them: `Store` is the database.
/// `Journal` commits each `Change` to it, several in one transaction, and keeps the configuration
/// in memory. `Presence` keeps the leases of chat servers, and `Samples` how full and busy they were. `Transcript` keeps what
/// was said, in a `TranscriptStore` of its own; `LogFollower` takes it there when several chat servers
/// are one room. `Moderation` serves the bans and the
/// mutes, and ends them on time. `ChatServers` sends requests to chat servers: `Orders` has kicks, mutes and
/// announcements carried out, `Rosters` asks who is there, and `BotSpeech` has said what `Bots` say.
/// `Admins` know who may log in, and who has. `Site` offers all of it as a list of
/// `Route`s, behind `AccessRules`, each with what its caller has to be. Folders, lowest first: `Rules`, `Store`,
/// `Export`, `Transcript`, `State`, `Identity`, `Keeping`, `Bus`, `HTTP`, `Log`, `Messages`, `Bots`, `Room`, `Admins`,
/// `People`.
///
/// To start reading, follow a change of the banner from `Site+Banner.swift` through
/// `Journal.commit` to `Store+Changes.swift`.
@main
enum Main {
  static func main() {
    Connection.countNoMemory()
    Service.main(
      "api", about: "Owns the banner, the bans, the events and who is there; JSON over HTTP.",
      APISettings.self
    ) { service, settings in
      let store = try Store.open(settings.database)
      let isNew = store.isNew
      do {
        if let password = settings.adminPassword { try seed(store, password, service.log) }
      } catch {
        if isNew { Store.remove(new: settings.database) }
        throw error
      }
      let earlierSamples = try store.samples()
      let journal = try Journal(on: service.reactor, store: store, log: service.log)
      let transcriptStore: TranscriptStore
      do {
        transcriptStore = try TranscriptStore.open(settings.transcript)
      } catch {
        if isNew { Store.remove(new: settings.database) }
        throw error
      }
      let isTranscriptNew = transcriptStore.database.isNew
      let transcript = try Transcript(
        on: service.reactor, store: transcriptStore, journal: journal, log: service.log)
      let follower = settings.bus.map { bus in
        var options = RedisOptions()
        options.name = LogFollower.clientName
        return LogFollower(
          on: service.reactor, RedisClient(on: service.reactor, at: bus.address, options),
          transcript: transcript, log: service.log)
      }
      let presence = Presence(on: service.reactor, record: journal.note)
      let samples = Samples(on: service.reactor, earlier: earlierSamples) {
        journal.note(Change(.sampled($0), actor: "api", time: WallTime.now().rfc3339))
      }
      let unfollowed = follower == nil ? UnfollowedLog(log: service.log) : nil
      presence.onReport = { [weak presence] id, report in
        samples.see(id, report, people: presence?.users ?? 0)
        unfollowed?.see(id, report)
      }
      let moderation = Moderation(on: service.reactor, journal: journal)
      let chats = ChatServers(on: service.reactor, token: settings.token)
      let orders = Orders(
        on: service.reactor, journal: journal, moderation: moderation, chats: chats)
      let bots = Bots(on: service.reactor, journal: journal, moderation: moderation)
      let speech = BotSpeech(on: service.reactor, chats: chats)
      let admins = Admins(
        on: service.reactor, journal: journal, moderation: moderation,
        passwords: Passwords(on: service.reactor))
      let access = AccessRules(
        token: settings.token, bots: bots, admins: admins,
        refusals: RepeatedReport(about: "API_TOKEN", on: service.reactor))
      let site = Site(
        on: service.reactor, journal: journal, presence: presence, samples: samples,
        moderation: moderation, orders: orders, rosters: Rosters(chats), transcript: transcript,
        bots: bots, speech: speech, admins: admins, access: access, version: Version.number,
        busProblem: { follower?.problem })
      site.install(on: &service.router)
      service.goBy(access.isOurs)
      service.metrics.add(journal, presence, moderation, access)
      service.metrics.add(transcript, site.messageStreams)
      service.metrics.add(bots, speech)
      service.metrics.add(admins)
      if let follower {
        service.metrics.add(follower)
        service.addReadinessNote("bus") { follower.problem }
      }
      service.addReadinessCheck("database", journal.readiness)
      service.addReadinessCheck("transcript", transcript.readiness)
      service.onShutdown {
        bots.writeUses()
        admins.tokens.writeUses()
        samples.finish()
        follower?.stop()
        return transcript.close().addCallback(journal.close)
      }
      do {
        try service.listenHTTP()
      } catch {
        // A mistaken start that finds its port taken must leave nothing behind.
        if isNew { Store.remove(new: settings.database) }
        if isTranscriptNew { Store.remove(new: settings.transcript) }
        throw error
      }
      transcript.start()
      site.held.start()
      follower?.start()
    }
  }

  /// Before anybody can come: in a database without admins, everybody may do everything.
  private static func seed(_ store: Store, _ password: String, _ log: Log) throws {
    do {
      guard try Admins.seed(store, password: password, time: WallTime.now().rfc3339) else { return }
      log.info("admin made", ["target": Admins.firstName, "new": Role.owner.rawValue])
    } catch let failure as Crypt.Failure {
      throw StartError("no password can be hashed: \(failure)", exitStatus: ExitStatus.ioError)
    }
  }
}
