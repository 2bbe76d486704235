import RoomLog
import Support
import TinyRedis
import Wire

/// The redis-server, or valkey-server, that makes one room of the chat servers.
final class Engine {
  let program: Program
  let folder: String
  let host: String
  let port: Int
  private let stage: Stage

  /// Its data goes to `folder`, which is there.
  init(_ path: String, in folder: String, host: String, port: Int, on stage: Stage) {
    (self.folder, self.host, self.port, self.stage) = (folder, host, port, stage)
    program = Program(
      "engine",
      [
        path, "--bind", host, "--port", "\(port)", "--protected-mode", "no", "--dir", folder,
        "--save", "", "--appendonly", "yes", "--appendfsync", "always",
      ], on: stage)
  }

  func start() throws {
    try program.start()
    try stage.wait(for: "the engine to be ready") {
      try program.requireRunning()
      return program.process?.outputText.contains("Ready to accept connections") ?? false
    }
  }

  /// The room's log, and who has which name.
  func read() throws -> (log: [Evidence.Entry], claims: [String: String]) {
    let guest = RedisGuest(
      try RedisAddress("redis://\(host):\(port)"), on: stage.reactor)
    try stage.wait(for: "the engine to answer") { guest.isReady }
    let keys = LogKeys(room: Limits.lobby)
    var log: [Evidence.Entry] = []
    while true {
      let from = log.last.map { "(\($0.id)" } ?? "-"
      let page = try stage.value(
        "the log", guest.send(["XRANGE", keys.log, from, "+", "COUNT", "1000"]))
      let entries = page.elements ?? []
      for entry in entries {
        guard let parts = entry.elements, parts.count == 2, let id = parts[0].string else {
          throw TestFailure("the engine's log cannot be read: \(shown(entry))")
        }
        let fields = (parts[1].elements ?? []).map { $0.bytes ?? [] }
        log.append(Evidence.Entry(id: id, fields: fields))
      }
      if entries.count < 1_000 { break }
    }
    let all = try stage.value("the names", guest.send(["HGETALL", keys.names])).elements ?? []
    var claims: [String: String] = [:]
    for index in stride(from: 0, to: all.count - 1, by: 2) {
      claims[all[index].string ?? ""] = all[index + 1].string
    }
    _ = try stage.value("the end", guest.client.close())
    return (log, claims)
  }
}
