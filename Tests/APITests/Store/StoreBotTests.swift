import API
import Support
import Testing
import Wire

@Suite struct `Bots in the store`: StoreSuite {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func made(_ name: String, hash: String? = nil) -> Change {
    change(.botMade(name: name, tokenHash: hash ?? "hash of \(name)", mayRead: false))
  }

  @Test func `of two that are made at once and look alike there is one`() throws {
    let store = try open()
    let results = try store.commit([made("deploy"), made("Dep1oy"), made("ci")]).results
    #expect(results.map { (try? $0.get())?.seq } == [1, nil, 2])
    #expect(throws: ChangeRefusal.botNameTaken(by: "deploy")) { try results[1].get() }
    #expect(try store.snapshot().bots.map(\.bot.name) == ["deploy", "ci"])
  }

  @Test func `they outlive a crash, with the hash of their token`() throws {
    let store = try open()
    _ = try store.commit([made("deploy")])
    _ = try store.commit([change(.botsUsed([1: "u", 7: "u"]))])
    let snapshot = try open(after: store).snapshot()
    #expect(
      snapshot.bots == [
        Store.KnownBot(
          bot: Bot(id: 1, name: "deploy", mayRead: false, since: "t", actor: "zoe", lastUsed: "u"),
          tokenHash: "hash of deploy")
      ])
    #expect(snapshot.configuration.bots == ["deploy"])
  }

  @Test func `a use is no event and no new configuration, a revocation is both`() throws {
    let store = try open()
    let seq = try store.commit([made("deploy")]).snapshot.configuration.seq
    let used = try store.commit([change(.botsUsed([1: "u"]))])
    #expect(used.events == [nil] && used.snapshot.configuration.seq == seq)
    #expect(used.snapshot.bots.first?.bot.lastUsed == "u")
    let revoked = try store.commit([change(.botRevoked(id: 1)), change(.botRevoked(id: 1))])
    #expect(revoked.snapshot.configuration.seq == seq + 1 && revoked.snapshot.bots.isEmpty)
    #expect(throws: ChangeRefusal.noSuchBot(id: 1)) { try revoked.results[1].get() }
  }
}
