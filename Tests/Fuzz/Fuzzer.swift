import Glibc
import Support

/// A run: input after input until the time is up, or something goes wrong.
final class Fuzzer {
  /// Processor time that one input may cost all services together. The longest honest one, a full
  /// body or a page with everything on it, takes a tenth of that in a debug build.
  private static let processorTimeMax: UInt64 = (isSanitized ? 20 : 4) * 1_000_000_000

  private let options: Options
  private let lab: Lab
  private let listener: Listener
  private var figures = Figures()

  init(_ options: Options) throws {
    self.options = options
    lab = try Lab(patience: options.patience)
    listener = Listener(lab)
  }

  /// The figures, in one line. Throws a `Finding`.
  func run() throws -> String {
    let checkup = Checkup(lab, listener)
    try check(0, "start") { try checkup.run(0) }
    Output.complain("fuzz: seed \(options.seed)\n")
    let leftovers = Leftovers(lab.fleet)
    let end = ContinuousClock.now + .seconds(options.seconds)
    var number = options.only ?? 1
    var kept = ""
    repeat {
      try Interruption.check()
      try attack(number)
      if options.only != nil { kept = "; what was sent is in \(try save(number))" }
      if number % Checkup.interval == 0 {
        try check(number, "checkup") { try checkup.run(number) }
      }
      number += 1
    } while options.only == nil && ContinuousClock.now < end
    var rest = ""
    try check(number - 1, "end") {
      try checkup.run(number)
      rest = try leftovers.compare(lab)
      try logsAreClean()
      for member in lab.fleet.members { try endOf(member) }
    }
    return "fuzz: seed \(options.seed), \(figures.text(lab)); left over: \(rest)\(kept)"
  }

  /// Input `number` depends on the seed and on nothing that was before.
  private func attack(_ number: Int) throws {
    var random = SplitMix(seed: options.seed &+ UInt64(number) &* 0xD134_2543_DE82_EF95)
    let target = Targets.pick(&random)
    lab.beginInput()
    try check(number, target.name) {
      let before = lab.fleet.processorTime
      try listener.attend()
      try target.attack(lab, &random)
      try lab.fleet.requireRunning()
      let spent = lab.fleet.processorTime - before
      figures.note(target.name, number, spent)
      guard spent <= Self.processorTimeMax else {
        throw Failure(.slow, "\(Double(spent) / 1e9) s")
      }
    }
  }

  /// The log is read by people in terminals, and an error in it is one of ours.
  private func logsAreClean() throws {
    for member in lab.fleet.members {
      let log = member.log
      if let problem = Harmless.problem(in: Array(log.utf8), lineEnd: "\n") {
        throw Failure(.wrong, "the log of \(member.role.rawValue) holds \(problem)")
      }
      // Who is no proxy, and whose token is not ours, is the operator's business.
      let errors = log.split(separator: "\n").filter {
        $0.contains(" error ") && !$0.contains("PROXY header") && !$0.contains("API_TOKEN: ")
      }
      if let line = errors.first {
        throw Failure(.wrong, "\(member.role.rawValue) logged an error: \(line)")
      }
    }
  }

  private func endOf(_ member: Member) throws {
    listener.leave()
    lab.fleet.followersAPI.answer = { Seeds.responses(Array(Seeds.answer(to: $0, seq: 1).utf8))[0] }
    try member.end(patience: options.patience, while: lab.exchange)
  }

  // MARK: - Findings

  /// Whatever goes wrong in `work` is told with all that it takes to see it again.
  private func check(_ number: Int, _ target: String, _ work: () throws -> Void) throws {
    do {
      try work()
    } catch is Interruption {
      throw Interruption.signalled
    } catch {
      // Who answers wrongly, or not at all, may be about to end: its ports close before it is gone.
      var failure = error
      do {
        for _ in 0..<20 {
          try lab.fleet.requireRunning()
          usleep(50_000)
        }
      } catch { failure = error }
      throw Finding(
        seed: options.seed, input: number, target: target, failure: failure,
        path: try save(number))
    }
  }

  /// Outside the repository: an input may bring down software that is not ours.
  private func save(_ number: Int) throws -> String {
    let path = "/tmp/netcatchat-fuzz-\(options.seed)-\(number)"
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Problem("cannot write \(path)") }
    defer { close(file) }
    for (place, bytes) in lab.sent {
      let piece = Array("--- \(bytes.count) bytes, \(place)\n".utf8) + bytes + [10]
      _ = write(file, piece, piece.count)
    }
    return path
  }
}
