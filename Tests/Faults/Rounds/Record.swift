import Glibc
import Support
import TinyHTTP

extension Round {
  /// All that there is to know of the round, in a folder that stays; its path.
  func keep(_ findings: [String], seed: UInt64) throws -> String {
    let path = "/tmp/netcatchat-faults-\(seed)-\(number)"
    try stage.run("rm", "-rf", path)
    try stage.run("mkdir", path)
    func write(_ name: String, _ lines: some Sequence<String>) throws {
      let file = open(
        "\(path)/\(name.replacing(" ", with: "-"))", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
        0o600)
      guard file >= 0 else { throw Problem("cannot write to \(path)") }
      defer { close(file) }
      var rest = Array(lines.joined(separator: "\n").utf8)[...]
      rest.append(0x0A)
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        guard count > 0 else { throw Problem("cannot write to \(path)") }
        rest = rest.dropFirst(count)
      }
    }
    func seconds(_ time: Duration) -> String {
      "\(((time - begun) / .milliseconds(1)).rounded() / 1_000)"
    }
    try write(
      "findings",
      ["\(fault.rawValue) (\(detail)), healed at \(seconds(healed)) s; times count from the fault"]
        + findings)
    try write(
      "log",
      evidence.log.map { entry in
        let fields = entry.fields.map { String(decoding: $0, as: UTF8.self) }
        return "\(entry.id) \(fields.joined(separator: " "))"
      })
    try write("claims", evidence.claims.map { "\($0.key) \($0.value)" }.sorted())
    try write(
      "transcript",
      evidence.transcript.map { String(decoding: (try? JSON.encodeLine($0)) ?? [], as: UTF8.self) })
    try write(
      "spoken",
      crowd.spoken.sorted { $0.value.at < $1.value.at }.map { text, spoken in
        "\(seconds(spoken.at)) \(spoken.server ?? "?") \(text)"
      })
    for seat in crowd.seats {
      for (number, visitor) in seat.visitors.enumerated() {
        try write(
          "\(seat.name) connection \(number + 1)",
          visitor.lines.map { "\(seconds($0.at)) \($0.text)" })
      }
    }
    for chat in house.chats {
      let body = try? house.get("/metrics", of: chat.name).body
      try write("metrics \(chat.name)", [String(decoding: body ?? [], as: UTF8.self)])
    }
    for program in house.programs { try write("output \(program.name)", [program.log]) }
    return path
  }
}
