import Support

/// What was asked for on the command line.
struct Options {
  /// How long to go on.
  var seconds = 60
  /// Decides all inputs.
  var seed = UInt64.random(in: 0..<1_000_000_000)
  /// One input alone, to see again what it does.
  var only: Int?
  /// How long a service may take to answer /livez, or to end, before it counts as hung.
  var patience = Duration.seconds(30)
  var wantsHelp = false

  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      func number(in range: ClosedRange<Int>) throws -> Int {
        guard let text = rest.popFirst() else { throw Problem("\(argument) needs a value") }
        return try Self.number(text, argument, in: range)
      }
      switch argument {
      case "--seed": seed = UInt64(try number(in: 0...Int.max))
      case "--only": only = try number(in: 1...Int.max)
      case "--patience": patience = .seconds(try number(in: 1...3_600))
      case "--help", "-h": wantsHelp = true
      default: seconds = try Self.number(argument, "SECONDS", in: 1...86_400)
      }
    }
  }

  private static func number(
    _ text: String, _ name: String, in range: ClosedRange<Int>
  ) throws -> Int {
    guard let number = Int(text), range.contains(number) else {
      throw Problem(
        "\(name) is a number from \(range.lowerBound) to \(range.upperBound), not \(text); "
          + "see fuzz --help")
    }
    return number
  }

  static let help = """
    usage: fuzz [SECONDS] [OPTION …]

    Starts the three real executables, changes harmless inputs of every kind at random, and looks
    for crashes, hangs, answers that tell of a mistake of ours, and what is left over at the end.
    Prints one line of figures and exits with 0, or says what went wrong with which input, saves that
    input in a temporary file, and exits with 1.

      SECONDS         how long to go on (60)
      --seed N        decides all inputs; printed, so that a run can be had again
      --only N        input number N alone
      --patience N    seconds before a service that does not answer counts as hung (30)
      --help

    """
}
