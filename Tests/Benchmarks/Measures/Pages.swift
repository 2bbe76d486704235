import Support

/// What the dashboard's pages cost all three services, beside JSON with the same rows from the API,
/// while a full room is watched by many admins. Who asks is logged in, at the one as at the other.
enum Pages {
  private static let usersDefault = 5_000
  private static let linesDefault = 2_000_000
  private static let watchers = 20
  private static let (json, page) = ("JSON", "page")
  private static let cpu = "CPU of an answer, ms"
  private static let p95 = "p95, ms"
  private static let memory = "dashboard's memory, MiB"

  /// A page, and what a program would ask for that wants to show the same.
  private struct Subject {
    let title: String
    let path: String
    let answers: [String]

    static let all = [
      Subject(
        title: "the overview", path: "/",
        answers: [
          "/users/", "/servers", "/events?limit=8", "/samples?minutes=1500",
          "/messages?room=lobby&hidden=true&limit=8", "/doors", "/rules", "/status",
        ]),
      Subject(
        title: "50 of the people", path: "/people?sort=-lines",
        answers: ["/people?sort=-lines&limit=50"]),
    ]
  }

  static func run(_ bench: Bench) throws -> [Comparison] {
    let (users, lines) = (bench.options.users ?? usersDefault, bench.options.lines ?? linesDefault)
    let site = try Site(users: users, lines: lines)
    let load = "\(grouped(users)) people, \(grouped(lines)) lines, \(watchers) admins watching"
    var comparisons = Subject.all.map { subject in
      Comparison(
        "pages: \(subject.title), \(load)", columns: [json, page], ours: [page],
        goals: [Goal(cpu, .ratioAtMost(1.5)), Goal(p95, .atMost(30)), Goal(memory, .atMost(40))])
    }
    for round in 1...bench.options.rounds {
      for (index, subject) in Subject.all.enumerated() {
        Output.progress("pages: round \(round) of \(bench.options.rounds), \(subject.title)")
        do {
          try site.measure(subject, bench.options.seconds, &comparisons[index])
        } catch let interruption as Interruption {
          throw interruption
        } catch {
          comparisons[index].note("round \(round): \(error)")
        }
      }
    }
    Output.clearProgress()
    return comparisons
  }

  /// The three services, with a room that is full and a transcript that is long.
  private final class Site {
    private let api: Server
    private let dashboard: Server
    private let chat: Server
    private let crowd: Crowd
    private let watching: [ChildProcess]
    /// By what an admin is known there, as a field of a request.
    private let (token, cookie): (String, String)

    private static let password = "correct horse"

    init(users: Int, lines: Int) throws {
      let folder = try TemporaryFolder()
      Output.progress("pages: making \(grouped(lines)) lines up")
      let talk = try PreparedTalk(lines: lines, in: folder)
      api = try Services.startAPI(
        transcript: "\(folder.path)/transcript.sqlite", in: folder,
        ["ADMIN_PASSWORD": Self.password])
      let callers = try Callers(PreparedTalk.origins, at: api.port) { origin, turn in
        talk.request(origin: origin, turn: turn)
      }
      try callers.callToTheEnd()
      Output.progress("pages: \(grouped(users)) people join")
      chat = try Services.startChat(api: api)
      crowd = try Crowd(of: users, talkers: 2, at: chat.port)
      dashboard = try Services.startDashboard(api: api)
      token = try Self.logIn(
        ["-d", "{\"name\":\"admin\",\"password\":\"\(Self.password)\"}"], api, "/sessions",
        after: "\"token\" : \"", until: "\"", as: "Authorization: Bearer ")
      cookie = try Self.logIn(
        ["-d", "name=admin", "--data-urlencode", "password=\(Self.password)"], dashboard, "/login",
        after: "Set-Cookie: ", until: ";", as: "Cookie: ")
      let updates = "http://127.0.0.1:\(dashboard.port)/updates"
      watching = try (0..<watchers).map { [cookie] _ in
        try ChildProcess(["curl", "-sN", "-o", "/dev/null", "-H", cookie, updates])
      }
      try pause(3)  // until the API has heard of everybody
    }

    /// What an answer says after one thing and before another, as a field.
    private static func logIn(
      _ form: [String], _ server: Server, _ path: String, after start: String, until end: Character,
      as field: String
    ) throws -> String {
      let curl = try ChildProcess(
        ["curl", "-si", "--max-time", "20"] + form + ["http://127.0.0.1:\(server.port)\(path)"])
      _ = try curl.waitForExit()
      let answer = curl.outputText
      guard let place = answer.firstRange(of: start)?.upperBound else {
        throw Problem("nobody can log in at \(path): \(answer)")
      }
      return field + answer[place...].prefix { $0 != end }
    }

    deinit { for watcher in watching { watcher.signal(15) } }

    func measure(_ subject: Subject, _ seconds: Double, _ comparison: inout Comparison) throws {
      comparison.add(try figures(of: subject.answers, from: api, as: token, seconds), column: 0)
      comparison.add(
        try figures(of: [subject.path], from: dashboard, as: cookie, seconds)
          + [Figure(memory, try dashboard.usage().map { Double($0.residentBytes) / 1_048_576 })],
        column: 1)
    }

    /// What one answer costs that takes all of `paths`, one after the other.
    private func figures(of paths: [String], from server: Server, as who: String, _ seconds: Double)
      throws
      -> [Figure?]
    {
      let client = try Client(at: server.port)
      var (latencies, answers) = (Histogram(), 0)
      let before = try used()
      let end = monotonicNanoseconds() + UInt64(seconds * 1e9)
      while monotonicNanoseconds() < end {
        try Interruption.check()
        latencies.record(try paths.reduce(0) { $0 + (try client.get($1, who).nanoseconds) })
        answers += 1
      }
      let spent = try used() - before
      return [
        Figure(cpu, Double(spent) / Double(answers) / 1e6),
        Figure("p50, ms", Double(latencies.percentile(0.5)) / 1e6),
        Figure(p95, Double(latencies.percentile(0.95)) / 1e6),
      ]
    }

    /// Nanoseconds of CPU of all three.
    private func used() throws -> UInt64 {
      try [api, chat, dashboard].reduce(0) { sum, server in
        guard let usage = try server.usage() else { throw Problem("a process is not known") }
        return sum + usage.cpuNanoseconds
      }
    }
  }
}
