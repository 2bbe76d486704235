import API
import Support
import Testing
import Wire

@Suite struct `Admins in the store`: StoreSuite {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func made(_ name: String, _ role: Role = .owner) -> Change {
    change(.adminMade(name: name, role: role, passwordHash: "hash of \(name)"))
  }

  func opened(_ token: String, by admin: Int?, _ name: String = "ann", at time: String = "t")
    -> Change
  {
    let proof = admin.map { Change.Proof(admin: $0, passwordHash: "hash of \(name)") }
    return change(
      .sessionOpened(Change.NewSession(tokenHash: token, proof: proof)), actor: Author(name),
      time: time)
  }

  func tokenMade(_ name: String, of admin: Int) -> Change {
    change(.tokenMade(name: name, admin: admin, role: .viewer, tokenHash: "\(name) of \(admin)"))
  }

  func refusals(_ receipt: Store.Receipt) -> [ChangeRefusal?] {
    receipt.results.map { result in
      if case .failure(let refusal) = result { refusal } else { nil }
    }
  }

  @Test func `of two that are made at once and look alike there is one`() throws {
    let receipt = try open().commit([made("ann"), made("Аnn"), made("ben", .viewer)])
    #expect(refusals(receipt) == [nil, .adminNameTaken(by: "ann"), nil])
    #expect(receipt.snapshot.admins.map(\.admin.name) == ["ann", "ben"])
    #expect(receipt.snapshot.configuration.seq == 0, "chat servers have nothing to do with it")
  }

  @Test func `they outlive a crash, with their sessions and tokens`() throws {
    let store = try open()
    _ = try store.commit([made("ann"), opened("s", by: 1, at: "u"), tokenMade("ci", of: 1)])
    let snapshot = try open(after: store).snapshot()
    #expect(
      snapshot.admins == [
        Store.KnownAdmin(
          admin: Admin(
            id: 1, name: "ann", role: .owner, since: "t", actor: "zoe", passwordSince: "t",
            lastLogin: "u"),
          passwordHash: "hash of ann")
      ])
    #expect(snapshot.sessions == [Store.KnownSession(tokenHash: "s", admin: 1, opened: "u")])
    #expect(
      snapshot.tokens == [
        Store.KnownToken(
          token: APIToken(id: 3, name: "ci", admin: "ann", role: .viewer, since: "t"), admin: 1,
          tokenHash: "ci of 1")
      ])
  }

  @Test func `of two owners who remove each other at once one stays`() throws {
    let store = try open()
    _ = try store.commit([made("ann"), made("ben")])
    let receipt = try store.commit([change(.adminRemoved(id: 1)), change(.adminRemoved(id: 2))])
    #expect(refusals(receipt) == [nil, .lastOwner(name: "ben")])
    #expect(
      refusals(try store.commit([change(.roleChanged(admin: 2, role: .viewer))]))
        == [.lastOwner(name: "ben")])
  }

  @Test func `who is removed leaves nothing behind, and no id comes again`() throws {
    let store = try open()
    _ = try store.commit([made("ann"), made("ben"), opened("a", by: 1), opened("b", by: 2, "ben")])
    _ = try store.commit([tokenMade("ci", of: 1), tokenMade("ci", of: 2)])
    let snapshot = try store.commit([change(.adminRemoved(id: 2)), made("ben")]).snapshot
    #expect(snapshot.sessions.map(\.tokenHash) == ["a"])
    #expect(snapshot.tokens.map(\.tokenHash) == ["ci of 1"])
    #expect(snapshot.admins.map(\.admin.id) == [1, 8])
    #expect(refusals(try store.commit([opened("c", by: 2, "ben")])) == [.sessionOutdated])
    #expect(refusals(try store.commit([tokenMade("ci", of: 2)])) == [.noSuchAdmin(id: 2)])
  }

  @Test func `a new password ends all sessions but the one that changed it`() throws {
    let store = try open()
    _ = try store.commit([made("ann"), opened("a", by: 1), opened("b", by: 1)])
    let changed = Change.What.passwordChanged(admin: 1, passwordHash: "new", sparing: "b")
    let receipt = try store.commit([
      Change(changed, actor: "ann", time: "u"), opened("c", by: 1),
    ])
    #expect(refusals(receipt) == [nil, .sessionOutdated])
    #expect(receipt.snapshot.sessions.map(\.tokenHash) == ["b"])
    #expect(receipt.snapshot.admins.first?.passwordHash == "new")
    #expect(receipt.snapshot.admins.first?.admin.passwordSince == "u")
  }

  @Test func `the first admin ends the sessions of whoever came, and there are no new ones`() throws
  {
    let store = try open()
    _ = try store.commit([opened("x", by: nil)])
    let receipt = try store.commit([made("ann"), opened("y", by: nil)])
    #expect(refusals(receipt) == [nil, .sessionOutdated])
    #expect(receipt.snapshot.sessions == [])
  }

  @Test func `of sessions there are no more than may be`() throws {
    let store = try open()
    _ = try store.commit([made("ann")])
    let changes = (100...(100 + APILimits.sessionsMax)).map {
      opened("s\($0)", by: 1, at: "t\($0)")
    }
    let sessions = try store.commit(changes).snapshot.sessions
    #expect(sessions.count == APILimits.sessionsMax && sessions.first?.tokenHash == "s101")
  }

  @Test func `a log-out is an event, an end by time is none`() throws {
    let store = try open()
    _ = try store.commit([made("ann"), opened("a", by: 1), opened("b", by: 1)])
    let receipt = try store.commit([
      change(.sessionClosed(tokenHash: "a"), actor: "ann"),
      change(.sessionClosed(tokenHash: "a")), change(.sessionsEnded(tokenHashes: ["b", "c"])),
    ])
    #expect(receipt.events.map { $0?.action } == ["logout", nil, nil])
    #expect(receipt.snapshot.sessions == [])
  }

  @Test func `a role of a newer version is the lowest here`() throws {
    let store = try open()
    _ = try store.commit([made("ann"), made("ben")])
    try store.db.run("UPDATE admins SET role = 'auditor' WHERE id = 2")
    #expect(try open(after: store).snapshot().admins.map(\.admin.role) == [.owner, .viewer])
  }

  @Test func `who is logged in is in no backup, who may log in is`() throws {
    let store = try open()
    _ = try store.commit([made("ann"), opened("a", by: 1), tokenMade("ci", of: 1)])
    let other = try TemporaryFolder()
    for (name, bytes) in folder.contents() { other.write(bytes, to: name) }
    let copy = try Store.open(other.database)
    #expect(try store.clean(copy.database) == false)
    #expect(try copy.snapshot().sessions == [] && copy.snapshot().admins.count == 1)
  }

  @Test func `the first admin of a new database is an owner, and of none that has one`() throws {
    let store = try open()
    #expect(try Admins.seed(store, password: "correct horse", time: "t"))
    #expect(try !Admins.seed(store, password: "battery staple", time: "t"))
    let snapshot = try store.snapshot()
    #expect(snapshot.admins.map(\.admin.name) == ["admin"])
    #expect(snapshot.admins.first?.admin.role == .owner)
    let hash = snapshot.admins.first?.passwordHash ?? ""
    var crypt = Crypt()
    #expect(try crypt.matches("correct horse", hash))
  }
}
