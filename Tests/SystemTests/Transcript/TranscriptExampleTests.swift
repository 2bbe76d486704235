import FoundationEssentials
import Support
import Testing
import TinyHTTP
import Wire

/// The README's examples of what was said, as a shell runs them.
@Suite struct TranscriptExampleTests {
  let house: Installation
  /// Where a shell stands that runs them.
  let folder: TemporaryFolder

  init() throws {
    // A line for each long poll.
    house = try Installation(["LOG_LEVEL": "debug"])
    folder = try TemporaryFolder()
  }

  /// The README's day, which is long ago by now.
  private static let day = "2026-11-28"
  private static let yesterday = String(
    Date(timeIntervalSinceNow: -86_400).formatted(.iso8601).prefix(10))

  /// The lines of the block that has `part` in it, for our API and as if they were written today.
  private func lines(with part: String) throws -> [String] {
    try Readme.block(with: part).split(separator: "\n").map {
      String($0).replacing("localhost:8080", with: "127.0.0.1:\(house.apiPort)")
        .replacing(Self.day, with: Self.yesterday)
    }
  }

  private func run(_ script: String) throws -> String {
    let shell = try ChildProcess(["bash", "-c", "cd \(folder.path)\n\(script)"])
    guard try shell.waitForExit() == .code(0) else {
      throw TestFailure("\(script): \(shell.errorText)")
    }
    return shell.outputText
  }

  private func texts(_ answer: String) throws -> [String] {
    try JSON.decode(MessageList.self, from: Array(answer.utf8)).messages.map { $0.text ?? "-" }
  }

  /// What was said yesterday at that time.
  private func line(_ time: String, _ name: String, _ text: String) throws -> NewMessage {
    let moment = try Date(Self.yesterday + "T\(time)Z", strategy: .iso8601)
    return NewMessage(
      time: Int(moment.timeIntervalSince1970) * 1_000, kind: .said, member: 7, name: name,
      text: text)
  }

  @Test func `a teacher takes the lesson along, looks for words, hides a line, and forgets`() throws
  {
    try house.pour(
      try [line("08:59:59", "ben", "too early")]
        + (2...16).map { try line("09:10:\(9 + $0)", "ben", "guess \($0)") }
        + [
          line("09:30:00", "ben", "ann is silly"), line("09:40:05", "ann", "the homework: page 9"),
        ]
    )
    let teacher = try lines(with: "lesson.md")
    try #require(teacher.count == 7)
    #expect(try run(teacher[0]) == "")
    let lesson = try run("cat lesson.md")
    #expect(lesson.hasPrefix("# Room `lobby`\n") && lesson.contains("`Europe/Berlin`"))
    // One hour later there, and two in summer.
    #expect(lesson.contains(/\n1[01]:40:05 <ann> the homework: page 9\n/))
    #expect(!lesson.contains("too early"))

    let ann = try house.join(as: "ann")
    ann.write("Homeworks are due on Monday\n")
    try house.waitUntilKept("due on Monday")
    #expect(try texts(run(teacher[1])) == ["Homeworks are due on Monday", "the homework: page 9"])
    #expect(try texts(run(teacher[2])) == ["Homeworks are due on Monday", "the homework: page 9"])

    func isFound() throws -> Bool {
      try house.curl("\(house.api)/messages?q=silly").contains("ann is silly")
    }
    #expect(try isFound())
    #expect(try run(teacher[3]).contains("SUCCESS"))
    #expect(try !isFound())
    #expect(try run(teacher[4]).contains("SUCCESS"))
    #expect(try isFound())

    #expect(try run(teacher[5]).contains("SUCCESS"))
    #expect(try house.curl("\(house.api)/retention").contains("\"days\" : 7"))
    #expect(try isFound())
    #expect(try run(teacher[6]).contains("SUCCESS"))
    try ann.waitForOutput("-- from now on what is said here is not kept, but for the last 10 lines")
    try house.retry("everything to be gone") {
      try texts(house.curl("\(house.api)/messages")).isEmpty
    }
  }

  @Test(.enabled(if: Programs.has("jq"), "jq is not installed"))
  func `on call one finds, waits, exports and counts`() throws {
    try house.pour([
      line("01:59:59", "ann", "quiet night"),
      line("02:10:00", "ann", "the connection pool is full"),
      line("02:19:59", "ben", "pool connection? rollback?"),
      line("02:20:00", "ann", "Rollback now"),
    ])
    let zoe = try house.join(as: "zoe")
    try house.waitUntilKept("zoe joined")
    let calls = try lines(with: "incident.txt")
    try #require(calls.count == 6)
    #expect(try texts(run(calls[0])) == ["the connection pool is full"])
    #expect(
      try texts(run(calls[1])) == ["pool connection? rollback?", "the connection pool is full"])

    let newest = try JSON.decode(
      MessageList.self, from: Array(try house.curl("\(house.api)/messages?limit=1").utf8))
    let last = try #require(newest.messages.first?.id)
    let call = calls[2].replacing("after=17", with: "after=\(last)")
    try #require(call != calls[2])
    let waiting = try ChildProcess(["bash", "-c", call])
    try house[.api].waitForErrors("target=\"/messages?after=\(last)&wait=25\"")
    #expect(waiting.isRunning && waiting.outputText == "")
    zoe.write("it is the pool\n")
    #expect(try waiting.waitForExit() == .code(0))
    #expect(try texts(waiting.outputText) == ["it is the pool"])

    #expect(try run(calls[3]) == "")
    let text = try run("cat incident.txt")
    #expect(text.contains("America/New_York") && text.contains("<ann> the connection pool is full"))
    #expect(text.contains("<zoe> it is the pool\n") && !text.contains("quiet night"))
    #expect(try run(calls[4]) == "")
    let rows = try run("cat incident.csv").split(separator: "\r\n").dropFirst()
    #expect(
      rows.map { $0.split(separator: ",\"lobby\",").last } == [
        #"said,"ben","pool connection? rollback?""#, #"said,"ann","Rollback now""#,
      ])
    let counted = try run(calls[5]).split(separator: "\n").map { $0.filter { $0 != " " } }
    #expect(counted == ["3ann", "1ben", "1zoe"])
  }

  @Test(.enabled(if: Programs.has("jq"), "jq is not installed"))
  func `each of three lines of shell follows as it says`() throws {
    try house.pour([
      line("09:00:00", "ann", "alert one"), line("09:00:01", "ann", "fine"),
      line("09:00:02", "ben", "alert two"),
    ])
    let follow = try lines(with: "while read -r field")
    try #require(follow.count == 3)
    let resumed = follow[1].replacing("17", with: "1")
    let followers = try [follow[0], resumed, follow[2]].map {
      try ChildProcess(["bash", "-c", $0])
    }
    try followers[1].waitForOutput("alert two")
    try house.retry("all to follow") {
      try house.curl("\(house.api)/metrics").contains("netcatchat_message_streams 3\n")
    }
    let ann = try house.join(as: "ann")
    ann.write("no news\nALERT three \"quoted\"\n")
    let ben = try house.join(as: "ben")
    ben.write("alert four\n")
    try followers[0].waitForOutput("alert four")
    try followers[1].waitForOutput("alert four")
    try followers[2].waitForOutput("ALERT three \"quoted\"\n")
    #expect(followers[0].outputText.contains(#""text":"no news""#))
    #expect(!followers[0].outputText.contains("alert two"), "it begins now")
    #expect(followers[0].outputText.split(separator: "\n").allSatisfy { $0.hasPrefix("{") })
    let alerts = followers[1].outputText.split(separator: "\n")
    #expect(alerts.count == 3 && alerts.allSatisfy { $0.hasPrefix("data: {") })
    #expect(followers[2].outputText == "no news\nALERT three \"quoted\"\n")
  }

  @Test(.enabled(if: Programs.has("sqlite3"), "sqlite3 is not installed"))
  func `a backup of what was said is read with sqlite3, and starts another API`() throws {
    try house.pour([line("09:00:00", "ann", "kept for later")])
    for line in try lines(with: "backup-transcript.db") { #expect(try run(line) == "") }
    let readme = try Readme.text().replacing("\n", with: " ")
    let command = try #require(readme.firstMatch(of: /`(sqlite3 backup-transcript[^`]*)`/)?.1)
    #expect(try run(String(command)).contains("|ann|kept for later|"))
    let api = try ChildProcess(
      [Programs.ours("api")],
      environment: [
        "API_DATABASE": folder.path + "/backup.db", "API_LISTEN": "tcp:0:interface=127.0.0.1",
        "API_TRANSCRIPT": folder.path + "/backup-transcript.db",
      ])
    let log = try api.waitForErrors("API_LISTEN=127.0.0.1:")
    let port = log.split(separator: "API_LISTEN=127.0.0.1:").last?.prefix { $0.isNumber } ?? ""
    #expect(try texts(house.curl("http://127.0.0.1:\(port)/messages")) == ["kept for later"])
  }
}
