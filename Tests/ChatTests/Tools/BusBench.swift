import Chat
import RoomLog
import ServiceKit
import Support
import Testing
import TinyReactor
import TinyRedis
import Wire

/// Chat servers that are one room, on one engine and one clock.
final class BusBench {
  let clock = ManualClock()
  let engine: FakeRedis
  private(set) var servers: [BusServer] = []

  /// They are in step when this returns.
  init(_ count: Int = 2, limits: ChatLimits = .none, settings: BusSettings? = nil) throws {
    engine = FakeRedis(on: clock)
    for name in ["one", "two", "three"].prefix(count) {
      try add(name, limits: limits, settings: settings)
      // So that the first one has the first numbers for guests.
      pass(200)
    }
    pass(2_000)
    for server in servers { #expect(server.bus.state == .inStep) }
  }

  /// One more server, which starts now.
  @discardableResult
  func add(
    _ name: String, instance: String = "1", limits: ChatLimits = .none,
    settings: BusSettings? = nil
  ) throws -> BusServer {
    let settings = try settings ?? BusSettings(address: RedisAddress("redis://bus"))
    let server = BusServer(on: self, name, instance, limits, settings)
    servers.append(server)
    return server
  }

  subscript(_ index: Int) -> BusServer { servers[index] }

  /// Enough for a line to get everywhere.
  func pass(_ milliseconds: Int = 50) { clock.advance(by: .milliseconds(milliseconds)) }

  /// Lets everything come to rest: newcomers are announced by then.
  func settle() { pass(10_000) }

  /// One person on each server, all announced and with nothing to read; names are theirs on arrival.
  func people(_ names: String...) throws -> [TestPerson] {
    let people = try names.enumerated().map { index, name in
      let person = try #require(servers[index % servers.count].house.connect())
      person.type("/nick \(name)\n")
      return person
    }
    settle()
    for person in people { _ = person.read() }
    return people
  }
}

/// One of them.
final class BusServer {
  let name: String
  let house: TestRoom
  let bus: RedisBus
  var room: Room { house.room }

  init(
    on bench: BusBench, _ name: String, _ instance: String, _ limits: ChatLimits,
    _ settings: BusSettings
  ) {
    self.name = name
    house = TestRoom(limits: limits, on: bench.clock)
    let engine = bench.engine
    bus = RedisBus(
      on: bench.clock, house.room, log: Log(level: .error), origin: "\(name).\(instance)",
      roomName: Limits.lobby, settings
    ) { _, options in
      RedisClient(
        on: bench.clock, at: settings.address, options, connect: engine.connector(for: name))
    }
    house.room.bus = bus
    bus.start()
  }

  func connect(from host: String = "127.0.0.1") throws -> TestPerson {
    try #require(house.connect(from: host))
  }

  /// Ends as by SIGTERM: people are told, connections close, then the log.
  func shutDown() -> [Deferred<Void>] {
    [house.factory.shutDown(), bus.finish()]
  }

  /// Ends as by SIGKILL: nobody is told anything.
  func kill() { bus.close() }
}
