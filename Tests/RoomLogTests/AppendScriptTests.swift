import RoomLog
import Support
import Testing
import TinyReactor
import TinyRedis
import Wire

@Suite(.enabled(if: RedisServer.isThere)) struct `Appending to a room's log` {
  let bench: LogBench
  let script: AppendScript

  init() throws {
    bench = try LogBench()
    script = try bench.script()
  }

  func log() throws -> [PlacedEntry] { try bench.log() }

  @Test func `ids have one epoch and no gap, whoever appends`() throws {
    let other = try bench.script()
    for number in 1...20 {
      try bench.append(script, [LogBench.entry(number)])
      try bench.append(other, [LogBench.entry(number, of: "b.1")])
    }
    let ids = try log().map(\.id)
    #expect(ids.map(\.number) == Array(0..<40))
    #expect(Set(ids.map(\.epoch)).count == 1)
    #expect(Set(try log().map(\.sum)).count == 40)
  }

  @Test func `what is sent again is there once, and is answered with its id`() throws {
    let entries = (1...3).map { LogBench.entry($0) }
    let first = try bench.append(script, entries)
    guard case .new(let last) = first[2] else {
      Issue.record("\(first)")
      return
    }
    #expect(try bench.append(script, [entries[2], entries[1]]) == [.again(last), .again(last)])
    try bench.server.kill()
    try bench.server.restart()
    let other = try bench.script()
    #expect(try bench.append(other, [entries[2]]) == [.again(last)])
    #expect(try bench.append(other, [LogBench.entry(4)]) == [.new(last.next)])
    #expect(try log().map(\.entry) == entries + [LogBench.entry(4)])
  }

  @Test func `an entry comes back as it was, bytes and all`() throws {
    var entry = LogBench.entry(1, of: "chat.eu-1.x7", "日本語 \"\\\r \u{1}", firstLine: 900)
    entry.records.append(LogRecord(.here, member: 7, name: "guest-7", text: "hash"))
    try bench.append(script, [entry])
    // A carriage return is no line end here.
    #expect(try log().map(\.entry) == [entry])
  }

  @Test func `sums tell two pasts apart that look alike`() throws {
    let other = AppendScript(on: try bench.guest().client, room: "other")
    try bench.append(script, [LogBench.entry(1, "one"), LogBench.entry(2, "two")])
    try bench.append(other, [LogBench.entry(1, "eins"), LogBench.entry(2, "two")])
    let sums = try [log(), bench.log(room: "other")].map { $0.map(\.sum) }
    #expect(sums[0].count == 2 && sums[1].count == 2)
    #expect(Set(sums.joined()).count == 4)
  }

  @Test func `a name goes to the first who claims it, with its line or not at all`() throws {
    let (ann, bob) = ("a.1/1", "b.1/7")
    func claim(
      _ holder: String, _ names: [String], giving old: [String] = []
    ) -> AppendScript.Changes {
      LogBench.claim(holder, names, giving: old)
    }
    func append(
      _ number: Int, of origin: String, _ changes: AppendScript.Changes
    ) throws -> AppendScript.Outcome {
      try bench.reactor.wait(
        for: script.append(LogBench.entry(number, of: origin), changes))
    }
    guard case .new = try append(1, of: "a.1", claim(ann, ["zoe", "ZOE"])) else {
      Issue.record("nobody had it")
      return
    }
    #expect(try append(1, of: "b.1", claim(bob, ["other", "ZOE"])) == .taken(by: ann))
    #expect(try log().count == 1)
    // Nothing of the refused one was done: its number is free, and so is the other key.
    guard case .new = try append(1, of: "b.1", claim(bob, ["other"], giving: ["zoe"])) else {
      Issue.record("it was free")
      return
    }
    #expect(try append(2, of: "b.1", claim(bob, ["zoe"], giving: ["other"])) == .taken(by: ann))
    // Somebody else's name cannot be given away, one's own can.
    guard case .new = try append(2, of: "a.1", claim(ann, ["anna"], giving: ["zoe", "ZOE"])),
      case .new = try append(2, of: "b.1", claim(bob, ["zoe"], giving: ["other"]))
    else {
      Issue.record("it was given up")
      return
    }
    let guest = try bench.guest()
    #expect(try guest.ask("HGET", "ncc:{lobby}:names", "zoe") == "\"\(bob)\"")
    #expect(try guest.ask("HGET", "ncc:{lobby}:names", "other") == "nil")
    #expect(try guest.ask("HLEN", "ncc:{lobby}:names") == "2")
  }

  @Test func `of many who claim a name at once one gets it`() throws {
    let scripts = try (0..<4).map { _ in try bench.script() }
    for round in 1...25 {
      let answers = scripts.enumerated().map { index, script in
        script.append(
          LogBench.entry(round, of: "s\(index).1"),
          LogBench.claim("s\(index).1/\(round)", ["n\(round)"]))
      }
      let outcomes = try answers.map { try bench.reactor.wait(for: $0) }
      #expect(outcomes.count { if case .new = $0 { true } else { false } } == 1)
      #expect(outcomes.count { if case .taken = $0 { true } else { false } } == 3)
    }
  }

  @Test func `old entries go, in blocks, and what was seen is not forgotten with them`() throws {
    let script = try bench.script(entriesMax: 100)
    let entries = (1...450).map { LogBench.entry($0) }
    try bench.append(script, entries)
    let left = try log()
    #expect((100...200).contains(left.count))
    #expect(left.last?.id.number == 449)
    guard case .again = try bench.append(script, [entries[0]])[0] else {
      Issue.record("it was seen")
      return
    }
    #expect(try log() == left)
  }

  @Test func `where another program has written, nothing is half done`() throws {
    let guest = try bench.guest()
    try guest.ask("SET", "ncc:{lobby}:names", "x")
    #expect(throws: RedisError.self) {
      try bench.reactor.wait(
        for: script.append(
          LogBench.entry(1), LogBench.claim("a.1/1", ["ann"])))
    }
    #expect(try log() == [])
    #expect(try guest.ask("EXISTS", "ncc:{lobby}:seen") == "0")
  }

  @Test func `a server that is over gives all names up, once`() throws {
    let pulse = PulseScript(on: try bench.guest().client, room: "lobby")
    func beat(_ origin: String, silence: Duration) throws -> [String] {
      try bench.reactor.wait(for: pulse.beat(origin, silence: silence))
    }
    for (number, name) in ["ann", "bob"].enumerated() {
      _ = try bench.reactor.wait(
        for: script.append(
          LogBench.entry(number + 1), LogBench.claim("a.1/\(number)", [name])))
    }
    _ = try bench.reactor.wait(
      for: script.append(LogBench.entry(1, of: "a.11"), LogBench.claim("a.11/1", ["cy"])))
    #expect(try beat("a.1", silence: .seconds(60)) == [])
    #expect(try beat("b.1", silence: .seconds(60)) == [])
    func end(_ number: Int, silence: Int) throws -> AppendScript.Outcome {
      var changes = AppendScript.Changes()
      (changes.ended, changes.silence) = ("a.1", silence)
      return try bench.reactor.wait(
        for: script.append(LogBench.entry(number, of: "b.1"), changes))
    }
    #expect(try end(1, silence: 60_000) == .alive)
    #expect(try beat("b.1", silence: .zero).contains("a.1"))
    guard case .new = try end(1, silence: 0) else {
      Issue.record("it was silent")
      return
    }
    #expect(try end(2, silence: 0) == .alive)
    let guest = try bench.guest()
    #expect(try guest.ask("HGETALL", "ncc:{lobby}:names") == #"["cy" "a.11/1"]"#)
    #expect(try beat("b.1", silence: .seconds(60)) == [])
  }

  @Test func `no guest's number is taken twice`() throws {
    let pulse = PulseScript(on: try bench.guest().client, room: "lobby")
    func take(above floor: Int) throws -> Int {
      try bench.reactor.wait(for: pulse.takeGuests(100, above: floor))
    }
    #expect(try take(above: 0) == 1)
    #expect(try take(above: 0) == 101)
    // The server has forgotten, and we have not.
    try bench.guest().ask("FLUSHALL")
    #expect(try take(above: 150) == 151)
    #expect(try take(above: 0) == 251)
  }
}
