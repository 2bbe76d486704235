import Glibc
import Support
import Testing
import TinyHTTP
import Wire

/// Orders with the real programs: nobody is hit who was not meant, and whoever gives one hears what came
/// of it.
@Suite struct OrderTests {
  func post(_ house: Installation, _ path: String, _ json: String) throws -> String {
    try house.curl("-w", "%{http_code}", house.api + path, "-d", json)
  }

  func roster(_ house: Installation) throws -> Roster {
    let answer = try house.curl(house.api + "/servers/test/users")
    return try JSON.decode(Roster.self, from: Array(answer.utf8))
  }

  func member(_ entry: RosterEntry, reason: String = "spam") -> String {
    #"{"server": "test", "member": \#(entry.id), "name": "\#(entry.name)", "reason": "\#(reason)"}"#
  }

  func log(_ house: Installation) throws -> [String] {
    let json = try house.curl(house.api + "/events?after=0&limit=500")
    return try JSON.decode(EventList.self, from: Array(json.utf8)).events
      .map { "\($0.action) \($0.target) \($0.new ?? "-")" }
  }

  @Test func `after a restart of chat an order for somebody of before hits nobody`() throws {
    let house = try Installation()
    let mallory = try house.join()
    mallory.write("/nick mallory\n")
    try mallory.waitForOutput("guest-1 is now mallory")
    let before = try roster(house)
    let meant = try #require(before.users.first)
    try house.kill(.chat)
    try house.start(.chat)
    let ann = try house.join()
    ann.write("/nick mallory\n")
    try ann.waitForOutput("is now mallory")
    try house.retry("the new process to be known") {
      try roster(house).instance != before.instance
    }
    let now = try #require(try roster(house).users.first)
    #expect(now.name == meant.name)
    #expect(now.id > meant.id, "no id is given twice")
    #expect(now.id < 1 << 53)
    #expect(try post(house, "/kicks", member(meant)).hasSuffix("404"))
    var stale = now
    stale.name = "guest-1"
    #expect(
      try post(house, "/kicks", member(stale)).contains("\(now.id) on test is mallory now"))
    let page = try house.curl(
      house.dashboard + "/kick?server=test&member=\(meant.id)&name=mallory")
    #expect(page.contains("has left"))
    ann.write("/who\n")
    try ann.waitForOutput("1 here: mallory (you)")
    #expect(
      try log(house).suffix(2) == [
        "order.failed mallory (\(meant.id) on test) there is no \(meant.id) on test",
        "order.failed guest-1 (\(now.id) on test) \(now.id) on test is mallory now",
      ])
  }

  @Test func `while chat is stopped a kick waits, and nothing pushes it out`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let ben = try house.join()
    try ben.waitForOutput("guest-2")
    let meant = try #require(try roster(house).users.first { $0.name == "guest-2" })
    try house[.chat].signal(SIGSTOP)
    let answer = try post(house, "/kicks", member(meant))
    #expect(answer.contains("\"status\" : \"WAITING\""))
    #expect(answer.hasSuffix("202"))
    #expect(answer.contains("did not answer in 2.0 seconds; the order waits for it"))
    // As many at once as may be under way, over and over: most find no room and are refused.
    let config = (0..<300).map { _ in
      "url = \"\(house.api)/announcements\"\ndata = \"{\\\"text\\\": \\\"tea\\\"}\"\n"
    }.joined(separator: "next\n")
    let path = house.folder.path + "/requests"
    let file = try #require(fopen(path, "w"))
    fputs(config, file)
    fclose(file)
    let answers = try house.curl("--parallel", "--parallel-max", "30", "-s", "-K", path)
    #expect(!answers.contains("SUCCESS"))
    #expect(answers.ranges(of: "WAITING").count == 128)
    #expect(answers.ranges(of: "ERROR").count == 172)
    try house[.chat].signal(SIGCONT)
    try ben.waitForOutput("-- you have been removed: spam")
    try ann.waitForOutput("-- guest-2 was removed (spam)")
    try house.retry("the log to say so") {
      try log(house).contains("member.kicked guest-2 (\(meant.id) on test) spam")
    }
    // At first it has more connections open to it than it takes, all of them given up long ago.
    try house.retry("another kick to find nobody") {
      try post(house, "/kicks", member(meant)).hasSuffix("404")
    }
    try ann.wait(for: "all announcements") {
      $0.ranges(of: "-- announcement: tea").count >= 128
    }
    try house.retry("the log to say so of those that were promised, and no others") {
      try log(house).count { $0.hasPrefix("announcement.made") } == 128
    }
    #expect(ann.outputText.ranges(of: "-- announcement: tea").count <= 300, "each at most once")
  }

  @Test func `a double click announces once`() throws {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let page = try house.curl(house.dashboard + "/announce?text=tea")
    let key = try #require(
      page.firstRange(of: "name=\"key\" value=\"").map {
        page[$0.upperBound...].prefix { $0 != "\"" }
      })
    for _ in 1...2 {
      _ = try house.curl(
        "-d", "key=\(key)", "-d", "text=tea", house.dashboard + "/announce")
    }
    _ = try post(house, "/announcements", #"{"text": "last"}"#)
    try ann.waitForOutput("-- announcement: last")
    #expect(ann.outputText.ranges(of: "-- announcement: tea").count == 1)
  }
}
