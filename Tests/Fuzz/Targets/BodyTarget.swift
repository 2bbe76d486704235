import Support

/// JSON for every route of the API that takes a body.
struct BodyTarget: Target {
  let name = "json"
  let weight = 60
  private static let mutator = JSONMutator()

  func attack(_ lab: Lab, _ random: inout SplitMix) throws {
    let api = lab.fleet[.api]
    let seed = random.pick(Seeds.bodies)
    let bytes = HTTP.request(
      seed.request, to: api, type: "application/json", Self.mutator.mutated(seed.json, &random))
    let answer = try lab.converse(with: api, at: api.httpPort, bytes, &random)
    try lab.judge(answer, of: api, allowing: [])
  }
}
