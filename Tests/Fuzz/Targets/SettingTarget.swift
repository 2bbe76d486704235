import Glibc
import Support

/// Settings and endpoint strings, as `--check-config` judges them.
struct SettingTarget: Target {
  let name = "settings"
  /// Each takes a process.
  let weight = 4
  private static let mutator = Mutator(words: Seeds.settingWords)

  func attack(_ lab: Lab, _ random: inout SplitMix) throws {
    let setting = random.pick(Seeds.settings)
    let value = Self.mutator.mutated(Array(random.pick(setting.values).utf8), &random)
    lab.note("\(setting.name) of \(setting.program)", value)
    let environment = try Self.environment(setting.name, value, lab, &random)
    let program = try ChildProcess(
      [Programs.ours(setting.program), "--check-config"], environment: environment)
    let status: ChildProcess.ExitStatus
    do {
      status = try program.waitForExit(limit: lab.patience)
    } catch {
      throw Failure(.hang, "\(setting.program) --check-config: \(error)")
    }
    let said = program.outputText + program.errorText
    guard [.code(0), .code(78)].contains(status) else {
      throw Failure(.crash, "\(setting.program) --check-config ended with \(status): \(said)")
    }
    if let problem = Harmless.problem(in: Array(said.utf8), lineEnd: "\n") {
      throw Failure(
        .wrong, "\(setting.program) --check-config says \(problem): \(said.debugDescription)")
    }
  }

  /// Some values come by a file, which may hold any bytes at all.
  private static func environment(
    _ name: String, _ value: [UInt8], _ lab: Lab, _ random: inout SplitMix
  ) throws -> [String: String] {
    guard random.oneIn(2) else {
      let text = String(decoding: value.filter { $0 != 0 }.prefix(32_000), as: UTF8.self)
      return [name: text]
    }
    let path = "\(lab.fleet.folder.path)/setting"
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    defer { close(file) }
    guard file >= 0, write(file, value, value.count) == value.count else {
      throw Problem("cannot write \(path)")
    }
    return ["\(name)_FILE": path]
  }
}
