import API
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `A backup` {
  let folder: TemporaryFolder
  let copies: TemporaryFolder
  let reactor: Reactor

  init() throws {
    folder = try TemporaryFolder()
    copies = try TemporaryFolder()
    reactor = try Reactor()
  }

  func open() throws -> Journal {
    try Journal(on: reactor, store: try Store.open(folder.database), log: Log(level: .error))
  }

  func error(_ backup: Deferred<[UInt8]>) throws -> StateError? {
    let error = #expect(throws: StateError.self) { try reactor.wait(for: backup) }
    #expect(error?.status == .serviceUnavailable)
    return error
  }

  /// Opens it as an API would.
  func opened(_ bytes: [UInt8]) throws -> Store {
    copies.write(bytes, to: "test.db")
    return try Store.open(copies.database)
  }

  @Test(.enabled(if: Programs.has("curl")))
  func `of a running API starts another with everything in it, and the first goes on`() throws {
    let token = ["-H", "Authorization: Bearer s3cret"]
    let api = try APIProcess(in: folder, ["API_TOKEN": "s3cret"])
    for (path, body) in [
      ("/banner/", #"{"banner": "kept"}"#), ("/doors", #"{"open": false}"#),
      ("/bans", #"{"range": "192.0.2.0/24", "reason": "spam"}"#),
    ] {
      #expect(try api.json(path, "-d", body, token[0], token[1]) == ["status": "SUCCESS"])
    }
    let state = try ["/config", "/events", "/bans"].map { try api.json($0, token[0], token[1]) }
    // What `cp` would take has nothing of it: all of it is in the log.
    #expect(!String(decoding: folder.contents()["test.db"] ?? [], as: UTF8.self).contains("spam"))

    #expect(try api.curl("/backup").status == 401)
    let curl = try ChildProcess(
      ["curl", "-sSf", "-D", "-", "-o", copies.database, api.url + "/backup"] + token)
    #expect(try curl.waitForExit() == .code(0))
    let head = curl.outputText.lowercased()
    #expect(head.contains("\r\ncontent-type: application/vnd.sqlite3\r\n"))
    #expect(
      head.contains("\r\ncontent-disposition: attachment; filename=\"netcatchat.db\"\r\n"))
    #expect(try api.curl("/readyz").status == 200)
    #expect(
      try api.json("/banner/", "-d", #"{"banner": "later"}"#, token[0], token[1])
        == ["status": "SUCCESS"])
    #expect(
      folder.contents().keys.sorted()
        == ["test-transcript.db", "test-transcript.db-wal", "test.db", "test.db-wal"],
      "nothing is left over")
    #expect(!api.process.errorText.contains("failed"))

    let other = try APIProcess(in: copies)
    #expect(try ["/config", "/events", "/bans"].map { try other.json($0) } == state)
    #expect(
      try other.json("/banner/", "-d", #"{"banner": "goes on"}"#) == ["status": "SUCCESS"])
    #expect(try other.json("/events?limit=1")["events"]?[0]?["seq"] == 4)
  }

  @Test func `is of one moment, whatever is written meanwhile, and takes what is in log and file`()
    throws
  {
    let journal = try open()
    let text = String(repeating: "x", count: 4_000)
    var written = 0
    for number in 1...1_000 {
      journal.commit(.banner("\(number) \(text)")).addCallback { _ in written += 1 }
      // The first is written alone, the others wait for it: there is always more behind a backup.
      guard number % 250 == 0 else { continue }
      let store = try opened(try reactor.wait(for: journal.wholeBackup()))
      let snapshot = try store.snapshot()
      #expect(snapshot.lastSeq > 0)
      #expect(snapshot.configuration.banner == "\(snapshot.lastSeq) \(text)")
      #expect(try store.events(.newest(limit: 1)).first?.new == snapshot.configuration.banner)
      #expect(try store.db.rows("PRAGMA integrity_check") { $0.text(0) } == ["ok"])
      let events = try store.db.rows("SELECT count(*) FROM events") { $0.integer(0) }
      #expect(events == [snapshot.lastSeq])
    }
    try reactor.wait { written == 1_000 }
    #expect(journal.problem == nil)
  }

  @Test func `is made one at a time, the one whose caller has gone too`() throws {
    let journal = try open()
    let gone = journal.wholeBackup()
    gone.cancel()
    gone.addErrback { _ in [] }
    let refusal = try error(journal.wholeBackup())
    #expect(refusal?.description.contains("another one is being made") == true)
    #expect(refusal?.fields["Retry-After"] == "1")
    for _ in 1...3 { _ = try reactor.wait(for: journal.events(.newest(limit: 1))) }
    #expect(try opened(try reactor.wait(for: journal.wholeBackup())).snapshot() == journal.snapshot)
  }

  @Test func `saves what was removed under a running API`() throws {
    let journal = try open()
    _ = try reactor.wait(for: journal.commit(.banner("saved")))
    folder.move("test.db", to: "elsewhere")
    #expect(try opened(try reactor.wait(for: journal.wholeBackup())).snapshot() == journal.snapshot)
  }

  @Test func `of a database cut short is none`() throws {
    let journal = try open()
    _ = try reactor.wait(for: journal.commit(.banner("safe")))
    try reactor.wait(for: journal.close())
    let again = try open()
    folder.write(readFile(folder.database).dropLast(4_096), to: "test.db")
    #expect(try error(again.wholeBackup())?.description.contains("was cut from") == true)
  }

  @Test func `is no longer made after the end`() throws {
    let journal = try open()
    try reactor.wait(for: journal.close())
    #expect(try error(journal.wholeBackup())?.description.contains("shutting down") == true)
  }
}

extension Journal {
  /// A backup's bytes.
  func wholeBackup() -> Deferred<[UInt8]> {
    backups.make().addCallback { $0.read(at: 0, count: $0.bytes) }
  }
}
