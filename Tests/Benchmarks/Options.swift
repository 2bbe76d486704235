/// What was asked for on the command line.
struct Options {
  enum Benchmark: String, CaseIterable {
    case fanout, flood, echo, idle, http, pages, json, start, growth, transcript, servers
    case comeback = "return"

    var help: String {
      switch self {
      case .fanout: "lines to a room of people at a steady rate: CPU per delivery, latency"
      case .flood: "as many lines as the server takes: deliveries/s"
      case .echo: "one talker, one listener, one line at a time: latency"
      case .idle: "thousands of silent connections: memory of each, wake-ups"
      case .http: "GET against nginx, and many writers of the banner at once"
      case .pages: "the overview and People against JSON with the same rows: CPU, latency"
      case .json: "what a body of 64 KiB costs, whatever its shape"
      case .start: "from exec to accepting, and memory at rest"
      case .growth: "what a delivery, a byte and a join cost as the room grows"
      case .servers: "one room over three servers, against one: CPU, latency"
      case .comeback: "a server that was cut off from the others' log: time until it is in step"
      case .transcript: "lines handed over, searched and exported, against SQLite in C"
      }
    }

    /// The executables of ours that it starts.
    var executables: [String] {
      switch self {
      case .fanout, .flood, .echo, .growth: ["yardstick", "chat"]
      case .idle: ["yardstick", "chat", "api", "dashboard"]
      case .http, .json: ["api"]
      case .pages: ["api", "chat", "dashboard"]
      case .transcript: ["yardstick", "api"]
      case .servers: ["chat"]
      case .comeback: ["yardstick", "chat"]
      case .start: ["chat", "api", "dashboard"]
      }
    }
  }

  /// What to run, in order.
  var benchmarks = Benchmark.allCases
  var users: Int?
  var talkers: Int?
  /// A second, or in all.
  var lines: Int?
  var seconds = 2.0
  var rounds = 3
  /// How long a server is cut off.
  var secondsAway = 60.0
  /// Lines on their way at most in a flood: 64 bytes each stay below what a server keeps unsent.
  var window = 4_096
  var isJSON = false
  /// Another server's port on this machine.
  var against: UInt16?
  var wantsHelp = false

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      func value() throws -> String {
        guard let value = rest.popFirst() else { throw Problem("\(argument) needs a value") }
        return value
      }
      func number(_ range: ClosedRange<Int>) throws -> Int {
        let text = try value()
        guard let number = Int(text), range.contains(number) else {
          throw Problem(
            "\(argument) is a number from \(range.lowerBound) to \(range.upperBound), not \(text)")
        }
        return number
      }
      switch argument {
      case "--users": users = try number(2...15_000)
      case "--talkers": talkers = try number(1...15_000)
      case "--lines": lines = try number(1...10_000_000)
      case "--seconds": seconds = Double(try number(1...600))
      case "--rounds": rounds = try number(1...100)
      case "--away": secondsAway = Double(try number(1...600))
      case "--window": window = try number(1...1_000_000)
      case "--against": against = try Options.loopbackPort(try value())
      case "--json": isJSON = true
      case "--help", "-h": wantsHelp = true
      default:
        guard let benchmark = Benchmark(rawValue: argument) else {
          throw Problem("\(argument) is none of its benchmarks or options; see bench --help")
        }
        if benchmarks.count == Benchmark.allCases.count { benchmarks = [] }
        benchmarks.append(benchmark)
      }
    }
  }

  /// The sizes to measure: those by default, or the one that was asked for.
  func sizes(default sizes: [Fanout.Size]) -> [Fanout.Size] {
    if users == nil && talkers == nil && lines == nil { return sizes }
    let users = users ?? 100
    return [
      Fanout.Size(
        users: users, talkers: min(talkers ?? 20, users), linesPerSecond: lines ?? 1_000,
        goals: [])
    ]
  }

  /// Other people's servers are not to be put under load, so it is this machine or nothing.
  private static func loopbackPort(_ text: String) throws -> UInt16 {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, ["127.0.0.1", "localhost"].contains(parts[0]),
      let port = UInt16(parts[1])
    else { throw Problem("--against is 127.0.0.1:PORT, a server on this machine, not \(text)") }
    return port
  }

  static let help = """
    usage: bench [BENCHMARK …] [OPTION …]

    Starts the real executables and a minimal C server, the yardstick, puts them in turn under the
    same load, and prints the median of several rounds. Every line is checked: none may be lost,
    doubled or out of its talker's order. Build everything first: swift build -c release

    \(Benchmark.allCases.map { "  \(padded($0.rawValue))\($0.help)" }.joined(separator: "\n"))

      --users N, --talkers N   people in the room, and those of them who talk
      --lines N                lines a second, of all talkers together (fanout); lines in all
                               (transcript; 2000000)
      --window N               lines on their way at most (flood; 4096)
      --seconds N              of load in each round (2)
      --away N                 seconds that a server is cut off (return; 60)
      --rounds N               rounds, the servers taking turns in each (3)
      --against 127.0.0.1:PORT puts any other line server under the same load
      --json                   for machines
      --help

    Figures with a goal are those the project wants to reach. One core is given to the server and
    one to the load where the machine has two.

    """

  private static func padded(_ name: String) -> String {
    name + String(repeating: " ", count: 12 - name.count)
  }
}
