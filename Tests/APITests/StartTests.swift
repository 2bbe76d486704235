import API
import Glibc
import Support
import Testing

/// What the real program refuses to start with, and says so in one line.
@Suite struct `The start of the api executable` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: ["/none/x.db", "", "/file/x.db", "/test.db"])
  func `what is wrong with the path is said by --check-config as by a start`(path: String) throws {
    folder.write([], to: "file")
    let before = folder.contents()
    let settings = ["API_DATABASE": folder.path + path]
    let check = try ChildProcess([Programs.ours("api"), "--check-config"], environment: settings)
    if path == "/test.db" {
      #expect(try check.waitForExit() == .code(0))
    } else {
      #expect(try check.waitForExit() == .code(78))
      let start = try APIProcess.start(in: folder, settings)
      #expect(try start.waitForExit() == .code(78))
      let sentence = check.errorText.dropFirst("api: ".count)
      #expect(sentence.hasPrefix("database \(folder.path + path): "))
      #expect(start.errorText.hasSuffix(" error api cannot start: " + sentence))
    }
    #expect(folder.contents() == before, "nothing is made to find out")
  }

  @Test func `one whose port is taken leaves no new database, and an old one as it was`() throws {
    let first = try APIProcess(in: folder)
    let other = try TemporaryFolder()
    let port = first.url.split(separator: ":").last ?? ""
    let listen = ["API_LISTEN": "tcp:\(port):interface=127.0.0.1"]
    func expectRefusal() throws {
      let second = try APIProcess.start(in: other, listen)
      #expect(try second.waitForExit() == .code(78))
      #expect(second.errorText.contains("API_LISTEN"))
    }
    try expectRefusal()
    #expect(other.contents().isEmpty)

    _ = try Store.open(other.database).snapshot()
    try expectRefusal()
    #expect(try Store.open(other.database).snapshot().lastSeq == 0)
    // Wherever the link leads, it was somebody's choice.
    other.move("test.db", to: "old")
    #expect(symlink("new", other.database) == 0)
    try expectRefusal()
    #expect(other.contents().keys.contains("test.db"))
  }

  @Test func `without a token it listens on loopback, or says what to do`() throws {
    let everywhere = ["API_LISTEN": "tcp:0"]
    let refused = try APIProcess.start(in: folder, everywhere)
    #expect(try refused.waitForExit() == .code(78))
    #expect(refused.errorText.contains("API_TOKEN is not set"))
    #expect(refused.errorText.split(separator: "\n").count == 1)
    #expect(folder.contents().isEmpty)
    for setting in [["API_OPEN": "1"], ["API_TOKEN": "s3cret"]] {
      let open = try APIProcess.start(in: folder, everywhere.merging(setting) { $1 })
      try open.waitForErrors("API_LISTEN=")
      open.signal(15)
      #expect(try open.waitForExit() == .code(0))
    }
    let spaced = try APIProcess.start(in: folder, ["API_TOKEN": "two words"])
    #expect(try spaced.waitForExit() == .code(78))
    #expect(!spaced.errorText.contains("two words"))
  }

  @Test func `a file that is no database is refused with one line and left alone`() throws {
    folder.write(Array("not a database at all\n".utf8), to: "test.db")
    let before = folder.contents()
    let api = try APIProcess.start(in: folder)
    #expect(try api.waitForExit() == .code(78))
    #expect(api.errorText.split(separator: "\n").count == 1)
    #expect(api.errorText.contains(folder.database))
    #expect(api.errorText.contains("not a SQLite database"))
    #expect(folder.contents() == before)
  }

  @Test func `a second one on the same file is refused, and a killed one does not block the next`()
    throws
  {
    let first = try APIProcess(in: folder)
    let second = try APIProcess.start(in: folder)
    #expect(try second.waitForExit() == .code(78))
    #expect(second.errorText.contains("another process uses it"))
    _ = try first.json("/banner/", "-d", #"{"banner": "still here"}"#)
    first.process.signal(9)
    _ = try first.process.waitForExit()
    #expect(try APIProcess(in: folder).json("/banner/") == ["banner": "still here"])
  }

  @Test(.enabled(if: canRunAsNobody))
  func `what this user cannot write is refused with one line`() throws {
    func run(_ command: String...) throws {
      #expect(try ChildProcess(command).waitForExit() == .code(0))
    }
    _ = try Store.open(folder.database)
    try run("chmod", "755", folder.path)
    let readOnlyFile = try APIProcess.start(in: folder, wrapper: nobody)
    #expect(try readOnlyFile.waitForExit() == .code(78))
    #expect(readOnlyFile.errorText.contains("the file cannot be written: Permission denied"))
    try run("chmod", "666", folder.database)
    let readOnlyFolder = try APIProcess.start(in: folder, wrapper: nobody)
    #expect(try readOnlyFolder.waitForExit() == .code(78))
    #expect(readOnlyFolder.errorText.contains("its folder cannot be written: Permission denied"))
    #expect(readOnlyFolder.errorText.contains("for user 65534"))
    #expect(folder.contents().keys.sorted() == ["test.db"])
  }
}

private let nobody = ["setpriv", "--reuid=65534", "--clear-groups"]

/// The test is root's, and nobody can get at the executable.
private let canRunAsNobody =
  Programs.has("setpriv")
  && (try? ChildProcess(nobody + [Programs.ours("api"), "--version"]).waitForExit()) == .code(0)
