import Support
import Testing
import TinyReactor

@testable import Faults

/// What takes things away from servers takes them away.
@Suite struct SiteTests {
  @Test(.enabled(if: Disk.isPossible, "a loop device takes root"))
  func `a disk without power keeps what was synchronized, and nothing else`() throws {
    let folder = try TemporaryFolder()
    let disk = try Disk(in: folder.path, on: try Stage())
    for _ in 1...2 {
      try disk.prepareCut()
      try disk.cut()
    }
    // Synchronized after all, it is kept: then the cut is none, and says so.
    try disk.prepareCut()
    _ = try ChildProcess(["sync", "-f", disk.path]).waitForExit()
    #expect(throws: Problem.self) { try disk.cut() }
  }

  @Test(.enabled(if: Network.isPossible, "a network namespace takes root"))
  func `a pulled cable lets nothing through until it is plugged in again`() throws {
    let stage = try Stage()
    let network = try Network(on: stage)
    let wrapper = try network.add(1)
    let conversation = try Conversation(
      on: stage.reactor, endpoint: "tcp:0:interface=\(network.host)")
    let port = conversation.port?.address.port ?? 0
    let client = try ChildProcess(wrapper + ["nc.openbsd", network.host, "\(port)"])
    client.write("before\n")
    try stage.wait(for: "the words before") { conversation.served.first?.text == "before\n" }
    try network.pull(1)
    client.write("after\n")
    try stage.pass(.milliseconds(500))
    #expect(conversation.served.first?.text == "before\n")
    try network.plug(1)
    try stage.wait(for: "the words after") { conversation.served.first?.text == "before\nafter\n" }
  }

  @Test func `a relay that is cut holds everything back, and newcomers too`() throws {
    let stage = try Stage()
    let conversation = try Conversation(on: stage.reactor)
    let relay = try Relay(to: Int(conversation.port?.address.port ?? 0), on: stage.reactor)
    func connect() throws -> RecordingProtocol {
      let client = RecordingProtocol()
      let place = ClientEndpoint.tcp(host: "127.0.0.1", port: relay.portNumber)
      _ = try stage.value("a connection", place.connect(on: stage.reactor, Factory { _ in client }))
      return client
    }
    let first = try connect()
    first.transport?.write("one")
    try stage.wait(for: "the first words") { conversation.served.first?.text == "one" }
    relay.cut()
    first.transport?.write("two")
    conversation.served[0].transport?.write("back")
    let second = try connect()
    second.transport?.write("three")
    try stage.pass(.milliseconds(200))
    #expect(conversation.served.map(\.text) == ["one"])
    #expect(first.text == "")
    relay.heal()
    try stage.wait(for: "all words") {
      conversation.served.map(\.text) == ["onetwo", "three"] && first.text == "back"
    }
    second.transport?.loseConnection()
    try stage.wait(for: "the end") { conversation.served[1].lost.count == 1 }
  }

  @Test func `options are read, and what is wrong with them is said`() throws {
    let options = try Options(["7", "--only", "kill-engine,old-copy", "--seed", "3", "--quick"])
    #expect(options.rounds == 7)
    #expect(options.only == [.killEngine, .oldCopy])
    #expect(options.seed == 3)
    #expect(options.plan.talkersPerServer == RoundPlan.quick.talkersPerServer)
    for wrong in [["0"], ["--only", "rain"], ["--seed"], ["--rounds"]] {
      #expect(throws: Problem.self) { try Options(wrong) }
    }
  }

  @Test func `a hundred rounds have the mix that the design wants`() {
    var random = SplitMix(seed: 1)
    let mix = Fault.mix(&random)
    #expect(mix.count == 100)
    #expect(mix.count { $0 == .killEngine } == 25)
    #expect(mix.count { [.cutChat, .cutTwo, .cutAPI].contains($0) } == 15)
  }
}
