import API
import Wire

/// Exports of a few lines, as text.
enum Export {
  typealias Line = (line: ExportLine, name: String, text: String)

  /// Around midnight in Berlin.
  static let day: [Line] = [
    (-3_000, MessageKind.coming, "ann", "ann joined"), (-2_000, .said, "ann", "hello"),
    (-1_500, .done, "ann", "waves"), (-1, .bot, "deploy", "v1.2 is out"),
    (0, .renamed, "zoe", "ann is now known as zoe"), (1_000, .notice, "", "the room closes at ten"),
    (2_000, .missing, "", "37"), (2_500, .missing, "", "1"), (3_000, .left, "zoe", "zoe left"),
  ].enumerated().map { index, row in
    (
      ExportLine(id: index + 1, room: "lobby", time: 1_795_906_800_000 + row.0, kind: row.1), row.2,
      row.3
    )
  }

  static func line(
    _ id: Int, _ time: Int, _ text: String, by name: String = "ann", room: String = "lobby"
  ) -> Line {
    (ExportLine(id: id, room: room, time: time, kind: .said), name, text)
  }

  static func text(
    _ format: ExportFormat, room: String?, _ lines: [Line], in zone: Zone? = nil
  ) throws -> String {
    let zone = try zone ?? ZoneFixture.zone("Europe/Berlin")
    var encoder = ExportEncoder(format, ExportScope(room: room, zone: zone))
    var bytes: [UInt8] = []
    encoder.begin(&bytes)
    for (line, name, text) in lines { encoder.append(line, name: name, text: text, to: &bytes) }
    encoder.end(&bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
