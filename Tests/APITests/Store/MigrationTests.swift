import API
import Support
import Testing
import Wire

@Suite struct `Migrating a database` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `a file takes only the steps it lacks`() throws {
    let connection = try Connection(path: folder.database)
    try Migrations.run(on: connection, steps: ["CREATE TABLE a (x)"])
    try Migrations.run(on: connection, steps: ["CREATE TABLE a (x)", "CREATE TABLE b (x)"])
    try Migrations.run(on: connection, steps: ["CREATE TABLE a (x)", "CREATE TABLE b (x)"])
    #expect(try Migrations.version(of: connection) == 2)
    #expect(try tables(connection) == ["a", "b"])
  }

  @Test func `a step that fails leaves the file at the step before`() throws {
    let connection = try Connection(path: folder.database)
    let steps = ["CREATE TABLE a (x)", "CREATE TABLE b (x); CREATE TABLE a (x)"]
    #expect(throws: SQLiteError.self) { try Migrations.run(on: connection, steps: steps) }
    #expect(try Migrations.version(of: connection) == 1)
    #expect(try tables(connection) == ["a"])
  }

  @Test func `the tables are strict and the file is marked as ours`() throws {
    let connection = try Connection(path: folder.database)
    try Migrations.run(on: connection)
    #expect(try connection.rows("PRAGMA application_id") { $0.integer(0) } == [0x4E65_7443])
    #expect(throws: SQLiteError.self) {
      try connection.run("INSERT INTO settings VALUES ('x', 'y', 'not a number')")
    }
  }

  @Test func `a database of the first version keeps what it has and gets the rest`() throws {
    do {
      let connection = try Connection(path: folder.database)
      try Migrations.run(on: connection, steps: [Migrations.steps[0]])
      try connection.execute(
        """
        INSERT INTO events (time, actor, action, target, old, new)
        VALUES ('t', 'api', 'banner.changed', 'banner', 'old', 'kept');
        UPDATE settings SET value = 'kept', seq = 1;
        """)
    }
    let snapshot = try Store.open(folder.database).snapshot()
    #expect(snapshot.configuration == ChatConfiguration(ours: 1, banner: "kept"))
    #expect(snapshot.lastSeq == 1)
    #expect(snapshot.orders == [])
  }

  @Test func `orders of before, which do not say whom they mean, are forgotten`() throws {
    do {
      let connection = try Connection(path: folder.database)
      try Migrations.run(on: connection, steps: Array(Migrations.steps[0...1]))
      try connection.execute(
        """
        INSERT INTO events (time, actor, action, target) VALUES ('t', 'api', 'member.kicked', 'x');
        INSERT INTO orders (seq, action, server, member) VALUES (1, 'kick', 'a', 0);
        UPDATE settings SET seq = 1 WHERE key = 'orders';
        """)
    }
    let snapshot = try Store.open(folder.database).snapshot()
    #expect(snapshot.configuration.seq == 1)
    #expect(snapshot.lastSeq == 1)
    #expect(snapshot.orders == [])
  }

  @Test func `events and orders of before have no note, and nobody can log in yet`() throws {
    do {
      let connection = try Connection(path: folder.database)
      try Migrations.run(on: connection, steps: Array(Migrations.steps[0...5]))
      try connection.execute(
        """
        INSERT INTO events (time, actor, action, target) VALUES ('t', 'admin@::1', 'bot.made', 'x');
        INSERT INTO orders (id, server, seq, action, time, actor) VALUES ('o', 'a', 1, 'kick', 't', 'zoe');
        INSERT INTO bots (id, name, token_hash, may_read, since, actor)
        VALUES (1, 'x', 'h', 0, 't', 'admin@::1');
        UPDATE settings SET seq = 1 WHERE key = 'bots';
        """)
    }
    let store = try Store.open(folder.database)
    let snapshot = try store.snapshot()
    #expect(snapshot.admins.isEmpty && snapshot.sessions.isEmpty && snapshot.tokens.isEmpty)
    #expect(snapshot.bots.map(\.bot.name) == ["x"] && snapshot.orders.count == 1)
    #expect(
      try store.events(.newest(limit: 9)) == [
        Event(seq: 1, time: "t", actor: "admin@::1", action: "bot.made", target: "x")
      ])
    let done = try store.commit([
      Change(.orderDone(id: "o", on: nil), actor: Author("api", note: "n"), time: "u")
    ])
    #expect(done.events.map { $0?.actor } == ["zoe"] && done.events.map { $0?.note } == [nil])
  }

  func tables(_ connection: Connection) throws -> [String] {
    try connection.rows(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
    ) { $0.text(0) }
  }
}
