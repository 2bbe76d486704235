import Glibc
import Support

extension Round {
  /// The fault and its healing.
  func inject() throws {
    switch fault {
    case .none: try pass(1)
    case .killEngine:
      try house.engine.program.kill()
      try goDown("the engine", 0.5)
      try house.engine.start()
    case .powerCut: try cutPower()
    case .killChat:
      let chat = house.chats.randomElement(using: &random)
      guard let chat else { return }
      silenced = [chat.name]
      hasDeath = true
      try chat.kill()
      try goDown(chat.name, 0.4)
      try house.start(chat)
    case .killAPI:
      try house.api.kill()
      try goDown("the API", 0.4)
      try house.start(house.api)
    case .killProxy:
      try house.proxy?.kill()
      try goDown("HAProxy", 0.3)
      try house.proxy?.start()
    case .pauseEngine: try freeze(house.engine.program, "the engine", 1)
    case .pauseChat:
      let chat = house.chats.randomElement(using: &random)
      guard let chat else { return }
      silenced = [chat.name]
      // Some for so long that the others take it for dead.
      try freeze(chat, chat.name, 1.6)
    case .cutChat: try pull(1, of: [1, 2, 3])
    case .cutTwo: try pull(2, of: [1, 2, 3])
    case .cutAPI: try pull(1, of: [0])
    case .cutRelay:
      let relay = house.relays.randomElement(using: &random)
      relay?.cut()
      try goDown("the way of one server to the engine", 1)
      relay?.heal()
    case .oldCopy: try restoreCopy()
    }
  }

  /// For a part of the longest time that something may be away.
  private func goDown(_ what: String, _ part: Double) throws {
    let seconds = Double.random(in: plan.away, using: &random) * part
    detail = "\(what) for \(shown(seconds))"
    try pass(seconds)
  }

  private func shown(_ seconds: Double) -> String { "\((seconds * 10).rounded() / 10) s" }

  private func freeze(_ program: Program, _ name: String, _ part: Double) throws {
    program.signal(SIGSTOP)
    defer { program.signal(SIGCONT) }
    try goDown(name, part)
  }

  /// A server is taken for dead by the others when it is away for more than 10 s; some are.
  private func pull(_ count: Int, of places: [Int]) throws {
    guard let network = house.network else { return }
    let pulled = places.shuffled(using: &random).prefix(count).sorted()
    for place in pulled { try network.pull(place) }
    try goDown(
      pulled.map { $0 == 0 ? "the API" : House.servers[$0 - 1] }.joined(separator: " and "), 1.6)
    for place in pulled { try network.plug(place) }
  }

  private func cutPower() throws {
    guard let disk = house.disk else { return }
    try disk.prepareCut()
    try house.engine.program.kill()
    try disk.cut()
    try goDown("the engine's disk", 0.3)
    try house.engine.start()
  }

  /// What the engine has on disk is replaced by what it had a while before.
  private func restoreCopy() throws {
    let data = house.engine.folder
    try stage.run("cp", "-a", data, "\(data).old")
    try stage.pass(plan.before)
    let transcript = try house.transcript()
    // What is on its way now may be in it or not.
    begun = stage.now - .seconds(1)
    restoration = Evidence.Restoration(begun: begun, healed: begun, transcript: transcript)
    try house.engine.program.kill()
    try stage.run("rm", "-rf", data)
    try stage.run("mv", "\(data).old", data)
    try goDown("the engine, with an older copy,", 0.3)
    try house.engine.start()
  }
}
