import RoomLog
import Wire

/// A faultless round that nobody has played: three servers, an island, and a listener on each.
enum Sample {
  static let servers = ["chat-1", "chat-2", "chat-3"]
  private static let linesBefore = 30
  private static let linesAway = 12
  private static let linesAfter = 30

  static let evidence: Evidence = {
    var evidence = Evidence()
    var writer = Writer()
    var heard = [[Evidence.Hearing.Line]](repeating: [], count: servers.count)
    var now = Duration.seconds(1_000)

    func hear(_ server: Int, _ text: String) {
      heard[server].append(Evidence.Hearing.Line(at: now, text: text))
    }

    for server in servers.indices {
      writer.add(server, [LogRecord(.rosterBegin), LogRecord(.rosterEnd)])
      writer.add(server, [LogRecord(.here, member: 1, name: "listener-\(server)")])
      writer.add(server, [LogRecord(.here, member: 2, name: writer.name(server))])
      hear(server, "-- you are listener-\(server); 5 others are here. /help lists the commands.")
    }
    /// Said on `server`, and shown to all, or on the island of the last alone.
    func say(_ server: Int, _ isAway: Bool) {
      now += .milliseconds(50)
      let text = writer.nextText(server)
      evidence.spoken[text] = Evidence.Spoken(at: now, server: servers[server])
      let line = "<\(writer.name(server))> \(text)"
      guard isAway else {
        writer.add(server, [LogRecord(.said, member: 2, name: writer.name(server), text: text)])
        for other in servers.indices { hear(other, line) }
        return
      }
      hear(2, line)
      writer.later.append(LogRecord(.said, member: 2, name: writer.name(2), text: text))
    }

    for number in 0..<linesBefore { say(number % 3, false) }
    hear(2, "-- the other servers are out of reach; 2 are here")
    var missed: [String] = []
    for _ in 0..<linesAway {
      say(2, true)
      now += .milliseconds(20)
      let text = writer.nextText(0)
      evidence.spoken[text] = Evidence.Spoken(at: now, server: servers[0])
      writer.add(0, [LogRecord(.said, member: 2, name: writer.name(0), text: text)])
      for other in 0..<2 { hear(other, "<\(writer.name(0))> \(text)") }
      missed.append("[13:20] <\(writer.name(0))> \(text)")
    }
    for line in missed.suffix(10) { hear(2, line) }
    hear(2, "-- \(missed.count - 10) more: /last")
    for record in writer.later {
      for other in 0..<2 { hear(other, "[2026-11-28 23:59] <\(record.name)> \(record.text)") }
    }
    writer.addLate(2)
    for number in 0..<linesAfter { say(number % 3, false) }
    for server in servers.indices { hear(server, "-- 6 here: listener-\(server) (you)") }

    evidence.log = writer.log.log
    evidence.hearings = servers.indices.map {
      Evidence.Hearing(
        name: "listener of \(servers[$0])", server: servers[$0], hasStayed: true, lines: heard[$0])
    }
    evidence.transcript = transcript(of: evidence)
    evidence.counts = servers.map { Evidence.Count(server: $0, shown: 6, expected: 6) }
    for server in servers.indices {
      for (member, name) in [(1, "listener-\(server)"), (2, writer.name(server))] {
        for key in Nickname.keys(of: name) {
          evidence.claims[key] = "\(servers[server]).one/\(member)"
        }
      }
    }
    return evidence
  }()

  /// What the API makes of the log.
  static func transcript(of evidence: Evidence) -> [Message] {
    ReadLog(evidence).lines.map { line in
      Message(
        id: line.place + 1, room: Limits.lobby, origin: line.origin, number: line.number,
        time: "2026-11-29T00:00:00Z", kind: line.record.kind.message ?? .notice,
        member: line.record.member, name: line.record.name, text: line.record.text)
    }
  }

  private struct Writer {
    var log = LogWriter()
    var later: [LogRecord] = []
    private var numbers = [1, 1, 1]
    private var lines = [1, 1, 1]
    private var said = [0, 0, 0]

    func name(_ server: Int) -> String { ["ann", "ben", "cem"][server] }

    mutating func nextText(_ server: Int) -> String {
      said[server] += 1
      return Numbered(round: 0, talker: server, number: said[server]).description
    }

    mutating func add(_ server: Int, _ records: [LogRecord], isLate: Bool = false) {
      let entry = LogEntry(
        origin: "\(servers[server]).one", number: numbers[server], firstLine: lines[server],
        time: 1_795_521_600_000, isLate: isLate, records: records)
      log.append(entry)
      numbers[server] += 1
      lines[server] += records.count { $0.kind.message != nil }
    }

    mutating func addLate(_ server: Int) {
      for start in stride(from: 0, to: later.count, by: 4) {
        add(server, Array(later[start..<min(later.count, start + 4)]), isLate: true)
      }
    }
  }
}
