import Support
import Testing
import TinyHTTP
import Wire

/// Filters set over HTTP while people talk.
@Suite struct FilterSystemTests {
  private func post(_ house: Installation, _ path: String, _ json: String) throws {
    let answer = try house.curl("--data-binary", json, "\(house.api)\(path)")
    #expect(answer.contains("SUCCESS"), "\(answer)")
  }

  private func held(_ house: Installation) throws -> [HeldLine] {
    let answer = try house.curl("\(house.api)/held")
    return try JSON.decode(HeldList.self, from: Array(answer.utf8)).lines
  }

  @Test func `words are refused or held while people talk, and what is released is read once`()
    throws
  {
    let house = try Installation(["CHAT_TALK_RATE": "0"])
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let ben = try house.join()
    try ben.waitForOutput("guest-2")
    ben.write("spam before\n")
    try ann.waitForOutput("<guest-2> spam before\r\n")
    try post(house, "/filters", #"{"pattern": "spam*", "action": "refuse", "reason": "no ads"}"#)
    try post(house, "/filters", #"{"pattern": "maybe *", "action": "hold"}"#)
    // Until the chat server has heard of it, lines are said.
    try house.retry("the filter to hold") {
      ben.write("SPÀMMERS\n")
      return ben.outputText.contains("-- this was not said: no ads\r\n")
    }
    try house.retry("a line to be held") {
      ben.write("maybe later\n")
      return try !held(house).isEmpty
    }
    let lines = try held(house)
    #expect(lines.first?.text == "maybe later" && lines.first?.pattern == "maybe *")
    ben.write("/me says maybe this\nafter\n")
    try ann.waitForOutput("<guest-2> after\r\n")
    try house.retry("both to be there") { try held(house).contains { $0.kind == .done } }
    let line = try #require(try held(house).first { $0.kind == .done })
    try post(house, "/held/\(line.id)/release", "")
    try ann.waitForOutput("* guest-2 says maybe this\r\n")
    try ben.waitForOutput("-- a moderator lets this be said: says maybe this\r\n")
    let again = try house.curl("-X", "POST", "\(house.api)/held/\(line.id)/release")
    #expect(again.contains("there is no held line"))
    let first = try #require(lines.first)
    #expect(try house.curl("-X", "DELETE", "\(house.api)/held/\(first.id)").contains("SUCCESS"))
    ben.write("the end\n")
    try ann.waitForOutput("<guest-2> the end\r\n")
    #expect(ann.outputText.ranges(of: "says maybe this").count == 1)
    let after = ann.outputText.ranges(of: "<guest-2> after").first.map {
      ann.outputText[$0.upperBound...]
    }
    #expect(after?.contains("maybe later") == false)
    let metrics = try house.curl("http://127.0.0.1:\(house.httpPort(of: .chat))/metrics")
    #expect(metrics.contains("chat_lines_refused_total"))
    #expect(!metrics.contains("chat_lines_held_total 0\n"))
    try house.retry("it to be in the transcript") {
      let kept = try house.curl("\(house.api)/messages?q=says+maybe")
      return kept.ranges(of: "says maybe this").count == 1
    }
  }

  @Test func `lines are held while the API is away, and handed over when it is back`() throws {
    let house = try Installation(["CHAT_TALK_RATE": "0"])
    let ben = try house.join()
    try ben.waitForOutput("guest-1")
    try post(house, "/filters", #"{"pattern": "maybe", "action": "hold"}"#)
    try house.retry("the filter to hold") {
      ben.write("maybe\n")
      return try !held(house).isEmpty
    }
    try house.kill(.api)
    ben.write("maybe without\n")
    try ben.wait(for: "the second notice") {
      $0.ranges(of: "-- this is not said yet").count >= 2
    }
    try house.start(.api)
    try house.retry("the line to be handed over") {
      try held(house).contains { $0.text == "maybe without" }
    }
    ben.write("/quit\n")
    try house.retry("ben to be gone") {
      try house.curl("\(house.api)/users/").contains("\"users\" : 0")
    }
    let line = try #require(try held(house).last)
    let answer = try house.curl("-X", "POST", "\(house.api)/held/\(line.id)/release")
    #expect(answer.contains("there is no"), "\(answer)")
    #expect(try held(house).last == line, "nobody is there to say it, and it can still be read")
  }
}
