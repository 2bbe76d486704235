/// What every connection begins with, sent in one piece: who we are, what server that is, which
/// database, and whether it is at work.
///
/// `AUTH` comes by itself, so that its refusal cannot be taken for another. `HELLO 2` tells the
/// version, to users with any ACL, and sets the name, as `CLIENT SETNAME` does for those who may.
/// The last is `PING`: a server that is loading its data answers all the others.
struct RedisGreeting {
  enum Outcome: Equatable {
    case more
    case welcome(RedisVersion)
    case refused(RedisRefusal)
    /// That is no answer to what was asked.
    case outOfStep(String)
  }
  private enum Step { case auth, hello, select, ping }

  private var steps: ArraySlice<Step> = []
  private var version = RedisVersion.oldest
  let bytes: [UInt8]

  init(_ address: RedisAddress, _ name: String?) {
    var (steps, bytes): ([Step], [UInt8]) = ([], [])
    func ask(_ step: Step, _ command: RESPCommand) {
      steps.append(step)
      bytes += command.bytes
    }
    if let user = address.user {
      // A user without a password is one that needs none (`nopass`).
      ask(.auth, RESPCommand("AUTH", user, address.password ?? ""))
    } else if let password = address.password {
      ask(.auth, RESPCommand("AUTH", password))
    }
    ask(.hello, RESPCommand("HELLO", ["2"] + (name.map { ["SETNAME", $0] } ?? [])))
    if address.database != 0 { ask(.select, RESPCommand("SELECT", String(address.database))) }
    ask(.ping, RESPCommand("PING"))
    self.steps = steps[...]
    self.bytes = bytes
  }

  mutating func take(_ reply: RESPValue) -> Outcome {
    guard let step = steps.popFirst() else { return .outOfStep("more answers than questions") }
    if case .error(let error) = reply { return .refused(Self.refusal(error, to: step)) }
    switch (step, reply) {
    case (.auth, .text("OK")), (.select, .text("OK")): return .more
    case (.hello, .array(let fields)): return judge(fields)
    case (.ping, .text("PONG")): return .welcome(version)
    default: return .outOfStep("the answer to the greeting's \(step) is none")
    }
  }

  /// Names and values take turns.
  private mutating func judge(_ fields: [RESPValue]) -> Outcome {
    for index in stride(from: 0, to: fields.count - 1, by: 2)
    where fields[index].string == "version" {
      guard let version = fields[index + 1].string.flatMap(RedisVersion.init) else { break }
      if version < .oldest { return .refused(.tooOld(version)) }
      self.version = version
      return .more
    }
    return .outOfStep("the answer to HELLO has no version")
  }

  private static func refusal(_ error: RESPError, to step: Step) -> RedisRefusal {
    switch (error.code, step) {
    case ("WRONGPASS", _): .wrongPassword
    case ("NOAUTH", _): .passwordNeeded
    case ("NOPERM", _): .notPermitted(error.message)
    case ("LOADING", _): .loading
    case ("ERR", .auth) where error.message.contains("without any password"): .noPasswordSet
    case ("ERR", .hello) where error.message.hasPrefix("unknown command"): .tooOld(nil)
    default: .other(error)
    }
  }
}
