import Support
import Testing
import TinyHTTP
import Wire

/// Whatever is killed, each line that was acknowledged is there once, and in order.
@Suite struct ExactlyOnceTests {
  @Test func `over restarts of both, nothing acknowledged is lost, doubled or out of order`() throws
  {
    let house = try Installation(["CHAT_TALK_RATE": "0", "CHAT_TALK_BURST": "0"])
    var said = 0
    for round in 1...6 {
      let talker = try house.join(with: .traditional)
      try talker.waitForOutput("/help lists")
      for _ in 1...30 {
        said += 1
        talker.write("line \(said) of all\n")
      }
      // Every second round the API dies while lines are on their way; the chat hands them over again.
      if round % 2 == 0 {
        try house.kill(.api)
        try house.start(.api)
      }
      let last = said
      try house.retry("line \(last) to be kept", limit: .seconds(60)) {
        try house.curl("\(house.api)/messages?q=%22line+\(last)+of%22").contains("\"id\"")
      }
      // What is kept by now is acknowledged, or will come again.
      if round % 2 == 1 {
        try house.kill(.chat)
        try house.start(.chat)
      }
    }
    let export = try house.curl("\(house.api)/messages/export?format=jsonl&kind=said")
    let lines = try export.split(separator: "\n").map {
      try JSON.decode(JSONLine.self, from: Array($0.utf8)).text.split(separator: " ")[1]
    }
    #expect(lines.compactMap { Int($0) } == Array(1...said))
    #expect(!(try house.curl("\(house.api)/messages?kind=missing")).contains("\"id\""))
  }

  private struct JSONLine: Decodable { let text: String }
}
