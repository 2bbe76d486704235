import Glibc
import Support
import Testing

/// Two chat servers that go by one name, and one that comes back.
@Suite struct ServerNameTests {
  func second(in house: Installation) throws -> ChildProcess {
    let ports = freePorts(2)
    return try ChildProcess(
      [Programs.ours("chat")],
      environment: [
        "CHAT_LISTEN": "tcp:\(ports[0])",
        "CHAT_HTTP_LISTEN": "tcp:\(ports[1]):interface=127.0.0.1", "CHAT_SERVER_ID": "test",
        "API_URL": house.api,
      ])
  }

  @Test func `the second of a name is refused, says so once, and follows when the first is gone`()
    throws
  {
    let house = try Installation()
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    try house.retry("ann to be counted") {
      try house.curl(house.api + "/users/").contains("\"users\" : 1")
    }
    let rival = try second(in: house)
    try rival.waitForErrors("another chat server goes by our name")
    let servers = try house.curl(house.api + "/servers")
    #expect(servers.contains("\"disputed\" : true"))
    #expect(servers.contains("\"users\" : 1"), "the first one's report")
    #expect(try house.curl(house.dashboard).contains("A second chat server calls itself the same"))
    try ann.waitForOutput("-- ")
    #expect(ann.isRunning && rival.isRunning)

    try house.kill(.chat)
    try rival.waitForErrors("our name is ours")
    #expect(rival.errorText.ranges(of: "another chat server").count == 1)
    #expect(!rival.errorText.contains("api is away"))
  }

  @Test func `a server that was killed is back at once, and nobody calls it a second one`() throws {
    let house = try Installation()
    for _ in 0..<2 {
      try house.kill(.chat)
      try house.start(.chat)
      let ann = try house.join()
      try ann.waitForOutput("guest-1")
      try house.retry("ann to be counted", limit: .seconds(4)) {
        try house.curl(house.api + "/users/").contains("\"users\" : 1")
      }
    }
    #expect(try !house[.chat].errorText.contains("another chat server"))
    #expect(try !house.curl(house.api + "/events").contains("server.disputed"))
  }
}
