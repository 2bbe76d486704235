import Glibc
import Support

/// What the benchmarks share: how to run, and the rounds that make a comparison.
struct Bench {
  let options: Options

  func run(_ benchmark: Options.Benchmark) throws -> [Comparison] {
    switch benchmark {
    case .fanout: try Fanout.run(self)
    case .flood: try Flood.run(self)
    case .echo: try Echo.run(self)
    case .idle: try Idle.run(self)
    case .http: try HTTP.run(self)
    case .pages: try Pages.run(self)
    case .json: try JSONBodies.run(self)
    case .start: try Start.run(self)
    case .growth: try Growth.run(self)
    case .servers: try OneRoom.run(self)
    case .comeback: try Comeback.run(self)
    case .transcript: try Transcript.run(self)
    }
  }

  /// Says at once what is missing, not after minutes.
  func requireExecutables() throws {
    var names: [String] = []
    for name in options.benchmarks.flatMap(\.executables) where !names.contains(name) {
      names.append(name)
    }
    try Executables.require(names.filter { $0 != Contestant.chat.name || !isWithoutChat })
  }

  /// The servers that lines are sent to, the yardstick first.
  var lineServers: [Contestant] {
    [.yardstick, .yardstickFrames] + ours + (options.against.map { [.other(at: $0)] } ?? [])
  }

  private var ours: [Contestant] { isWithoutChat ? [] : [.chat] }

  /// It need not be built when another server takes its part.
  private var isWithoutChat: Bool {
    options.against != nil && !Executables.isBuilt(Contestant.chat.name)
  }

  /// Measures each server in turn, several times: A B A B.
  ///
  /// Each starts anew, so that none inherits another's memory. One that fails leaves a note.
  func compare(
    _ title: String, _ contestants: [Contestant], ours: [String] = [Contestant.chat.name],
    goals: [Goal] = [], hasRatios: Bool = true, _ measure: (Server) throws -> [Figure?]
  ) throws -> Comparison {
    var comparison = Comparison(
      title, columns: contestants.map(\.name), ours: ours, goals: goals, hasRatios: hasRatios)
    for round in 1...options.rounds {
      for (column, contestant) in contestants.enumerated() {
        Output.progress("\(title): round \(round) of \(options.rounds), \(contestant.name)")
        do {
          comparison.add(try measure(contestant.start()), column: column)
        } catch let interruption as Interruption {
          throw interruption
        } catch {
          comparison.note("\(contestant.name), round \(round): \(error)")
        }
      }
    }
    Output.clearProgress()
    return comparison
  }
}

/// The executables that a benchmark starts, which lie beside its own.
enum Executables {
  static func isBuilt(_ name: String) -> Bool { Glibc.access(Programs.ours(name), X_OK) == 0 }

  static func require(_ names: [String]) throws {
    let missing = names.filter { !isBuilt($0) }
    guard missing.isEmpty else {
      let folder = Programs.ours("")
      throw Problem(
        """
        \(missing.joined(separator: ", ")) not found in \(folder). \
        Build everything first: swift build -c release
        """)
    }
  }
}
