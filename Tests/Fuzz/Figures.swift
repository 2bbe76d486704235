/// What a run has done so far.
struct Figures {
  private var inputs: [String: Int] = [:]
  private var slowest: (name: String, number: Int, nanoseconds: UInt64) = ("", 0, 0)

  mutating func note(_ target: String, _ number: Int, _ nanoseconds: UInt64) {
    inputs[target, default: 0] += 1
    if nanoseconds > slowest.nanoseconds { slowest = (target, number, nanoseconds) }
  }

  /// One line.
  func text(_ lab: Lab) -> String {
    let each = inputs.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    let statuses = lab.statuses.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    return """
      \(inputs.values.reduce(0, +)) inputs (\(each.joined(separator: ", "))), nothing found; \
      answers \(statuses.joined(separator: ", ")); \(lab.brokenOff) broken off; dearest input \
      \(slowest.number) (\(slowest.name)) \(slowest.nanoseconds / 1_000_000) ms
      """
  }
}
