import Support

/// What was asked for on the command line.
struct Options {
  var rounds = 100
  /// Decides which faults there are, and how long they take.
  var seed = UInt64.random(in: 0..<1_000_000_000)
  /// Faults, in turn; none is the mix.
  var only: [Fault] = []
  /// One round alone.
  var round: Int?
  /// The redis-server or valkey-server.
  var engine = "redis-server"
  var plan = RoundPlan()
  /// Records of rounds without findings, too.
  var keepsAll = false
  var wantsHelp = false

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      func value() throws -> String {
        guard let text = rest.popFirst() else { throw Problem("\(argument) needs a value") }
        return text
      }
      switch argument {
      case "--seed": seed = UInt64(try Self.number(try value(), argument, in: 0...Int.max))
      case "--round": round = try Self.number(try value(), argument, in: 1...10_000)
      case "--only": only = try value().split(separator: ",").map { try Self.fault($0) }
      case "--engine": engine = try value()
      case "--quick": plan = .quick
      case "--keep": keepsAll = true
      case "--help", "-h": wantsHelp = true
      default: rounds = try Self.number(argument, "ROUNDS", in: 1...10_000)
      }
    }
  }

  private static func fault(_ name: Substring) throws -> Fault {
    if let fault = Fault(rawValue: String(name)) { return fault }
    let all = Fault.allCases.map(\.rawValue).joined(separator: ", ")
    throw Problem("there is no fault \(name); there are \(all)")
  }

  private static func number(
    _ text: String, _ name: String, in range: ClosedRange<Int>
  ) throws -> Int {
    guard let number = Int(text), range.contains(number) else {
      throw Problem(
        "\(name) is a number from \(range.lowerBound) to \(range.upperBound), not \(text); "
          + "see faults --help")
    }
    return number
  }

  static let help = """
    usage: faults [ROUNDS] [OPTION …]

    In each round an engine, an API and three chat servers are started, people talk and listen on
    all of them, and something goes wrong in the middle. Then the log, the transcript and what every
    listener has read are held against each other: nothing acknowledged may be missing, doubled or
    out of order, no name given twice, no count wrong. Prints a line for each round and a summary;
    keeps the records of rounds that fail, and exits with 1 if there are any.

      ROUNDS          how many (100)
      --seed N        decides what goes wrong for how long; printed, so that a run can be had again
      --only FAULTS   these faults in turn, with commas between: \(
        Fault.allCases.map(\.rawValue).joined(separator: ", "))
      --round N       round N alone, of those that there would be
      --engine PATH   the redis-server or valkey-server (redis-server)
      --quick         shorter rounds with fewer people
      --keep          keep the records of all rounds
      --help

    """
}
