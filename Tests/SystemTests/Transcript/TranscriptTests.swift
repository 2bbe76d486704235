import Support
import Testing

/// What was said, as people at the prompt and programs get it.
@Suite struct TranscriptTests {
  /// Says `lines`, and waits until the API has the last of them.
  private func say(_ lines: String..., in house: Installation) throws {
    let speaker = try house.join(with: .traditional)
    try speaker.waitForOutput("/help lists")
    speaker.write("/nick ann\n" + lines.map { $0 + "\n" }.joined())
    try house.retry("the last line to be kept") {
      try house.curl("\(house.api)/messages?limit=5&name=ann").contains(lines.last ?? "")
    }
  }

  @Test func `it outlives the chat, is found from the prompt, and nobody's whisper is in it`()
    throws
  {
    let house = try Installation()
    let ben = try house.join()
    try ben.waitForOutput("-- what is said here is kept for 30 days")
    ben.write("/nick ben\n")
    try ben.waitForOutput("is now ben")
    try say(
      "the Straße is closed", "\"quoted\" \\ 日本語", "/msg ben psst-nobody-else", "goodbye all",
      in: house)
    try ben.waitForOutput("psst-nobody-else")

    try house.kill(.chat)
    try house.start(.chat)
    let cy = try house.join()
    try cy.waitForOutput("<ann> goodbye all")
    cy.write("/find strasse\n")
    try cy.waitForOutput("] <ann> the Straße is closed")
    cy.write("/last @ann\n/find 本\n")
    try cy.waitForOutput("\"quoted\" \\ 日本語")
    cy.write("/find nobody-says-this\n")
    try cy.waitForOutput("-- nothing was found")
    cy.write("/find psst\n/quit\n")
    try cy.waitForOutput("goodbye")
    #expect(!cy.outputText.contains("psst-nobody-else"))
    #expect(!(try house.curl("\(house.api)/messages/export")).contains("psst"))
    #expect(!(try house[.api].errorText + house[.chat].errorText).contains("psst"))
  }

  @Test func `a hidden line is nowhere that people look, and neither in file nor backup`() throws {
    let house = try Installation(["API_TOKEN": "s3cret-s3cret"])
    let token = ["-H", "Authorization: Bearer s3cret-s3cret"]
    func api(_ path: String, _ options: String...) throws -> String {
      try Curl.run(token + options + ["\(house.api)\(path)"])
    }
    let ann = try house.join()
    try ann.waitForOutput("/help lists")
    ann.write("/nick ann\nthe password is Xyzzyplugh\nand this stays\n")
    try house.retry("both to be kept") { try api("/messages").contains("and this stays") }
    #expect(try api("/messages?q=xyzzyplugh").contains("Xyzzyplugh"))
    #expect(try house.curl("\(house.api)/messages").contains("API_TOKEN"), "without the token")
    #expect(!(try house.curl("\(house.api)/messages/stream?after=0", "-m", "1")).contains("Xyzzy"))
    #expect(!(try house.curl("\(house.api)/messages/export")).contains("Xyzzyplugh"))

    #expect(try api("/messages/1/hidden", "-X", "PUT").contains("SUCCESS"))
    for path in ["", "?hidden=true", "?q=xyzzyplugh", "?after=0", "/export", "/export?format=csv"] {
      #expect(!(try api("/messages\(path)")).contains("Xyzzyplugh"), "\(path)")
    }
    #expect(try api("/messages?hidden=true").contains("\"hidden_by\" : \"api\""))
    let copy = house.folder.path + "/copy.db"
    for backup in ["/backup", "/backup/transcript"] {
      // Before the words are gone from the files.
      _ = try api(backup, "-o", copy)
      #expect(try !Self.bytes(of: copy, contain: "yzzyplugh"), "\(backup)")
    }
    try house.retry("the words to be gone from the files", limit: .seconds(60)) {
      try [
        "netcatchat.db", "netcatchat.db-wal", "netcatchat-transcript.db",
        "netcatchat-transcript.db-wal",
      ]
      .allSatisfy {
        try Self.bytes(of: "\(house.folder.path)/\($0)", contain: "yzzyplugh") == false
      }
    }
    for backup in ["/backup", "/backup/transcript"] {
      _ = try api(backup, "-o", copy)
      #expect(try !Self.bytes(of: copy, contain: "yzzyplugh"), "\(backup)")
    }
    let ben = try house.join()
    try ben.waitForOutput("and this stays")
    ben.write("/last\n/find xyzzyplugh\n")
    try ben.waitForOutput("-- nothing was found")
    #expect(!ben.outputText.contains("Xyzzyplugh"))

    #expect(try api("/messages/1/hidden", "-X", "DELETE").contains("SUCCESS"))
    #expect(try api("/messages?q=xyzzyplugh").contains("the password is Xyzzyplugh"))
  }

  /// Whatever the case: the index has lower case.
  private static func bytes(of path: String, contain word: String) throws -> Bool {
    let grep = try ChildProcess(["grep", "-aic", word, path])
    _ = try grep.waitForExit()
    return !["", "0\n"].contains(grep.outputText)
  }

  @Test func `with retention 0 people are told, and what there was goes`() throws {
    let house = try Installation()
    try say("soon gone", in: house)
    let ben = try house.join()
    try ben.waitForOutput("kept for 30 days")
    #expect(
      try house.curl("\(house.api)/retention", "-d", #"{"days": 0}"#).contains("SUCCESS"))
    try ben.waitForOutput("-- from now on what is said here is not kept, but for the last 10 lines")
    try house.retry("the lines to be gone") {
      try !house.curl("\(house.api)/messages").contains("soon gone")
    }
    ben.write("not kept\n/find soon\n")
    try ben.waitForOutput("-- what is said here is not kept\r\n")
    #expect(!(try house.curl("\(house.api)/messages")).contains("not kept"))
  }

  @Test func `three lines of shell follow, and go on where they were cut off`() throws {
    let house = try Installation()
    try say("before", in: house)
    let line = try Readme.line(with: "while read -r field")
      .replacing("localhost:8080", with: "127.0.0.1:\(house.apiPort)")
    let follower = try ChildProcess(["bash", "-c", line])
    try house.retry("the stream to be open") {
      try house.curl("\(house.api)/metrics").contains("netcatchat_message_streams 1\n")
    }
    try say("first \"live\" line", "second line", in: house)
    try follower.waitForOutput(#""text":"first \"live\" line""#)
    #expect(!follower.outputText.contains("before"))
    let later = try house.curl(
      "-N", "-m", "2", "-H", "Last-Event-ID: 1", "\(house.api)/messages/stream")
    #expect(later.contains("second line") && !later.contains("before"))
  }

  @Test(.enabled(if: Programs.has("nginx"), "nginx is not installed"))
  func `the first event comes through nginx as it comes`() throws {
    let house = try Installation()
    let proxy = try StreamProxy(before: house.apiPort)
    let curl = try ChildProcess([
      "curl", "-sN", "http://127.0.0.1:\(proxy.port)/messages/stream",
    ])
    try curl.waitForOutput(": netcatchat")
    try say("through the proxy", in: house)
    try curl.waitForOutput("through the proxy")
  }
}

/// nginx as it comes, with buffers.
private final class StreamProxy {
  let port: Int
  private let folder: TemporaryFolder
  private let nginx: ChildProcess

  init(before target: Int) throws {
    folder = try TemporaryFolder()
    port = freePorts(1)[0]
    let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map { [folder] in "\($0)_temp_path \(folder.path)/\($0);" }.joined(separator: "\n")
    let writer = try ChildProcess(["tee", folder.path + "/nginx.conf"])
    writer.write(
      """
      daemon off; master_process off; error_log stderr; pid \(folder.path)/pid;
      events {}
      http { access_log off; \(paths)
        server { listen 127.0.0.1:\(port);
          location / { proxy_pass http://127.0.0.1:\(target); } } }
      """)
    writer.closeInput()
    _ = try writer.waitForExit()
    nginx = try ChildProcess(["nginx", "-e", "stderr", "-c", folder.path + "/nginx.conf"])
    while try ChildProcess(["nc.openbsd", "-z", "127.0.0.1", "\(port)"]).waitForExit() != .code(0) {
      guard nginx.isRunning else { throw TestFailure("nginx: \(nginx.errorText)") }
    }
  }
}
