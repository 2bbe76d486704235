import Support

/// Whether all services still do their work, and not only live; tidies up what inputs have left, so
/// that doors they closed, rules they set, and whom they banned or muted hide nothing from those that
/// follow.
struct Checkup {
  /// Inputs between two.
  static let interval = 250

  private let lab: Lab
  private let listener: Listener

  init(_ lab: Lab, _ listener: Listener) {
    self.lab = lab
    self.listener = listener
  }

  func run(_ number: Int) throws {
    for member in lab.fleet.members { try lab.requireAlive(member) }
    let api = lab.fleet[.api]
    let banner = "checkup \(number)"
    try tell("POST /doors", #"{"open": true}"#)
    try tell("POST /rules", #"{"slow_seconds": 0, "voiced_only": false}"#)
    let limits = ["talk_rate", "talk_burst", "connections_max", "connections_per_address"]
    try tell("POST /limits", "{\(limits.map { "\"\($0)\": null" }.joined(separator: ", "))}")
    try tell("POST /banner/", "{\"banner\": \"\(banner)\"}")
    for kind in ["bans", "mutes", "filters"] { try removeAll(kind) }
    for (member, request) in [(api, "GET /banner/"), (lab.fleet[.dashboard], "GET /")] {
      let answer = try lab.ask(member, request)
      guard answer.contains(banner) else {
        throw Failure(
          .wrong, "\(member.role.rawValue) does not show the banner that was stored: \(answer)")
      }
    }
    try listener.hear("checkup-\(number)-\(api.processorTime)")
  }

  private func tell(_ request: String, _ body: String) throws {
    let answer = try lab.ask(lab.fleet[.api], request, body)
    guard answer.hasPrefix("HTTP/1.1 200 ") else {
      throw Failure(.wrong, "the API answers \(request) \(body) with \(answer)")
    }
  }

  private func removeAll(_ kind: String) throws {
    let list = try lab.ask(lab.fleet[.api], "GET /\(kind)")
    for word in list.split(separator: "\"id\" : ").dropFirst() {
      try tell("DELETE /\(kind)/\(word.prefix { $0.isNumber })", "")
    }
  }
}
