import Support

/// Forms of the dashboard, the login's among them.
struct FormTarget: Target {
  let name = "form"
  let weight = 40
  private static let mutator = Mutator(words: Seeds.formWords)

  func attack(_ lab: Lab, _ random: inout SplitMix) throws {
    let dashboard = lab.fleet[random.oneIn(4) ? .locked : .dashboard]
    let seed = random.pick(Seeds.forms)
    let form = Self.mutator.mutated(Array(seed.form.utf8), &random)
    let bytes = HTTP.request(
      "POST \(seed.path)", to: dashboard, type: "application/x-www-form-urlencoded", form)
    let answer = try lab.converse(with: dashboard, at: dashboard.httpPort, bytes, &random)
    try lab.judge(answer, of: dashboard, allowing: [])
  }
}
